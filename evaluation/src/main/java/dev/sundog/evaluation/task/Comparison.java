package dev.sundog.evaluation.task;

import dev.sundog.evaluation.metric.Metric;
import dev.sundog.evaluation.metric.Outcome;
import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.statistics.PairedResult;
import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A candidate beside a baseline on one metric of one task, over the items that both did.
 *
 * @param task name
 * @param metric what is measured
 * @param baseline value of the baseline over the shared items
 * @param candidate value of the candidate over the shared items
 * @param test difference, candidate minus baseline; of natural logarithms for perplexities
 * @param verdict what the test says at the 5 % level
 */
public record Comparison(
        String task,
        Metric metric,
        Estimate baseline,
        Estimate candidate,
        PairedResult test,
        Verdict verdict) {

    /**
     * Compares every metric of every task that both runs have.
     *
     * @throws SundogException (data) if they share no task, or no item of a shared task, or were
     *     asked with other examples or another template
     */
    public static List<Comparison> of(EvaluationResult baseline, EvaluationResult candidate) {
        requireSamePrompts(baseline, candidate);
        List<Comparison> comparisons = new ArrayList<>();
        for (TaskResult before : baseline.tasks()) {
            candidate.task(before.task()).ifPresent(after -> comparisons.addAll(of(before, after)));
        }
        if (comparisons.isEmpty()) {
            throw SundogException.data(
                    "nothing-shared",
                    "%s and %s share no task: %s and %s"
                            .formatted(
                                    baseline.model(),
                                    candidate.model(),
                                    baseline.tasks().stream().map(TaskResult::task).toList(),
                                    candidate.tasks().stream().map(TaskResult::task).toList()));
        }
        return comparisons;
    }

    /** Compares every metric that both results of a task have, over the items both did. */
    public static List<Comparison> of(TaskResult baseline, TaskResult candidate) {
        Map<String, Outcome> others = new HashMap<>();
        candidate.samples().forEach(sample -> others.put(sample.id(), sample.outcome()));
        List<Outcome> left = new ArrayList<>();
        List<Outcome> right = new ArrayList<>();
        for (Sample sample : baseline.samples()) {
            Outcome other = others.get(sample.id());
            if (other != null) {
                if (!sameItem(sample.outcome(), other)) {
                    throw SundogException.data(
                            "other-items",
                            "item %s of %s is not the same in both runs; evaluate both on one file"
                                    .formatted(sample.id(), baseline.task()));
                }
                left.add(sample.outcome());
                right.add(other);
            }
        }
        if (left.isEmpty()) {
            throw SundogException.data(
                    "nothing-shared", "the two runs share no item of " + baseline.task());
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (Metric metric : baseline.metrics()) {
            if (candidate.metrics().contains(metric)) {
                PairedResult test = metric.compare(left, right, baseline.seed());
                comparisons.add(
                        new Comparison(
                                baseline.task(),
                                metric,
                                metric.over(left, baseline.seed()),
                                metric.over(right, baseline.seed()),
                                test,
                                metric.verdict(test)));
            }
        }
        return comparisons;
    }

    private static boolean sameItem(Outcome left, Outcome right) {
        return switch (left) {
            case Outcome.Choice choice ->
                    right instanceof Outcome.Choice other
                            && choice.gold() == other.gold()
                            && choice.lengths().equals(other.lengths());
            case Outcome.Answer answer ->
                    right instanceof Outcome.Answer other
                            && answer.answers().equals(other.answers());
            case Outcome.Likelihood likelihood ->
                    right instanceof Outcome.Likelihood other
                            && likelihood.bytes() == other.bytes();
        };
    }

    private static void requireSamePrompts(EvaluationResult baseline, EvaluationResult candidate) {
        if (baseline.options().shots() != candidate.options().shots()) {
            throw SundogException.data(
                    "other-prompts",
                    "%s was asked with %d examples, %s with %d; a paired test needs the same"
                            .formatted(
                                    baseline.model(),
                                    baseline.options().shots(),
                                    candidate.model(),
                                    candidate.options().shots()));
        }
    }
}
