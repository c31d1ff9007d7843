package dev.sundog.evaluation.task;

import dev.sundog.evaluation.metric.Metric;
import dev.sundog.evaluation.metric.Outcome;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a model did on a task. Metrics are computed from the samples, never stored apart from them.
 *
 * @param task name
 * @param kind what was asked
 * @param language BCP 47 tag
 * @param metrics what is reported, the headline first
 * @param seed of the bootstrap
 * @param samples one an item, in the task's order
 */
public record TaskResult(
        String task,
        TaskKind kind,
        String language,
        List<Metric> metrics,
        long seed,
        List<Sample> samples) {
    public TaskResult {
        metrics = List.copyOf(metrics);
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("task " + task + " has no samples");
        }
    }

    /** All metrics over all items. */
    public List<MetricValue> values() {
        return over(samples);
    }

    /** The first metric over all items. */
    public MetricValue headline() {
        return values().getFirst();
    }

    /** That metric, if the task has it. */
    public Optional<MetricValue> value(Metric metric) {
        return values().stream().filter(value -> value.metric() == metric).findFirst();
    }

    /** All metrics of each group, by name; empty if no item has one. */
    public Map<String, List<MetricValue>> groups() {
        Map<String, List<Sample>> members = new TreeMap<>();
        for (Sample sample : samples) {
            sample.group()
                    .ifPresent(
                            group ->
                                    members.computeIfAbsent(group, key -> new ArrayList<>())
                                            .add(sample));
        }
        Map<String, List<MetricValue>> values = new LinkedHashMap<>();
        members.forEach((group, list) -> values.put(group, over(list)));
        return values;
    }

    private List<MetricValue> over(List<Sample> list) {
        List<Outcome> outcomes = list.stream().map(Sample::outcome).toList();
        return metrics.stream()
                .map(metric -> new MetricValue(metric, metric.over(outcomes, seed)))
                .toList();
    }
}
