package dev.sundog.evaluation.task;

import dev.sundog.evaluation.metric.Metric;

import java.nio.file.Path;
import java.util.List;

/**
 * A task file. Immutable.
 *
 * @param task name
 * @param kind what is asked
 * @param data items, one a line
 * @param language BCP 47 tag, e.g. {@code ko}
 * @param description one sentence
 * @param source where the items come from, possibly empty
 * @param prompt template of a query; {@code {{query}}} stands for the item's text
 * @param choices template of what is scored; {@code {{choice}}} stands for the choice
 * @param erase texts whose first occurrence in a query is removed
 * @param metrics what is reported, the headline first
 * @param maxTokens most tokens of a generated answer
 * @param stop texts that end a generated answer
 */
public record TaskDescription(
        String task,
        TaskKind kind,
        Path data,
        String language,
        String description,
        String source,
        String prompt,
        String choices,
        List<String> erase,
        List<Metric> metrics,
        int maxTokens,
        List<String> stop) {
    static final String DEFAULT_PROMPT = "{{query}}";
    static final String DEFAULT_CHOICES = " {{choice}}";
    static final int DEFAULT_MAX_TOKENS = 48;

    public TaskDescription {
        if (task.isBlank()) {
            throw new IllegalArgumentException("a task needs a name");
        }
        if (!prompt.contains(DEFAULT_PROMPT)) {
            throw new IllegalArgumentException("prompt has no {{query}}: " + prompt);
        }
        if (!choices.contains("{{choice}}")) {
            throw new IllegalArgumentException("choices has no {{choice}}: " + choices);
        }
        if (maxTokens <= 0) {
            throw new IllegalArgumentException("maxTokens is " + maxTokens);
        }
        erase = List.copyOf(erase);
        metrics = List.copyOf(metrics);
        stop = List.copyOf(stop);
        if (metrics.isEmpty() || !kind.metrics().containsAll(metrics)) {
            throw new IllegalArgumentException(
                    "metrics of a %s task are %s, found %s"
                            .formatted(kind.key(), keys(kind.metrics()), keys(metrics)));
        }
    }

    /** A description with every optional key at its default. */
    public static TaskDescription of(
            String task, TaskKind kind, Path data, String language, String description) {
        return new TaskDescription(
                task,
                kind,
                data,
                language,
                description,
                "",
                DEFAULT_PROMPT,
                DEFAULT_CHOICES,
                List.of(),
                kind.metrics(),
                DEFAULT_MAX_TOKENS,
                List.of("\n"));
    }

    /** The prompt of a query. */
    public String promptOf(String query) {
        String text = query;
        for (String piece : erase) {
            int at = text.indexOf(piece);
            if (at >= 0) {
                text = text.substring(0, at) + text.substring(at + piece.length());
            }
        }
        return prompt.replace(DEFAULT_PROMPT, text);
    }

    /** What is scored of a choice. */
    public String choiceOf(String choice) {
        return choices.replace("{{choice}}", choice);
    }

    private static List<String> keys(List<Metric> metrics) {
        return metrics.stream().map(Metric::key).toList();
    }
}
