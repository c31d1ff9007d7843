package dev.sundog.server;

import dev.sundog.inference.batch.BatchOptions;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.model.checkpoint.Checkpoints;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A server on a free port with the model {@code tiny}. */
final class RunningServer implements AutoCloseable {
    static final ServerOptions OPTIONS =
            new ServerOptions(
                    "127.0.0.1",
                    0,
                    List.of(),
                    100_000,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1));

    private static final Logger WEB_SERVER = Logger.getLogger("io.helidon");
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    static {
        WEB_SERVER.setLevel(Level.OFF);
    }

    private final ServedModel model;
    private final SundogServer server;
    private final List<Throwable> bugs = Collections.synchronizedList(new ArrayList<>());
    private final HttpClient client = HttpClient.newHttpClient();

    /** An answer. */
    record Reply(int status, HttpResponse<String> response) {
        JsonNode json() {
            return new JsonMapper().readTree(response.body());
        }

        JsonNode error() {
            return json().path("error");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    RunningServer(Path folder, int slots, int queue, ServerOptions options) throws IOException {
        this(serve("tiny", TinyModel.write(folder, true), slots, queue), options);
    }

    RunningServer(ServedModel model, ServerOptions options) {
        this.model = model;
        server = SundogServer.start(List.of(model), options, bugs::add);
    }

    static ServedModel serve(String id, Path folder, int slots, int queue) {
        CpuModel opened =
                CpuModel.open(Checkpoints.open(folder), EngineOptions.defaults().withThreads(2));
        return ServedModel.start(id, opened, new BatchOptions(slots, TinyModel.CONTEXT, queue));
    }

    ServedModel model() {
        return model;
    }

    SundogServer server() {
        return server;
    }

    int port() {
        return server.port();
    }

    List<Throwable> bugs() {
        return bugs;
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    Reply get(String path, String... headers) {
        return exchange(request(path, headers).GET());
    }

    Reply post(String path, String body, String... headers) {
        return exchange(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    Reply exchange(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(
                            request.timeout(Duration.ofSeconds(60)).build(),
                            HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Requests of the API that ended with a status. */
    long requestsEnded(int status) {
        return get("/metrics")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("sundog_requests_total"))
                .filter(line -> line.contains("status=\"" + status + "\""))
                .filter(line -> line.contains("route=\"/v1/"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Waits for what must come; only its absence takes long. */
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come about: " + what);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
