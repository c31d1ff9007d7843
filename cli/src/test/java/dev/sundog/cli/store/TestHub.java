package dev.sundog.cli.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A hub of the tests' own on loopback: one repository, small files from the hub itself, large ones
 * from a second server that it redirects to. It fails as told, request by request.
 */
public final class TestHub implements AutoCloseable {
    public static final String REPOSITORY = "acme/tiny";
    public static final String COMMIT = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";

    /** What goes wrong with one answer. */
    public enum Fault {
        /** Half of the bytes, then the connection ends. */
        DROP,
        /** Half of the bytes, then nothing. */
        STALL,
        /** Fewer bytes than the hub lists, and says so. */
        SHORT,
        /** More bytes than the hub lists, without saying how many. */
        LONG,
        /** One bit is wrong. */
        FLIPPED,
        /** As if the file were another one since the last answer: its tag is. */
        CHANGED,
        /** All of the file, whatever range was asked for. */
        WHOLE,
        /** Another range than the one asked for. */
        OTHER_RANGE,
        /** No tag, hence no way to notice a change. */
        NO_TAG
    }

    /**
     * A request as it came.
     *
     * @param server {@code hub} or {@code cdn}
     * @param path without query
     */
    public record Seen(
            String server,
            String method,
            String path,
            Optional<String> authorization,
            Optional<String> range,
            Optional<String> condition) {}

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    final Map<String, byte[]> files = new LinkedHashMap<>();
    final Set<String> large = new TreeSet<>();
    final Map<String, Queue<Object>> faults = new ConcurrentHashMap<>();
    final Map<String, String> listedDigests = new ConcurrentHashMap<>();
    Optional<String> token = Optional.empty();
    boolean blobs = true;
    boolean tree = true;
    String header = "X-Error-Message";
    String headerValue = "";
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer hub;
    private final int port;
    private boolean stopped;
    private final HttpServer cdn;

    public TestHub() throws IOException {
        hub = start("hub", this::answer);
        port = hub.getAddress().getPort();
        cdn = start("cdn", this::answerLarge);
    }

    private HttpServer start(String name, HttpHandler handler) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    seen.add(
                            new Seen(
                                    name,
                                    exchange.getRequestMethod(),
                                    exchange.getRequestURI().getPath(),
                                    first(exchange, "Authorization"),
                                    first(exchange, "Range"),
                                    first(exchange, "If-Range")));
                    try (exchange) {
                        handler.handle(exchange);
                    }
                });
        server.setExecutor(threads);
        server.start();
        return server;
    }

    private static Optional<String> first(HttpExchange exchange, String header) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(header));
    }

    /** A model of two small files and one large one. */
    public static TestHub withModel() throws IOException {
        TestHub made = new TestHub();
        made.small("config.json", "{\"model_type\": \"llama\"}");
        made.small("tokenizer.json", "{\"version\": \"1.0\"}");
        made.small("README.md", "a card");
        made.small("pytorch_model.bin", "a pickle");
        made.large("model.safetensors", 300_000);
        return made;
    }

    public void small(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A large file of bytes that follow from its name. */
    public byte[] large(String name, int bytes) {
        byte[] content = new byte[bytes];
        new java.util.Random(name.hashCode()).nextBytes(content);
        files.put(name, content);
        large.add(name);
        return content;
    }

    /** The next requests for the content of a file, or for a path, go wrong. */
    public void fail(String name, Object... faultsOrStatuses) {
        faults.computeIfAbsent(name, key -> new ArrayDeque<>()).addAll(List.of(faultsOrStatuses));
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Requests for the content of a file that reached a server that has it. */
    public List<Seen> requests(String name) {
        String server = large.contains(name) ? "cdn" : "hub";
        return seen.stream()
                .filter(one -> one.server().equals(server) && one.method().equals("GET"))
                .filter(one -> one.path().endsWith("/" + name))
                .toList();
    }

    private Optional<Object> fault(String name) {
        Queue<Object> queue = faults.getOrDefault(name, new ArrayDeque<>());
        synchronized (queue) {
            return Optional.ofNullable(queue.poll());
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (token.isPresent()
                && !first(exchange, "Authorization").equals(token.map(t -> "Bearer " + t))) {
            status(exchange, 401);
            return;
        }
        Optional<Object> fault = fault(path);
        if (fault.isPresent() && fault.get() instanceof Integer status) {
            status(exchange, status);
        } else if (path.startsWith("/api/models/" + REPOSITORY + "/revision/")) {
            describe(exchange, path.substring(path.lastIndexOf('/') + 1));
        } else if (path.startsWith("/api/models/" + REPOSITORY + "/tree/" + COMMIT) && tree) {
            list(exchange);
        } else if (path.startsWith("/" + REPOSITORY + "/resolve/" + COMMIT + "/")) {
            resolve(exchange, path.substring(path.indexOf(COMMIT) + COMMIT.length() + 1));
        } else {
            exchange.getResponseHeaders().set("X-Error-Code", "RepoNotFound");
            status(exchange, 404);
        }
    }

    private void describe(HttpExchange exchange, String revision) throws IOException {
        if (!Set.of("main", "v1", COMMIT).contains(revision)) {
            exchange.getResponseHeaders().set("X-Error-Code", "RevisionNotFound");
            status(exchange, 404);
            return;
        }
        ObjectNode json = JsonMapper.shared().createObjectNode().put("sha", COMMIT);
        ArrayNode siblings = json.putArray("siblings");
        for (String name : files.keySet()) {
            ObjectNode file = siblings.addObject().put("rfilename", name);
            if (blobs) {
                entry(file, name, "blobId", "sha256");
            }
        }
        send(exchange, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void entry(ObjectNode file, String name, String git, String digest) {
        byte[] content = content(name);
        file.put("size", content.length);
        if (large.contains(name)) {
            file.putObject("lfs").put(digest, sha256(name)).put("size", content.length);
        }
        file.put(git, listedDigests.getOrDefault("git " + name, git(content)));
    }

    /** Two files a page. */
    private void list(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        int from = query.contains("cursor=") ? Integer.parseInt(query.split("cursor=")[1]) : 0;
        List<String> names = List.copyOf(files.keySet());
        ArrayNode page = JsonMapper.shared().createArrayNode();
        page.addObject().put("type", "directory").put("path", "onnx").put("oid", "0");
        for (String name : names.subList(from, Math.min(from + 2, names.size()))) {
            ObjectNode file = page.addObject().put("type", "file").put("path", name);
            entry(file, name, "oid", "oid");
        }
        if (from + 2 < names.size()) {
            exchange.getResponseHeaders()
                    .set(
                            "Link",
                            "<"
                                    + endpoint()
                                    + exchange.getRequestURI().getPath()
                                    + "?recursive=true&cursor="
                                    + (from + 2)
                                    + ">; rel=\"next\"");
        }
        send(exchange, page.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void resolve(HttpExchange exchange, String name) throws IOException {
        if (!files.containsKey(name)) {
            exchange.getResponseHeaders().set("X-Error-Code", "EntryNotFound");
            status(exchange, 404);
        } else if (large.contains(name)) {
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + sha256(name) + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", files.get(name).length + "");
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            "http://localhost:"
                                    + cdn.getAddress().getPort()
                                    + "/signed/"
                                    + name
                                    + "?signature=secret");
            status(exchange, 302);
        } else {
            content(exchange, name, git(files.get(name)));
        }
    }

    private void answerLarge(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring("/signed/".length());
        content(exchange, name, "cdn-" + sha256(name).substring(0, 8));
    }

    private void content(HttpExchange exchange, String name, String tag) throws IOException {
        Optional<Object> fault = fault(name);
        if (fault.isPresent() && fault.get() instanceof Integer status) {
            status(exchange, status);
            return;
        }
        Fault wrong = (Fault) fault.filter(Fault.class::isInstance).orElse(Fault.NO_TAG);
        boolean none = fault.isEmpty();
        String sent = !none && wrong == Fault.CHANGED ? "changed" : tag;
        if (none || wrong != Fault.NO_TAG) {
            exchange.getResponseHeaders().set("ETag", "\"" + sent + "\"");
        }
        byte[] all = content(name);
        byte[] body = all.clone();
        int from = 0;
        Optional<String> range = first(exchange, "Range");
        boolean same = none || wrong != Fault.CHANGED || first(exchange, "If-Range").isEmpty();
        if (range.isPresent() && (none || wrong != Fault.WHOLE) && same) {
            from = Integer.parseInt(range.get().replaceAll("bytes=(\\d+)-", "$1"));
            if (!none && wrong == Fault.OTHER_RANGE) {
                from = 0;
            }
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes " + from + "-" + (all.length - 1) + "/" + all.length);
            body = Arrays.copyOfRange(all, from, all.length);
        }
        int status = range.isPresent() && (none || wrong != Fault.WHOLE) && same ? 206 : 200;
        if (none) {
            send(exchange, status, body);
        } else {
            sendWrong(exchange, status, body, wrong);
        }
    }

    private void sendWrong(HttpExchange exchange, int status, byte[] body, Fault wrong)
            throws IOException {
        switch (wrong) {
            case DROP, STALL -> {
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.getResponseBody().flush();
                if (wrong == Fault.STALL) {
                    waitUntilClosed();
                }
            }
            case SHORT -> send(exchange, status, Arrays.copyOf(body, body.length - 7));
            case LONG -> {
                exchange.sendResponseHeaders(status, 0);
                exchange.getResponseBody().write(Arrays.copyOf(body, body.length + 7));
            }
            case FLIPPED -> {
                byte[] flipped = body.clone();
                flipped[flipped.length / 3] ^= 4;
                send(exchange, status, flipped);
            }
            case CHANGED, WHOLE, OTHER_RANGE, NO_TAG -> send(exchange, status, body);
        }
    }

    private void waitUntilClosed() throws IOException {
        try {
            closed.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void status(HttpExchange exchange, int status) throws IOException {
        if (!headerValue.isEmpty()) {
            exchange.getResponseHeaders().set(header, headerValue);
        }
        exchange.sendResponseHeaders(status, -1);
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        send(exchange, 200, body);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", body.length + "");
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** What a file holds that is there. */
    byte[] content(String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    String sha256(String name) {
        return listedDigests.getOrDefault(name, digest("SHA-256", content(name)));
    }

    static String git(byte[] content) {
        byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, whole, header.length, content.length);
        return digest("SHA-1", whole);
    }

    static String digest(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (stopped) {
            return;
        }
        stopped = true;
        closed.countDown();
        hub.stop(0);
        cdn.stop(0);
        threads.shutdownNow();
    }
}
