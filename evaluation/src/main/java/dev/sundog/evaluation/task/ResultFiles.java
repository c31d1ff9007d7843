package dev.sundog.evaluation.task;

import dev.sundog.evaluation.lines.JsonFields;
import dev.sundog.evaluation.lines.TextLines;
import dev.sundog.evaluation.metric.Metric;
import dev.sundog.evaluation.metric.Outcome;
import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The two files of an {@link EvaluationResult}. */
final class ResultFiles {
    static final String RESULTS = "results.json";
    static final String SAMPLES = "samples.jsonl";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ResultFiles() {}

    static void write(EvaluationResult result, Path folder) {
        Path samples = folder.resolve(SAMPLES);
        try (BufferedWriter writer = Files.newBufferedWriter(samples)) {
            for (TaskResult task : result.tasks()) {
                for (Sample sample : task.samples()) {
                    writer.write(sampleNode(task, sample).toString());
                    writer.write('\n');
                }
            }
        } catch (IOException e) {
            throw unwritable(samples, e);
        }
        Path results = folder.resolve(RESULTS);
        try {
            Files.writeString(results, PRETTY.writeValueAsString(resultNode(result)) + "\n");
        } catch (IOException e) {
            throw unwritable(results, e);
        }
    }

    private static ObjectNode resultNode(EvaluationResult result) {
        EvaluationOptions options = result.options();
        ObjectNode root = NODES.objectNode();
        root.put("model", result.model());
        options.limit().ifPresent(limit -> root.put("limit", limit));
        root.put("shots", options.shots());
        root.put("seed", options.seed());
        root.put("applyChatTemplate", options.applyChatTemplate());
        ArrayNode tasks = root.putArray("tasks");
        for (TaskResult task : result.tasks()) {
            ObjectNode node = tasks.addObject();
            node.put("task", task.task());
            node.put("kind", task.kind().key());
            node.put("language", task.language());
            node.put("items", task.samples().size());
            putMetrics(node.putObject("metrics"), task.values());
            Map<String, List<MetricValue>> groups = task.groups();
            if (!groups.isEmpty()) {
                ObjectNode groupNodes = node.putObject("groups");
                groups.forEach((group, values) -> putMetrics(groupNodes.putObject(group), values));
            }
        }
        return root;
    }

    private static void putMetrics(ObjectNode node, List<MetricValue> values) {
        for (MetricValue value : values) {
            Estimate estimate = value.estimate();
            ObjectNode metric = node.putObject(value.metric().key());
            putFinite(metric, "value", estimate.value());
            putFinite(metric, "low", estimate.low());
            putFinite(metric, "high", estimate.high());
            metric.put("n", estimate.n());
        }
    }

    private static void putFinite(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }

    private static ObjectNode sampleNode(TaskResult task, Sample sample) {
        ObjectNode node = NODES.objectNode();
        node.put("task", task.task());
        node.put("id", sample.id());
        sample.group().ifPresent(group -> node.put("group", group));
        if (!sample.prompt().isEmpty()) {
            node.put("prompt", sample.prompt());
        }
        switch (sample.outcome()) {
            case Outcome.Choice choice -> {
                ArrayNode values = node.putArray("logprobs");
                choice.logProbabilities().forEach(values::add);
                ArrayNode lengths = node.putArray("lengths");
                choice.lengths().forEach(lengths::add);
                node.put("gold", choice.gold());
            }
            case Outcome.Answer answer -> {
                node.put("output", answer.output());
                ArrayNode answers = node.putArray("answers");
                answer.answers().forEach(answers::add);
            }
            case Outcome.Likelihood likelihood -> {
                node.put("logprob", likelihood.logProbability());
                node.put("tokens", likelihood.tokens());
                node.put("bytes", likelihood.bytes());
                node.put("greedy", likelihood.greedy());
            }
        }
        for (Metric metric : task.metrics()) {
            if (metric.isProportion()) {
                node.put(metric.key(), metric.right(sample.outcome()) ? 1 : 0);
            }
        }
        return node;
    }

    static EvaluationResult read(Path folder) {
        Path results = folder.resolve(RESULTS);
        JsonFields root = JsonFields.parse(results.toString(), TextLines.readAll(results));
        EvaluationOptions options;
        try {
            options =
                    new EvaluationOptions(
                            root.has("limit")
                                    ? OptionalInt.of(root.integer("limit"))
                                    : OptionalInt.empty(),
                            root.integer("shots"),
                            root.longValue("seed"),
                            root.flag("applyChatTemplate"));
        } catch (IllegalArgumentException e) {
            throw SundogException.data("results", results + ": " + e.getMessage(), e);
        }
        Map<String, List<Sample>> samples = readSamples(folder.resolve(SAMPLES), root);
        List<TaskResult> tasks = new ArrayList<>();
        for (JsonFields task : root.objects("tasks")) {
            List<Sample> own = samples.getOrDefault(task.text("task"), List.of());
            if (own.size() != task.integer("items")) {
                throw SundogException.data(
                        "samples-missing",
                        "%s: task %s has %d items, %s has %d of them"
                                .formatted(
                                        results,
                                        task.text("task"),
                                        task.integer("items"),
                                        SAMPLES,
                                        own.size()));
            }
            tasks.add(
                    new TaskResult(
                            task.text("task"),
                            kind(task),
                            task.text("language"),
                            metrics(task, kind(task)),
                            options.seed(),
                            own));
        }
        return new EvaluationResult(root.text("model"), options, tasks);
    }

    private static List<Metric> metrics(JsonFields task, TaskKind kind) {
        JsonFields metrics = task.object("metrics");
        List<Metric> found =
                kind.metrics().stream().filter(metric -> metrics.has(metric.key())).toList();
        return found.isEmpty() ? kind.metrics() : found;
    }

    private static TaskKind kind(JsonFields task) {
        return TaskKind.of(task.text("kind"))
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "results",
                                        "%s: unknown kind \"%s\""
                                                .formatted(task.place(), task.text("kind"))));
    }

    private static Map<String, List<Sample>> readSamples(Path file, JsonFields root) {
        Map<String, TaskKind> kinds = new LinkedHashMap<>();
        root.objects("tasks").forEach(task -> kinds.put(task.text("task"), kind(task)));
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        TextLines.read(
                file,
                (place, line) -> {
                    JsonFields fields = JsonFields.parse(place, line);
                    TaskKind kind = kinds.get(fields.text("task"));
                    if (kind == null) {
                        throw SundogException.data(
                                "samples",
                                "%s: task \"%s\" is not in %s"
                                        .formatted(place, fields.text("task"), RESULTS));
                    }
                    samples.computeIfAbsent(fields.text("task"), key -> new ArrayList<>())
                            .add(sample(fields, kind));
                });
        return samples;
    }

    private static Sample sample(JsonFields fields, TaskKind kind) {
        try {
            Outcome outcome =
                    switch (kind) {
                        case MULTIPLE_CHOICE ->
                                new Outcome.Choice(
                                        fields.numbers("logprobs"),
                                        fields.integers("lengths"),
                                        fields.integer("gold"));
                        case EXACT_MATCH ->
                                new Outcome.Answer(fields.text("output"), fields.texts("answers"));
                        case PERPLEXITY, COMPLETION ->
                                new Outcome.Likelihood(
                                        fields.number("logprob"),
                                        fields.integer("tokens"),
                                        fields.integer("bytes"),
                                        fields.flag("greedy"));
                    };
            String prompt = fields.has("prompt") ? fields.text("prompt") : "";
            return new Sample(fields.text("id"), fields.label("group"), prompt, outcome);
        } catch (IllegalArgumentException e) {
            throw SundogException.data("samples", fields.place() + ": " + e.getMessage(), e);
        }
    }

    private static SundogException unwritable(Path file, IOException e) {
        return SundogException.resource(
                "unwritable", "%s: cannot be written: %s".formatted(file, e.getMessage()), e);
    }
}
