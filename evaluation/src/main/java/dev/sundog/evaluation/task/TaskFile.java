package dev.sundog.evaluation.task;

import dev.sundog.evaluation.lines.TextLines;
import dev.sundog.evaluation.metric.Metric;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.configuration.RecordBinder;
import dev.sundog.model.failure.SundogException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a task's YAML file; the package comment is the format. */
public final class TaskFile {
    private TaskFile() {}

    /** The keys of a task file; the empty ones are not given. */
    record Keys(
            String task,
            String kind,
            String data,
            String language,
            String description,
            String source,
            String prompt,
            String choices,
            List<String> erase,
            List<String> metrics,
            int maxTokens,
            List<String> stop) {
        static Keys defaults() {
            return new Keys(
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    TaskDescription.DEFAULT_PROMPT,
                    TaskDescription.DEFAULT_CHOICES,
                    List.of(),
                    List.of(),
                    TaskDescription.DEFAULT_MAX_TOKENS,
                    List.of("\n"));
        }
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
        ConfigurationDocument document = ConfigurationDocument.parse(text, name);
        Keys keys = RecordBinder.bind(document, Keys.class);
        TaskKind kind =
                TaskKind.of(required(document, "kind", keys.kind()))
                        .orElseThrow(
                                () ->
                                        error(
                                                document,
                                                "kind",
                                                "expected multiple-choice, exact-match, perplexity"
                                                        + " or completion, found \""
                                                        + keys.kind()
                                                        + "\""));
        try {
            return new TaskDescription(
                    required(document, "task", keys.task()),
                    kind,
                    folder.resolve(required(document, "data", keys.data())),
                    required(document, "language", keys.language()),
                    required(document, "description", keys.description()),
                    keys.source(),
                    keys.prompt(),
                    keys.choices(),
                    keys.erase(),
                    metrics(document, kind, keys.metrics()),
                    keys.maxTokens(),
                    keys.stop());
        } catch (IllegalArgumentException e) {
            throw SundogException.data("task-file", name + ": " + e.getMessage(), e);
        }
    }

    private static List<Metric> metrics(
            ConfigurationDocument document, TaskKind kind, List<String> keys) {
        List<Metric> metrics = new ArrayList<>();
        for (String key : keys) {
            metrics.add(
                    Metric.of(key)
                            .filter(kind.metrics()::contains)
                            .orElseThrow(
                                    () ->
                                            error(
                                                    document,
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

    private static String required(ConfigurationDocument document, String key, String value) {
        if (value.isBlank()) {
            throw error(document, key, "is missing or empty");
        }
        return value;
    }

    private static SundogException error(
            ConfigurationDocument document, String key, String message) {
        return SundogException.data(
                "task-file", "%s: key '%s': %s".formatted(document.place(key), key, message));
    }
}
