package dev.sundog.server;

import dev.sundog.model.manifest.Digests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The files of the web page, from the class path folder {@code page}. Only plain names with a known
 * ending are looked for. Thread-safe.
 */
final class PageFiles {
    /** Nothing but our own scripts, styles, images and requests. */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                    + " 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors"
                    + " 'none'";

    private static final Pattern NAME =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "mjs", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "json", "application/json",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "ico", "image/x-icon",
                    "webmanifest", "application/manifest+json",
                    "txt", "text/plain; charset=utf-8");

    private final Map<String, Optional<PageFile>> files = new ConcurrentHashMap<>();

    /**
     * A file.
     *
     * @param etag of its content
     */
    @SuppressWarnings("ArrayRecordComponent")
    record PageFile(byte[] content, String type, String etag) {}

    /** The file of a path such as {@code /} or {@code /chat.js}. */
    Optional<PageFile> find(String path) {
        String name =
                switch (path) {
                    case "/" -> "index.html";
                    case "/documents" -> "documents.html";
                    default -> path.substring(1);
                };
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            return Optional.empty();
        }
        Optional<PageFile> known = files.get(name);
        if (known != null) {
            return known;
        }
        Optional<PageFile> read = read(name, type);
        if (read.isPresent()) {
            files.put(name, read);
        }
        return read;
    }

    private static Optional<PageFile> read(String name, String type) {
        try (InputStream stream = PageFiles.class.getResourceAsStream("page/" + name)) {
            if (stream == null) {
                return Optional.empty();
            }
            byte[] content = stream.readAllBytes();
            return Optional.of(new PageFile(content, type, '"' + Digests.sha256(content) + '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
