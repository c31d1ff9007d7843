package dev.sundog.cli.command;

import dev.sundog.cli.store.ModelStore;
import dev.sundog.inference.batch.BatchOptions;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.failure.SundogException;
import dev.sundog.server.ServedModel;
import dev.sundog.server.ServerOptions;
import dev.sundog.server.SundogServer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code serve MODEL…}: OpenAI's interface and the web page. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog serve pico --port 8080", ""},
        description = {
            "Serve models over HTTP: OpenAI's interface at /v1, a web page at /, documents into"
                    + " HTML at /documents and /v1/document-digitization, /health and /metrics. A"
                    + " model's id is its directory or file name without suffix.",
            "Sampling that a request leaves out is as in llama.cpp's server: temperature 0.8,"
                    + " top-k 40, top-p 0.95, min-p 0.05, a random seed. Browsers of other sites"
                    + " are not let in (no CORS headers).",
            "Ctrl-C or SIGTERM stops: what runs may end within --grace, a second one ends at once."
        })
final class ServeCommand implements Callable<Integer> {
    /** Kept here: a logger that nobody holds forgets its level. */
    private static final Logger WEB_SERVER = Logger.getLogger("io.helidon");

    private static final String KEY_VARIABLE = "SUNDOG_API_KEY";

    @Parameters(paramLabel = "MODEL", arity = "0..*")
    private List<String> models = new ArrayList<>();

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "0 picks a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description = "Sequences that decode together, a model (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(
            names = "--context",
            paramLabel = "N",
            description =
                    "Tokens of prompt and answer, a sequence (default: the model's, or what fits"
                            + " half of the memory).")
    private Optional<Integer> context = Optional.empty();

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "64",
            description =
                    "Requests that may wait, a model; more get 503 (default: ${DEFAULT-VALUE}).")
    private int queue;

    @Option(
            names = "--api-key",
            paramLabel = "K",
            description =
                    "Key that requests to /v1 must show; may be given several times. Also in"
                            + " SUNDOG_API_KEY, which other users of this machine cannot read.")
    private List<String> apiKeys = new ArrayList<>();

    @Option(
            names = "--alias",
            paramLabel = "ID=MODEL",
            description = "Serve MODEL under this id; may be given several times.")
    private Map<String, String> aliases = new LinkedHashMap<>();

    @Option(
            names = "--max-body",
            paramLabel = "BYTES",
            defaultValue = "4194304",
            description = "Largest request (default: ${DEFAULT-VALUE}).")
    private long largestBody;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "Most time for one request (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Time for running answers when stopping (default: ${DEFAULT-VALUE}).")
    private int grace;

    @Mixin private DocumentFlags documents = new DocumentFlags();
    @Mixin private EngineFlags engine = new EngineFlags();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        ServerOptions options = options();
        Map<String, String> byId = ids();
        WEB_SERVER.setLevel(Level.OFF);
        try (StopSignals signals = StopSignals.listen();
                SundogServer server =
                        SundogServer.start(
                                open(byId),
                                options,
                                bug -> output.error("sundog: this is a bug in Sundog: " + bug))) {
            String address = "http://%s:%d".formatted(shownHost(), server.port());
            output.line("serving " + String.join(", ", byId.keySet()) + " at " + address);
            ObjectNode started = Output.node().put("url", address).put("port", server.port());
            ArrayNode ids = started.putArray("models");
            byId.keySet().forEach(ids::add);
            output.object(started);
            signals.await();
            output.note("stopping: running answers have " + grace + " s");
            if (!server.stop(Duration.ofSeconds(grace))) {
                output.note("some answers were cut off");
            }
        }
        return 0;
    }

    private String shownHost() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private ServerOptions options() {
        List<String> keys = new ArrayList<>(apiKeys);
        String variable = System.getenv(KEY_VARIABLE);
        if (variable != null && !variable.isBlank()) {
            keys.addAll(Arrays.asList(variable.strip().split("[,\\s]+")));
        }
        if (grace < 0) {
            throw SundogException.user("serve-option", "--grace " + grace + ": expected 0 or more");
        }
        try {
            return new ServerOptions(
                    host,
                    port,
                    keys,
                    largestBody,
                    Duration.ofSeconds(timeout),
                    ServerOptions.defaults().bodyTimeout(),
                    documents.limits(),
                    ModelStore.ofProcess().bundles());
        } catch (IllegalArgumentException e) {
            throw SundogException.user("serve-option", String.valueOf(e.getMessage()));
        }
    }

    /** Which model has which id; an alias of a named model renames it. */
    private Map<String, String> ids() {
        List<String> references = new ArrayList<>(models);
        if (references.isEmpty() && aliases.isEmpty()) {
            references.add(Models.DEFAULT);
        }
        references.removeAll(aliases.values());
        Map<String, String> byId = new LinkedHashMap<>();
        for (String reference : references) {
            add(byId, Models.id(reference), reference);
        }
        aliases.forEach((id, reference) -> add(byId, id, reference));
        return byId;
    }

    private static void add(Map<String, String> byId, String id, String reference) {
        if (id.isBlank()) {
            throw SundogException.user("model-id", "--alias =" + reference + ": the id is empty");
        }
        if (byId.put(id, reference) != null) {
            throw SundogException.user(
                    "model-id",
                    "two models have the id '" + id + "'; rename one with --alias ID=MODEL");
        }
    }

    private List<ServedModel> open(Map<String, String> byId) {
        List<ServedModel> served = new ArrayList<>();
        boolean complete = false;
        try {
            for (Map.Entry<String, String> entry : byId.entrySet()) {
                CpuModel model = engine.open(entry.getValue());
                served.add(ServedModel.start(entry.getKey(), model, batch(model, byId.size())));
            }
            complete = true;
            return served;
        } finally {
            if (!complete) {
                served.forEach(ServedModel::close);
            }
        }
    }

    /** Refuses early what could not be held in memory later. */
    private BatchOptions batch(CpuModel model, int modelCount) {
        try {
            ModelConfig config = model.config();
            long position = 2L * Float.BYTES * config.keyValueSize() * config.layerCount();
            long memory = Runtime.getRuntime().maxMemory() / modelCount;
            long fits = memory / (position * Math.max(1, parallel));
            int asked =
                    context.orElseGet(
                            () -> (int) Math.clamp(fits / 2, 1, (long) config.contextLength()));
            if (asked > fits) {
                model.close();
                throw SundogException.resource(
                        "memory",
                        "%d sequences of %d positions of %s do not fit the %d MB this Java process may use; ask for fewer or shorter ones, or give it more with -Xmx"
                                .formatted(parallel, asked, model.name(), memory >> 20));
            }
            return new BatchOptions(parallel, asked, queue);
        } catch (IllegalArgumentException e) {
            model.close();
            throw SundogException.user("serve-option", String.valueOf(e.getMessage()));
        }
    }
}
