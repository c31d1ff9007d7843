package dev.sundog.evaluation.metric;

import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.statistics.Intervals;
import dev.sundog.evaluation.statistics.PairedResult;
import dev.sundog.evaluation.statistics.PairedTests;
import dev.sundog.evaluation.statistics.Verdict;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The metrics, with the names of lm-evaluation-harness where it has one.
 *
 * <ul>
 *   <li>{@code acc}: the most likely choice is right; for a fixed continuation, every token of it
 *       was the most likely one
 *   <li>{@code acc_norm}: the same after dividing by the characters of each choice
 *   <li>{@code exact_match}, {@code prefix_match}: see {@link AnswerMatch}
 *   <li>{@code perplexity}: exp of the mean loss a token over texts; {@code item_perplexity}: exp
 *       of the mean loss an item (what the harness calls perplexity on LAMBADA)
 *   <li>{@code byte_perplexity}: exp of the mean loss a UTF-8 byte; comparable across tokenizers
 * </ul>
 *
 * Proportions have Wilson's interval and the exact McNemar test; perplexities resample texts.
 */
public enum Metric {
    ACC("acc", true),
    ACC_NORM("acc_norm", true),
    EXACT_MATCH("exact_match", true),
    PREFIX_MATCH("prefix_match", true),
    PERPLEXITY("perplexity", false),
    ITEM_PERPLEXITY("item_perplexity", false),
    BYTE_PERPLEXITY("byte_perplexity", false);

    private final String key;
    private final boolean higherIsBetter;

    Metric(String key, boolean higherIsBetter) {
        this.key = key;
        this.higherIsBetter = higherIsBetter;
    }

    /** The name in files and tables. */
    public String key() {
        return key;
    }

    /** Whether a larger value is the better one. */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** Whether it is a share of items, between 0 and 1. */
    public boolean isProportion() {
        return higherIsBetter;
    }

    /** The metric of that name. */
    public static Optional<Metric> of(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }

    /** Its value over {@code outcomes}, all of the kind that has it. */
    public Estimate over(List<? extends Outcome> outcomes, long seed) {
        if (isProportion()) {
            int right = 0;
            for (Outcome outcome : outcomes) {
                right += right(outcome) ? 1 : 0;
            }
            return Intervals.proportion(right, outcomes.size());
        }
        return Intervals.perplexity(
                values(outcomes, Metric::logProbability), values(outcomes, this::weight), seed);
    }

    /**
     * The paired test of two lists of outcomes of the same items. For perplexities the difference
     * is one of natural logarithms (loss a token, item or byte); where two tokenizers cut the texts
     * differently, the loss a byte is what is tested.
     */
    public PairedResult compare(
            List<? extends Outcome> baseline, List<? extends Outcome> candidate, long seed) {
        if (isProportion()) {
            return PairedTests.mcNemar(flags(baseline), flags(candidate));
        }
        double[] weights = values(baseline, this::weight);
        if (!Arrays.equals(weights, values(candidate, this::weight))) {
            weights = values(baseline, BYTE_PERPLEXITY::weight);
        }
        return PairedTests.bootstrapDifference(
                values(baseline, outcome -> -logProbability(outcome)),
                values(candidate, outcome -> -logProbability(outcome)),
                weights,
                seed);
    }

    /** The verdict of a test of this metric. */
    public Verdict verdict(PairedResult result) {
        return result.verdict(higherIsBetter);
    }

    /** Whether one item counts as right. */
    public boolean right(Outcome outcome) {
        return switch (this) {
            case ACC ->
                    switch (outcome) {
                        case Outcome.Choice choice -> choice.predicted() == choice.gold();
                        case Outcome.Likelihood likelihood -> likelihood.greedy();
                        case Outcome.Answer answer -> answer.exact();
                    };
            case ACC_NORM ->
                    outcome instanceof Outcome.Choice choice
                            && choice.predictedNormalised() == choice.gold();
            case EXACT_MATCH -> outcome instanceof Outcome.Answer answer && answer.exact();
            case PREFIX_MATCH -> outcome instanceof Outcome.Answer answer && answer.prefix();
            case PERPLEXITY, ITEM_PERPLEXITY, BYTE_PERPLEXITY -> false;
        };
    }

    private double weight(Outcome outcome) {
        if (!(outcome instanceof Outcome.Likelihood likelihood)) {
            throw new IllegalArgumentException(key + " of " + outcome);
        }
        return switch (this) {
            case PERPLEXITY -> likelihood.tokens();
            case BYTE_PERPLEXITY -> likelihood.bytes();
            case ITEM_PERPLEXITY, ACC, ACC_NORM, EXACT_MATCH, PREFIX_MATCH -> 1;
        };
    }

    private static double logProbability(Outcome outcome) {
        if (!(outcome instanceof Outcome.Likelihood likelihood)) {
            throw new IllegalArgumentException("the likelihood of " + outcome);
        }
        return likelihood.logProbability();
    }

    private boolean[] flags(List<? extends Outcome> outcomes) {
        boolean[] flags = new boolean[outcomes.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = right(outcomes.get(i));
        }
        return flags;
    }

    private static double[] values(
            List<? extends Outcome> outcomes, ToDoubleFunction<Outcome> value) {
        return outcomes.stream().mapToDouble(value).toArray();
    }
}
