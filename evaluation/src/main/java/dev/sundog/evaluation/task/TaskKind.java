package dev.sundog.evaluation.task;

import dev.sundog.evaluation.metric.Metric;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an item asks of a model, and so which metrics it has. */
public enum TaskKind {
    /** The choice with the highest log-likelihood is the answer. */
    MULTIPLE_CHOICE("multiple-choice", List.of(Metric.ACC, Metric.ACC_NORM)),
    /** A greedy answer is compared with the accepted ones. */
    EXACT_MATCH("exact-match", List.of(Metric.EXACT_MATCH, Metric.PREFIX_MATCH)),
    /** Whole texts are scored. */
    PERPLEXITY("perplexity", List.of(Metric.PERPLEXITY, Metric.BYTE_PERPLEXITY)),
    /** One fixed continuation is scored, as in LAMBADA. */
    COMPLETION("completion", List.of(Metric.ACC, Metric.ITEM_PERPLEXITY));

    private final String key;
    private final List<Metric> metrics;

    TaskKind(String key, List<Metric> metrics) {
        this.key = key;
        this.metrics = metrics;
    }

    /** The name in a task file. */
    public String key() {
        return key;
    }

    /** Its metrics, the headline first. */
    public List<Metric> metrics() {
        return metrics;
    }

    /** The kind of that name. */
    public static Optional<TaskKind> of(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst();
    }
}
