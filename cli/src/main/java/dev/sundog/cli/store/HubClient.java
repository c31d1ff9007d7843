package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.ToolVersion;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import javax.net.ssl.SSLException;

/**
 * Requests to one hub: redirects by hand, so that the token goes to the hub's own address and to no
 * other; pauses and new attempts where a failure may pass; statuses as messages. Thread-safe.
 *
 * <p>Source: RFC 9110 (status codes, {@code Retry-After}, ranges); the Hub's headers {@code
 * X-Error-Code}, {@code X-Error-Message}, {@code X-Linked-Etag}.
 */
final class HubClient implements AutoCloseable {
    static final int ATTEMPTS = 5;
    private static final int MOST_REDIRECTS = 10;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

    /** Something that may fail for a while. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException;
    }

    private final HubSettings settings;
    private final URI endpoint;
    private final PullProgress progress;
    private final HttpClient http;
    private final SilenceWatch watch;

    HubClient(HubSettings settings, URI endpoint, PullProgress progress) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.progress = progress;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.timeout())
                        .proxy(settings.proxies());
        settings.proxies()
                .authenticator()
                .ifPresent(
                        credentials -> {
                            // the JDK refuses names and passwords for tunnels unless told
                            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
                            builder.authenticator(credentials);
                        });
        this.http = builder.build();
        this.watch = new SilenceWatch(settings.timeout());
    }

    URI endpoint() {
        return endpoint;
    }

    PullProgress progress() {
        return progress;
    }

    /** Repeats what fails for reasons that may pass, with growing pauses. */
    <T> T retrying(String what, Attempt<T> attempt) {
        for (int failures = 1; ; failures++) {
            try {
                return attempt.run();
            } catch (IOException e) {
                if (failures >= ATTEMPTS) {
                    throw unreachable(what, e);
                }
                pause(failures, e);
            }
        }
    }

    /** Waits before attempt {@code failures + 1}; the user may stop meanwhile. */
    void pause(int failures, IOException cause) {
        progress.check();
        Optional<Duration> asked =
                cause instanceof TransientFailure passing ? passing.pause() : Optional.empty();
        long base = settings.backoff().toMillis() << Math.min(failures - 1, 5);
        long jitter = ThreadLocalRandom.current().nextLong(base / 2 + 1);
        long millis = asked.map(Duration::toMillis).orElse(base + jitter);
        long end = System.nanoTime() + Math.min(millis, LONGEST_PAUSE.toMillis()) * 1_000_000;
        while (System.nanoTime() < end) {
            progress.check();
            sleep(Math.min(100, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PullInterrupted();
        }
    }

    SundogException unreachable(String what, IOException cause) {
        String why =
                cause instanceof HttpTimeoutException
                        ? "no answer within " + settings.timeout().toMillis() + " ms"
                        : cause.getMessage() == null
                                ? cause.getClass().getSimpleName()
                                : SafeNames.printable(cause.getMessage());
        return SundogException.resource(
                "hub-unreachable",
                what
                        + ": "
                        + endpoint
                        + " could not be reached or broke off ("
                        + why
                        + "; "
                        + ATTEMPTS
                        + " attempts). "
                        + (cause instanceof SSLException
                                ? "If a proxy of your company signs connections, give Java its"
                                        + " certificate:"
                                        + " SUNDOG_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE. "
                                : "")
                        + "Check the network, HF_ENDPOINT and the proxy (HTTPS_PROXY,"
                        + " NO_PROXY); the same pull goes on where this one stopped",
                cause);
    }

    /**
     * One request, its redirects followed.
     *
     * @param what what is asked for, for messages
     * @throws IOException for what may pass
     * @throws SundogException (resource) for what will not
     */
    HubAnswer get(String what, URI uri, Map<String, String> headers) throws IOException {
        return send(what, "GET", uri, headers, false);
    }

    /** The hub's own headers for a file; a redirect elsewhere is not followed. */
    HttpHeaders head(String what, URI uri) throws IOException {
        try (HubAnswer answer = send(what, "HEAD", uri, Map.of(), true)) {
            return answer.first();
        }
    }

    private HubAnswer send(
            String what, String method, URI uri, Map<String, String> headers, boolean stay)
            throws IOException {
        URI place = uri;
        Optional<HttpHeaders> first = Optional.empty();
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            progress.check();
            HttpResponse<InputStream> response = exchange(request(method, place, headers));
            InputStream body = watch.over(response.body());
            int status = response.statusCode();
            HttpHeaders own = response.headers();
            if (first.isEmpty() || sameOrigin(place)) {
                first = Optional.of(own);
            }
            if (status == 200 || status == 206 || status == 416) {
                return new HubAnswer(status, first.get(), own, place, body);
            }
            if (!REDIRECTS.contains(status)) {
                try (body) {
                    throw failure(what, status, own);
                }
            }
            body.close();
            URI next = redirect(what, place, own);
            if (stay && !sameOrigin(next)) {
                return new HubAnswer(200, own, own, place, InputStream.nullInputStream());
            }
            place = next;
        }
        throw SundogException.resource(
                "hub-redirects",
                what + ": more than " + MOST_REDIRECTS + " redirects; check HF_ENDPOINT");
    }

    private HttpRequest request(String method, URI uri, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .timeout(settings.timeout())
                        .header("User-Agent", "sundog/" + ToolVersion.current())
                        .header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        if (sameOrigin(uri)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        return request.build();
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PullInterrupted();
        }
    }

    /** Whether an address is the hub's own: scheme, host and port. */
    boolean sameOrigin(URI uri) {
        return origin(uri).equals(origin(endpoint));
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static URI redirect(String what, URI from, HttpHeaders headers) {
        String location = headers.firstValue("Location").orElse("");
        URI next;
        try {
            next = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw badRedirect(what, location);
        }
        String scheme = String.valueOf(next.getScheme()).toLowerCase(Locale.ROOT);
        boolean downgrade = scheme.equals("http") && "https".equalsIgnoreCase(from.getScheme());
        if (location.isEmpty()
                || next.getHost() == null
                || downgrade
                || !(scheme.equals("http") || scheme.equals("https"))) {
            throw badRedirect(what, location);
        }
        return next;
    }

    private static SundogException badRedirect(String what, String location) {
        return SundogException.resource(
                "hub-redirect",
                what
                        + ": the hub redirects to '"
                        + SafeNames.printable(location)
                        + "', which is refused; expected an address of http or https, and of https"
                        + " once it was https");
    }

    private IOException failure(String what, int status, HttpHeaders headers)
            throws SundogException {
        String said =
                headers.firstValue("X-Error-Message")
                        .map(text -> "; the hub says: " + SafeNames.printable(text))
                        .orElse("");
        if (PASSING.contains(status)) {
            return new TransientFailure("status " + status + said, retryAfter(headers));
        }
        throw SundogException.resource(
                "hub-status-" + status,
                what + ": " + meaning(status, headers.firstValue("X-Error-Code")) + said);
    }

    private String meaning(int status, Optional<String> code) {
        return switch (status) {
            case 401 ->
                    settings.token().isPresent()
                            ? "the hub does not accept the token (status 401); check HF_TOKEN, or"
                                    + " make a new token"
                            : "the hub wants a token (status 401): there is no such repository, or"
                                    + " it is private or gated. Check the name; set HF_TOKEN to a"
                                    + " token of yours";
            case 403 ->
                    "the hub refuses access (status 403): accept the model's terms on its page, or"
                            + " use a token (HF_TOKEN) that may read it";
            case 404 ->
                    switch (code.orElse("")) {
                        case "RevisionNotFound" ->
                                "there is no such revision (status 404); check the branch, tag or"
                                        + " commit after the @";
                        case "EntryNotFound" -> "the hub does not have that file (status 404)";
                        default ->
                                "the hub does not know it (status 404); check owner, name,"
                                        + " revision and HF_ENDPOINT";
                    };
            case 407 -> "the proxy wants a name and password (status 407); check HTTPS_PROXY";
            default -> "the hub answered with status " + status + "; check HF_ENDPOINT";
        };
    }

    private static Optional<Duration> retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    @Override
    public void close() {
        watch.close();
        http.shutdownNow();
    }
}
