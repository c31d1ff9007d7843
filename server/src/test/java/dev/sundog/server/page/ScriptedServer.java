package dev.sundog.server.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Serves the page's files with the content security policy of the server, and answers requests for
 * chat completions as a test says. Events are written in pieces that cut lines and characters.
 * Thread-safe.
 */
final class ScriptedServer implements AutoCloseable {
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ODD_PIECE = 7;

    /** A request that came: its body and its key, or an empty text. */
    record Asked(JsonNode body, String authorization) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch left = new CountDownLatch(1);
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Function<String, Reply> script = Reply::words;
    private volatile List<String> models = List.of("pico", "stories");
    private volatile String key = "";
    private volatile long pauseMillis;

    ScriptedServer() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Decides about answers from the last message of the user. Without a script it is echoed. */
    void script(Function<String, Reply> script) {
        this.script = script;
    }

    /** Milliseconds between two tokens. */
    void pause(long millis) {
        pauseMillis = millis;
    }

    void models(String... ids) {
        models = List.of(ids);
    }

    /** Demands a key from now on. */
    void demandKey(String key) {
        this.key = key;
    }

    /** The requests for completions so far. */
    List<Asked> asked() {
        return asked;
    }

    /** The body of the newest request. */
    JsonNode body() {
        return asked.getLast().body();
    }

    /** Is counted down when a client leaves in the middle of an answer. */
    CountDownLatch left() {
        return left;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            boolean refused =
                    path.startsWith("/v1/")
                            && !key.isEmpty()
                            && !("Bearer " + key).equals(authorization);
            if (refused) {
                refuse(exchange, new Reply.Refusal(401, "Incorrect API key provided.", Map.of()));
            } else if (path.equals("/v1/models")) {
                sendModels(exchange);
            } else if (path.equals("/v1/chat/completions")) {
                JsonNode body = JSON.readTree(exchange.getRequestBody());
                asked.add(new Asked(body, authorization == null ? "" : authorization));
                complete(exchange, body);
            } else {
                sendFile(exchange, path.equals("/") ? "index.html" : path.substring(1));
            }
        }
    }

    private void complete(HttpExchange exchange, JsonNode body) throws IOException {
        JsonNode messages = body.get("messages");
        String question = messages.get(messages.size() - 1).get("content").asString();
        switch (script.apply(question)) {
            case Reply.Refusal refusal -> refuse(exchange, refusal);
            case Reply.Answer answer -> stream(exchange, answer, body);
        }
    }

    private void stream(HttpExchange exchange, Reply.Answer answer, JsonNode body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            event(out, chunk("", List.of(), body));
            ByteArrayOutputStream incomplete = new ByteArrayOutputStream();
            for (Reply.Token token : answer.tokens()) {
                event(out, chunk(completeText(incomplete, token), List.of(token), body));
            }
            end(out, answer, body);
        } catch (IOException e) {
            left.countDown();
        }
    }

    private void end(OutputStream out, Reply.Answer answer, JsonNode body) throws IOException {
        switch (answer.ending()) {
            case STOP -> finish(out, "stop", answer.tokens().size());
            case LENGTH -> finish(out, "length", answer.tokens().size());
            case ERROR -> event(out, error("The model failed."));
            case BROKEN -> {}
            case ENDLESS -> {
                Reply.Token last = answer.tokens().getLast();
                while (true) {
                    event(out, chunk(last.text(), List.of(last), body));
                }
            }
        }
    }

    private void finish(OutputStream out, String reason, int count) throws IOException {
        ObjectNode last = JSON.createObjectNode();
        ObjectNode choice = last.putArray("choices").addObject();
        choice.putObject("delta");
        choice.put("finish_reason", reason);
        event(out, last);
        ObjectNode usage = JSON.createObjectNode();
        usage.putArray("choices");
        usage.putObject("usage").put("completion_tokens", count);
        event(out, usage);
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The characters that a token completes: those of a multi-byte character come with its last.
     */
    private static String completeText(ByteArrayOutputStream incomplete, Reply.Token token)
            throws IOException {
        incomplete.write(HexFormat.of().parseHex(token.bytes()));
        String text = incomplete.toString(StandardCharsets.UTF_8);
        if (text.contains("\ufffd")) {
            return "";
        }
        incomplete.reset();
        return text;
    }

    private static ObjectNode chunk(String text, List<Reply.Token> tokens, JsonNode body) {
        ObjectNode chunk = JSON.createObjectNode();
        chunk.put("object", "chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject();
        choice.put("index", 0);
        choice.putObject("delta").put("content", text);
        choice.putNull("finish_reason");
        if (body.path("logprobs").asBoolean(false)) {
            ArrayNode content = choice.putObject("logprobs").putArray("content");
            tokens.forEach(token -> describe(content.addObject(), token));
        }
        return chunk;
    }

    private static void describe(ObjectNode node, Reply.Token token) {
        node.put("token", token.text());
        node.put("logprob", Math.log(token.probability()));
        ArrayNode bytes = node.putArray("bytes");
        for (byte each : HexFormat.of().parseHex(token.bytes())) {
            bytes.add(each & 0xff);
        }
        ArrayNode likeliest = node.putArray("top_logprobs");
        token.alternatives()
                .forEach(
                        (text, probability) ->
                                likeliest
                                        .addObject()
                                        .put("token", text)
                                        .put("logprob", Math.log(probability)));
    }

    private void event(OutputStream out, JsonNode data) throws IOException {
        byte[] bytes = ("data: " + data + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += ODD_PIECE * ODD_PIECE) {
            out.write(bytes, at, Math.min(ODD_PIECE * ODD_PIECE, bytes.length - at));
            out.flush();
        }
        try {
            Thread.sleep(pauseMillis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static ObjectNode error(String message) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("message", message).put("type", "error").putNull("code");
        return body;
    }

    private static void refuse(HttpExchange exchange, Reply.Refusal refusal) throws IOException {
        refusal.headers().forEach(exchange.getResponseHeaders()::set);
        send(exchange, refusal.status(), "application/json", error(refusal.message()).toString());
    }

    private void sendModels(HttpExchange exchange) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode data = body.putArray("data");
        models.forEach(id -> data.addObject().put("id", id).put("object", "model"));
        send(exchange, 200, "application/json", body.toString());
    }

    private static void sendFile(HttpExchange exchange, String name) throws IOException {
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
        try (InputStream file =
                ScriptedServer.class.getResourceAsStream("/dev/sundog/server/page/" + name)) {
            if (file == null || type.isEmpty()) {
                send(exchange, 404, "text/plain", "There is no such file.");
                return;
            }
            exchange.getResponseHeaders().set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            send(exchange, 200, type, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
