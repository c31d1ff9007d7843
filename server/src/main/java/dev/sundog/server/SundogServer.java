package dev.sundog.server;

import dev.sundog.model.failure.SundogException;
import dev.sundog.server.document.DocumentJobs;

import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Models over HTTP. Serves from the moment it is started until it is stopped or closed, which
 * closes the models too. Thread-safe.
 */
public final class SundogServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 1024;

    /** Also the most time for the head of a request. */
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(2);

    private final ServerOptions options;
    private final ModelDirectory models;
    private final Dispatcher dispatcher;
    private final Watchdog watchdog;
    private final DocumentJobs documents;
    private final WebServer web;

    private SundogServer(ServerOptions options, ModelDirectory models, Consumer<Throwable> bugs) {
        InetAddress address = address(options.host());
        this.options = options;
        this.models = models;
        watchdog = new Watchdog();
        WatchedConnections connections =
                new WatchedConnections(
                        Http1ConnectionSelector.builder().config(Http1Config.create()).build());
        documents = new DocumentJobs(options.documents(), options.documentModels(), bugs);
        dispatcher =
                new Dispatcher(
                        models,
                        new DocumentRoutes(documents),
                        options,
                        connections,
                        new ServerMetrics(models),
                        watchdog,
                        bugs);
        web =
                WebServer.builder()
                        .address(address)
                        .port(options.port())
                        .shutdownHook(false)
                        .maxTcpConnections(MOST_CONNECTIONS)
                        .idleConnectionTimeout(IDLE_LIMIT)
                        .addConnectionSelector(connections)
                        .directHandlers(errorObjects())
                        .routing(HttpRouting.builder().any(dispatcher))
                        .build();
    }

    /**
     * Starts to serve and takes the models over; if that fails they are closed.
     *
     * @param bugs hears of failures that are the server's own, on the request's thread
     * @throws SundogException (user) if two models have one id; (resource, {@code port-in-use}) if
     *     the port is taken, {@code address-unknown} if the host is not this machine's
     */
    public static SundogServer start(
            List<ServedModel> models, ServerOptions options, Consumer<Throwable> bugs) {
        boolean started = false;
        try {
            SundogServer server = new SundogServer(options, new ModelDirectory(models), bugs);
            server.listen();
            started = true;
            return server;
        } finally {
            if (!started) {
                models.forEach(ServedModel::close);
            }
        }
    }

    private void listen() {
        web.start();
        if (!web.isRunning()) {
            watchdog.close();
            documents.close();
            throw SundogException.resource(
                    "port-in-use",
                    "cannot listen on %s port %d: %s; choose another with --port, or 0 for any free one"
                            .formatted(options.host(), options.port(), refusal()));
        }
    }

    /** Helidon only logs why it could not listen; trying again tells. */
    private String refusal() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address(options.host()), options.port()));
            return "the address was refused a moment ago";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw SundogException.resource(
                    "address-unknown",
                    "the address '" + host + "' is not known; use 127.0.0.1 or 0.0.0.0",
                    e);
        }
    }

    /** What goes wrong before a request is one: bad HTTP. */
    private static DirectHandlers errorObjects() {
        DirectHandler handler =
                (request, type, status, headers, message) ->
                        DirectHandler.TransportResponse.builder()
                                .status(status)
                                .headers(headers)
                                .keepAlive(false)
                                .header(HeaderNames.CONTENT_TYPE, "application/json")
                                .entity(
                                        Json.bytes(
                                                Json.error(
                                                        ApiException.invalid(
                                                                status.code(),
                                                                "bad_http",
                                                                status.reasonPhrase()))))
                                .build();
        DirectHandlers.Builder builder = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            builder.addHandler(type, handler);
        }
        return builder.build();
    }

    /** The port it listens on. */
    public int port() {
        return web.port();
    }

    /**
     * Refuses what is new, waits for what runs, then closes.
     *
     * @return whether everything ended within {@code limit}
     */
    public boolean stop(Duration limit) throws InterruptedException {
        dispatcher.stop();
        long end = System.nanoTime() + limit.toNanos();
        boolean complete = true;
        try {
            for (ServedModel model : models.all()) {
                complete &= model.scheduler().drain(Duration.ofNanos(end - System.nanoTime()));
            }
        } finally {
            close();
        }
        return complete;
    }

    /** Stops at once. Idempotent. */
    @Override
    public void close() {
        dispatcher.stop();
        models.all().forEach(model -> model.scheduler().close());
        documents.close();
        web.stop();
        watchdog.close();
        models.all().forEach(ServedModel::close);
    }
}
