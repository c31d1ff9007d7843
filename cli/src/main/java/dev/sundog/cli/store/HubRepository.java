package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository at a commit, as the hub describes it. What the description leaves out is asked for
 * file by file. Not thread-safe.
 *
 * <p>Source: the Hub's interface: {@code GET /api/models/{repo}/revision/{revision}}, {@code GET
 * /api/models/{repo}/tree/{commit}}, {@code /{repo}/resolve/{commit}/{file}}.
 */
final class HubRepository {
    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_PAGES = 200;
    private static final int MOST_FILES = 200_000;
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HubClient client;
    private final HubReference reference;
    private final String commit;
    private final Map<String, HubFile> files;

    private HubRepository(
            HubClient client, HubReference reference, String commit, Map<String, HubFile> files) {
        this.client = client;
        this.reference = reference;
        this.commit = commit;
        this.files = files;
    }

    /** Asks the hub for a repository. */
    static HubRepository open(HubClient client, HubReference reference) {
        URI address =
                address(
                        client,
                        "/api/models/"
                                + reference.repository()
                                + "/revision/"
                                + encoded(reference.wantedRevision())
                                + "?blobs=true");
        JsonNode description = json(client, reference, address).content();
        String commit = description.path("sha").asString("");
        if (!commit.matches("[0-9A-Za-z._-]{1,100}") || commit.startsWith(".")) {
            throw unexpected(reference, "sha, the commit, is '" + commit + "'");
        }
        Map<String, HubFile> files = new LinkedHashMap<>();
        for (JsonNode node : description.path("siblings")) {
            add(
                    reference,
                    files,
                    file(reference, node.path("rfilename"), node, "sha256", "blobId"));
        }
        HubRepository repository = new HubRepository(client, reference, commit, files);
        if (files.isEmpty() || files.values().stream().anyMatch(file -> !file.isKnown())) {
            repository.readTree();
        }
        if (files.isEmpty()) {
            throw SundogException.data(
                    "hub-empty", reference + ": the hub says the repository has no files");
        }
        return repository;
    }

    String commit() {
        return commit;
    }

    Iterable<String> names() {
        return files.keySet();
    }

    /** A file with its size and digest, as far as the hub states one. */
    HubFile file(String name) {
        HubFile listed = files.getOrDefault(name, unknown(name));
        if (listed.isKnown()) {
            return listed;
        }
        HttpHeaders headers =
                client.retrying(reference + ": " + name, () -> client.head(name, address(name)));
        OptionalLong size = headers.firstValueAsLong("X-Linked-Size");
        if (size.isEmpty()) {
            size = headers.firstValueAsLong("Content-Length");
        }
        Optional<String> tag =
                headers.firstValue("X-Linked-Etag")
                        .or(() -> headers.firstValue("ETag"))
                        .map(text -> text.replaceFirst("^W/", "").replace("\"", ""));
        long bytes = listed.bytes() >= 0 ? listed.bytes() : size.orElse(-1);
        if (bytes < 0) {
            throw unexpected(reference, "no size of " + name + " is stated");
        }
        HubFile known =
                new HubFile(
                        name,
                        bytes,
                        listed.sha256().or(() -> tag.filter(text -> isHex(text, 64))),
                        listed.git().or(() -> tag.filter(text -> isHex(text, 40))));
        files.put(name, known);
        return known;
    }

    /** Where the content of a file is had. */
    URI address(String name) {
        StringBuilder path = new StringBuilder();
        for (String segment : name.split("/")) {
            path.append('/').append(encoded(segment));
        }
        return address(client, "/" + reference.repository() + "/resolve/" + encoded(commit) + path);
    }

    private void readTree() {
        URI page =
                address(
                        client,
                        "/api/models/"
                                + reference.repository()
                                + "/tree/"
                                + encoded(commit)
                                + "?recursive=true");
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Page answer;
            try {
                answer = json(client, reference, page);
            } catch (SundogException e) {
                if (!files.isEmpty() && e.code().equals("hub-status-404")) {
                    return; // a mirror without trees: files are asked for one by one
                }
                throw e;
            }
            for (JsonNode node : answer.content()) {
                if (node.path("type").asString("").equals("file")) {
                    add(reference, files, file(reference, node.path("path"), node, "oid", "oid"));
                }
            }
            if (answer.next().isEmpty()) {
                return;
            }
            page = page.resolve(answer.next().get());
            if (!client.sameOrigin(page)) {
                throw unexpected(reference, "the next page of the list is elsewhere: " + page);
            }
        }
        throw unexpected(reference, "the list of files has no end");
    }

    private static void add(HubReference reference, Map<String, HubFile> files, HubFile file) {
        files.merge(file.name(), file, (old, next) -> next.isKnown() ? next : old);
        if (files.size() > MOST_FILES) {
            throw unexpected(reference, "there are more than " + MOST_FILES + " files");
        }
    }

    private static HubFile file(
            HubReference reference, JsonNode name, JsonNode node, String digest, String git) {
        String path = SafeNames.relative(name.asString(""), reference + ": the hub's list");
        JsonNode lfs = node.path("lfs");
        if (lfs.isObject()) {
            String sha256 = lfs.path(digest).asString(lfs.path("oid").asString(""));
            return new HubFile(
                    path,
                    size(lfs.path("size"), size(node.path("size"), -1)),
                    Optional.of(sha256.replaceFirst("^sha256:", "").toLowerCase(Locale.ROOT))
                            .filter(text -> isHex(text, 64)),
                    Optional.empty());
        }
        return new HubFile(
                path,
                size(node.path("size"), -1),
                Optional.empty(),
                Optional.of(node.path(git).asString("").toLowerCase(Locale.ROOT))
                        .filter(text -> isHex(text, 40)));
    }

    private static long size(JsonNode node, long otherwise) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0
                ? node.longValue()
                : otherwise;
    }

    private static HubFile unknown(String name) {
        return new HubFile(name, -1, Optional.empty(), Optional.empty());
    }

    private static boolean isHex(String text, int digits) {
        return text.length() == digits && text.matches("[0-9a-f]+");
    }

    /** A JSON answer and where its next page is. */
    private record Page(JsonNode content, Optional<String> next) {}

    private static Page json(HubClient client, HubReference reference, URI address) {
        return client.retrying(
                reference.toString(),
                () -> {
                    try (HubAnswer answer = client.get(reference.toString(), address, Map.of())) {
                        byte[] bytes = answer.body().readNBytes(MOST_BYTES + 1);
                        if (bytes.length > MOST_BYTES) {
                            throw unexpected(reference, "its description is endless");
                        }
                        Optional<String> next =
                                answer.headers().allValues("Link").stream()
                                        .map(NEXT::matcher)
                                        .filter(Matcher::find)
                                        .map(matcher -> matcher.group(1))
                                        .findFirst();
                        return new Page(JSON.readTree(bytes), next);
                    } catch (JacksonException e) {
                        throw new IOException("an answer that is no JSON");
                    }
                });
    }

    private static URI address(HubClient client, String path) {
        return URI.create(client.endpoint() + path);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static SundogException unexpected(HubReference reference, String what) {
        return SundogException.data(
                "hub-answer",
                reference
                        + ": the hub's description makes no sense: "
                        + SafeNames.printable(what)
                        + ". Is HF_ENDPOINT the address of a hub?");
    }
}
