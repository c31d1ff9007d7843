package dev.sundog.evaluation.task;

import dev.sundog.evaluation.lines.TextLines;
import dev.sundog.evaluation.metric.Metric;
import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads a task's YAML file; the package comment is the format. Unknown keys are refused with the
 * nearest known one suggested.
 */
public final class TaskFile {
    private static final List<String> KEYS =
            List.of(
                    "task",
                    "kind",
                    "data",
                    "language",
                    "description",
                    "source",
                    "prompt",
                    "choices",
                    "erase",
                    "metrics",
                    "maxTokens",
                    "stop");
    private static final YAMLMapper MAPPER = new YAMLMapper();

    private final String name;
    private final String text;
    private final JsonNode root;

    private TaskFile(String name, String text, JsonNode root) {
        this.name = name;
        this.text = text;
        this.root = root;
    }

    /**
     * Reads a task and its items.
     *
     * @throws SundogException (data) naming file and line
     */
    public static Task read(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        TaskDescription description =
                describe(
                        file.toString(),
                        TextLines.readAll(file),
                        folder == null ? Path.of("") : folder);
        return load(description);
    }

    /** Reads the items of a description. */
    static Task load(TaskDescription description) {
        return new Task(description, ItemFile.read(description.data(), description.kind()));
    }

    /**
     * Reads a description.
     *
     * @param name what errors call the file
     * @param folder where {@code data} is relative to
     */
    static TaskDescription describe(String name, String text, Path folder) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw SundogException.data(
                    "yaml-syntax",
                    "%s:%d: not YAML: %s"
                            .formatted(
                                    name,
                                    Math.max(1, e.getLocation().getLineNr()),
                                    firstLine(e.getOriginalMessage())),
                    e);
        }
        if (!root.isObject()) {
            throw SundogException.data(
                    "yaml-shape",
                    name + ":1: expected keys and values (task, kind, data, …), found none");
        }
        return new TaskFile(name, text, root).description(folder);
    }

    private TaskDescription description(Path folder) {
        for (String key : root.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw error(key, "unknown key; did you mean \"" + nearest(key, KEYS) + "\"?");
            }
        }
        TaskKind kind = choose("kind", required("kind"));
        String task = required("task");
        Path data = folder.resolve(required("data"));
        String language = required("language");
        String description = required("description");
        int maxTokens = TaskDescription.DEFAULT_MAX_TOKENS;
        JsonNode most = root.get("maxTokens");
        if (most != null) {
            if (!most.isIntegralNumber() || !most.canConvertToInt() || most.intValue() <= 0) {
                throw error("maxTokens", "expected a positive whole number, found " + most);
            }
            maxTokens = most.intValue();
        }
        try {
            return new TaskDescription(
                    task,
                    kind,
                    data,
                    language,
                    description,
                    optional("source").orElse(""),
                    optional("prompt").orElse(TaskDescription.DEFAULT_PROMPT),
                    optional("choices").orElse(TaskDescription.DEFAULT_CHOICES),
                    texts("erase", List.of()),
                    metrics(kind),
                    maxTokens,
                    texts("stop", List.of("\n")));
        } catch (IllegalArgumentException e) {
            throw SundogException.data("task-file", name + ": " + e.getMessage(), e);
        }
    }

    private TaskKind choose(String key, String value) {
        return TaskKind.of(value)
                .orElseThrow(
                        () ->
                                error(
                                        key,
                                        "expected multiple-choice, exact-match, perplexity or"
                                                + " completion, found \""
                                                + value
                                                + "\""));
    }

    private List<Metric> metrics(TaskKind kind) {
        List<Metric> metrics = new ArrayList<>();
        for (String key : texts("metrics", List.of())) {
            metrics.add(
                    Metric.of(key)
                            .filter(kind.metrics()::contains)
                            .orElseThrow(
                                    () ->
                                            error(
                                                    "metrics",
                                                    "a %s task has %s, found \"%s\""
                                                            .formatted(
                                                                    kind.key(),
                                                                    kind.metrics().stream()
                                                                            .map(Metric::key)
                                                                            .toList(),
                                                                    key))));
        }
        return metrics.isEmpty() ? kind.metrics() : metrics;
    }

    private String required(String key) {
        return optional(key)
                .filter(value -> !value.isBlank())
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "task-file",
                                        "%s: key \"%s\" is missing or empty".formatted(name, key)));
    }

    private Optional<String> optional(String key) {
        JsonNode node = root.get(key);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isString()) {
            throw error(key, "expected a text, found " + node);
        }
        return Optional.of(node.stringValue());
    }

    private List<String> texts(String key, List<String> absent) {
        JsonNode node = root.get(key);
        if (node == null) {
            return absent;
        }
        List<String> texts = new ArrayList<>();
        if (!node.isArray()) {
            throw error(key, "expected a list of texts, found " + node);
        }
        for (JsonNode element : node) {
            if (!element.isString()) {
                throw error(key, "expected a list of texts, found " + node);
            }
            texts.add(element.stringValue());
        }
        return texts;
    }

    private SundogException error(String key, String message) {
        return SundogException.data(
                "task-file", "%s:%d: %s: %s".formatted(name, lineOf(key), key, message));
    }

    private int lineOf(String key) {
        int number = 1;
        for (String line : text.split("\n", -1)) {
            String start = line.strip();
            if (start.startsWith(key + ":") || start.startsWith('"' + key + '"')) {
                return number;
            }
            number++;
        }
        return 1;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** The known word with the smallest edit distance. */
    static String nearest(String word, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
