package dev.sundog.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import tools.jackson.databind.node.ObjectNode;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** One request, its answer and its limits. For the request's thread. */
final class Exchange {
    private final ServerRequest request;
    private final ServerResponse response;
    private final RequestBody body;
    private final Optional<ClientConnection> connection;
    private final long start = System.nanoTime();
    private final long deadline;
    private Optional<String> model = Optional.empty();
    private int status = 200;
    private boolean closes;

    Exchange(
            ServerRequest request,
            ServerResponse response,
            RequestBody body,
            Optional<ClientConnection> connection,
            long timeoutNanos) {
        this.request = request;
        this.response = response;
        this.body = body;
        this.connection = connection;
        deadline = start + timeoutNanos;
    }

    String path() {
        return request.path().path();
    }

    String method() {
        return request.prologue().method().text();
    }

    Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    /** The JSON object sent. */
    ObjectNode json() {
        return Json.parse(body.read(request, connection));
    }

    /**
     * Hands the body to {@code reader} while it arrives, within the request's time.
     *
     * @param largest bytes it may have
     */
    <T> T upload(long largest, Function<InputStream, T> reader) {
        return body.stream(request, connection, largest, Duration.ofNanos(left()), reader);
    }

    /** Nanoseconds since the request came. */
    long elapsed() {
        return System.nanoTime() - start;
    }

    /** Nanoseconds until its time is over. */
    long left() {
        return deadline - System.nanoTime();
    }

    /** The model it is about, for the metrics. */
    void about(ServedModel served) {
        model = Optional.of(served.id());
    }

    Optional<String> model() {
        return model;
    }

    int status() {
        return status;
    }

    /** Whether the connection is of no more use, as when a part of the request is still to come. */
    boolean closes() {
        return closes;
    }

    /** Takes note of an end that the client does not see. */
    void ended(int code) {
        status = code;
    }

    void onClientGone(Runnable action) {
        connection.ifPresent(client -> client.watch(action));
    }

    void answered() {
        connection.ifPresent(ClientConnection::unwatch);
    }

    void header(String name, String value) {
        response.header(name, value);
    }

    void send(int code, String type, byte[] content) {
        status = code;
        response.status(code);
        response.header(HeaderNames.CONTENT_TYPE, type);
        response.header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        response.send(content);
    }

    void send(ObjectNode json) {
        send(200, "application/json", Json.bytes(json));
    }

    void sendEmpty(int code) {
        status = code;
        response.status(code);
        response.send();
    }

    /** Sends an error, unless the answer has begun. */
    void send(ApiException failure) {
        if (response.isSent()) {
            status = failure.status();
            return;
        }
        if (request.content().hasEntity() && !request.content().consumed()
                || failure.status() == 408
                || failure.status() == 413) {
            response.header(HeaderNames.CONNECTION, "close");
            closes = true;
        }
        if (failure.status() == 503) {
            response.header(HeaderNames.RETRY_AFTER, "1");
        }
        if (failure.status() == 401) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        send(failure.status(), "application/json", Json.bytes(Json.error(failure)));
    }

    /** Begins a stream of events. */
    OutputStream events() {
        response.status(200);
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        response.header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        return response.outputStream();
    }
}
