package dev.sundog.evaluation.metric;

import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.statistics.Intervals;
import dev.sundog.evaluation.statistics.PairedResult;
import dev.sundog.evaluation.statistics.PairedTests;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well a model predicts text of its base, beside the base itself.
 *
 * @param sequences one an evaluated text, in order
 * @param seed of the bootstrap, which resamples texts
 */
public record RecoveryResult(List<SequenceScore> sequences, long seed) {
    /**
     * One text.
     *
     * @param tokens scored
     * @param baseLogProbability of the base, natural logarithm, summed
     * @param logProbability of the model
     * @param divergence KL(base ‖ model) in nats, summed over positions
     * @param agreements positions at which both find the same token most likely
     */
    public record SequenceScore(
            int tokens,
            double baseLogProbability,
            double logProbability,
            double divergence,
            int agreements) {}

    public RecoveryResult {
        sequences = List.copyOf(sequences);
        if (sequences.isEmpty()) {
            throw new IllegalArgumentException("no sequence was scored");
        }
    }

    /** exp of the model's loss a token. */
    public Estimate perplexity() {
        return Intervals.perplexity(each(SequenceScore::logProbability), tokens(), seed);
    }

    /** exp of the base's loss a token: the best that can be reached. */
    public Estimate basePerplexity() {
        return Intervals.perplexity(each(SequenceScore::baseLogProbability), tokens(), seed);
    }

    /** KL(base ‖ model), nats a token; 0 for the base itself. */
    public Estimate divergence() {
        return Intervals.bootstrapRatio(each(SequenceScore::divergence), tokens(), seed);
    }

    /** Share of positions at which both find the same token most likely. */
    public Estimate agreement() {
        return Intervals.bootstrapRatio(each(SequenceScore::agreements), tokens(), seed);
    }

    /**
     * The paired test of another model's loss a token against this one's, on the same texts;
     * negative is better.
     */
    public PairedResult compare(RecoveryResult candidate) {
        return PairedTests.bootstrapDifference(
                each(score -> -score.logProbability()),
                candidate.each(score -> -score.logProbability()),
                tokens(),
                seed);
    }

    private double[] tokens() {
        return each(SequenceScore::tokens);
    }

    private double[] each(ToDoubleFunction<SequenceScore> value) {
        return sequences.stream().mapToDouble(value).toArray();
    }
}
