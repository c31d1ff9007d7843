package dev.sundog.server;

import dev.sundog.server.PageFiles.PageFile;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** From a request to who answers it; every failure becomes OpenAI's error object. */
final class Dispatcher implements Handler {
    private static final String API = "/v1/";
    private static final String ONE_MODEL = "/v1/models/";
    private static final int CLIENT_LEFT = 499;
    private static final int INTERNAL = 500;

    /** What a request may take beyond its time for saying that it is over. */
    private static final long LAST_WORDS = Duration.ofSeconds(2).toNanos();

    private final ServerOptions options;
    private final WatchedConnections connections;
    private final ServerMetrics metrics;
    private final Watchdog watchdog;
    private final Consumer<Throwable> bugs;
    private final ApiKeys keys;
    private final RequestBody body;
    private final PageFiles page = new PageFiles();
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final Route oneModel;
    private final Route oneRequest;
    private final Route requestRemoval;
    private volatile boolean stopping;

    /** Who answers a path. */
    private record Route(String name, String method, Consumer<Exchange> answer) {}

    Dispatcher(
            ModelDirectory models,
            DocumentRoutes documents,
            ServerOptions options,
            WatchedConnections connections,
            ServerMetrics metrics,
            Watchdog watchdog,
            Consumer<Throwable> bugs) {
        this.options = options;
        this.connections = connections;
        this.metrics = metrics;
        this.watchdog = watchdog;
        this.bugs = bugs;
        keys = new ApiKeys(options.apiKeys());
        body = new RequestBody(options);
        ModelList list = new ModelList(models);
        oneModel = new Route("/v1/models/{id}", "GET", list::one);
        add("GET", "/health", this::health);
        add("GET", "/metrics", this::metrics);
        add("GET", "/v1/models", list::list);
        add("POST", "/v1/chat/completions", new ChatCompletions(models, metrics)::handle);
        add("POST", "/v1/completions", new Completions(models, metrics)::handle);
        add("POST", "/v1/embeddings", new Embeddings(models)::handle);
        add("POST", DocumentRoutes.DIGITIZATION, documents::digitize);
        add("POST", DocumentRoutes.DIGITIZATION + "/async", documents::submit);
        add("GET", DocumentRoutes.DIGITIZATION + "/requests", documents::list);
        String request = DocumentRoutes.REQUESTS + "{id}";
        oneRequest = new Route(request, "GET", documents::one);
        requestRemoval = new Route(request, "DELETE", documents::remove);
    }

    private void add(String method, String path, Consumer<Exchange> answer) {
        routes.put(path, new Route(path, method, answer));
    }

    /** From now on requests are told that the server stops. */
    void stop() {
        stopping = true;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        Exchange exchange =
                new Exchange(
                        request,
                        response,
                        body,
                        connections.of(request),
                        options.timeout().toNanos());
        String path = exchange.path();
        Route route = route(path, exchange.method());
        try (Watchdog.Watch watch = watchdog.guard(exchange.left() + LAST_WORDS)) {
            answer(exchange, route);
        } catch (CloseConnectionException left) {
            exchange.ended(CLIENT_LEFT);
            throw left;
        } finally {
            metrics.request(
                    route.name(),
                    exchange.model().orElse(""),
                    exchange.status(),
                    exchange.elapsed());
        }
        if (exchange.closes()) {
            throw new CloseConnectionException("the rest of the request is not read");
        }
    }

    private Route route(String path, String method) {
        if (path.startsWith(DocumentRoutes.REQUESTS)) {
            return method.equals("DELETE") ? requestRemoval : oneRequest;
        }
        return path.startsWith(ONE_MODEL)
                ? oneModel
                : routes.getOrDefault(path, new Route("page", "GET", this::page));
    }

    private void answer(Exchange exchange, Route route) {
        try {
            if (exchange.path().startsWith(API)) {
                keys.check(exchange.header("Authorization"));
            }
            boolean head = exchange.method().equals("HEAD") && route.method().equals("GET");
            if (!head && !exchange.method().equals(route.method())) {
                if (route.name().equals("page") && page.find(exchange.path()).isEmpty()) {
                    throw unknownPath(exchange);
                }
                exchange.header("Allow", route.method());
                throw ApiException.invalid(
                        405,
                        "method_not_allowed",
                        "%s does not go with %s; use %s."
                                .formatted(exchange.method(), exchange.path(), route.method()));
            }
            if (stopping && exchange.path().startsWith(API)) {
                throw ApiException.of(
                        503, "overloaded_error", "stopping", "The server is stopping.");
            }
            route.answer().accept(exchange);
        } catch (CloseConnectionException left) {
            throw left;
        } catch (RuntimeException | OutOfMemoryError failure) {
            ApiException described = ApiException.describing(failure);
            if (described.status() == INTERNAL) {
                bugs.accept(failure);
            }
            exchange.send(described);
        }
    }

    private void health(Exchange exchange) {
        if (stopping) {
            throw ApiException.of(503, "overloaded_error", "stopping", "The server is stopping.");
        }
        exchange.send(Json.object().put("status", "ok"));
    }

    private void metrics(Exchange exchange) {
        exchange.send(200, ServerMetrics.TYPE, metrics.text().getBytes(StandardCharsets.UTF_8));
    }

    private void page(Exchange exchange) {
        PageFile file = page.find(exchange.path()).orElseThrow(() -> unknownPath(exchange));
        exchange.header("ETag", file.etag());
        exchange.header("Cache-Control", "no-cache");
        exchange.header("Content-Security-Policy", PageFiles.CONTENT_SECURITY_POLICY);
        exchange.header("Referrer-Policy", "no-referrer");
        Optional<String> known = exchange.header("If-None-Match");
        if (known.filter(tags -> tags.contains(file.etag()) || tags.equals("*")).isPresent()) {
            exchange.sendEmpty(304);
            return;
        }
        exchange.send(200, file.type(), file.content());
    }

    private static ApiException unknownPath(Exchange exchange) {
        return ApiException.invalid(
                404,
                "unknown_url",
                "Unknown request URL: %s %s.".formatted(exchange.method(), exchange.path()));
    }
}
