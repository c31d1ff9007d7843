package dev.sundog.training.run;

import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Objective;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What alignment adds to a line of {@code metrics.jsonl}; means over the pairs of the step. The
 * reward of a completion is β times the difference of its log-probabilities under the model and the
 * reference.
 *
 * @param rewardChosen reward of the chosen completions
 * @param rewardRejected reward of the rejected completions
 * @param rewardMargin chosen less rejected
 * @param rewardAccuracy share of pairs whose chosen completion has the higher reward; log-ratios
 *     that differ by less than {@value #TIE} nats, which is what engine and trainer may differ by,
 *     are equal: before the first change of the weights the share is 0
 * @param logpsChosen log-probability of the chosen completions, summed over tokens, in nats
 * @param logpsRejected that of the rejected completions
 */
public record PreferenceMetrics(
        double rewardChosen,
        double rewardRejected,
        double rewardMargin,
        double rewardAccuracy,
        double logpsChosen,
        double logpsRejected) {
    private static final double TIE = 1e-3;

    /** Of a step; null if its objective has no preferences. */
    static @Nullable PreferenceMetrics of(
            Objective objective, List<MicroBatch> batches, double[]... logProbabilities) {
        if (!(objective instanceof Objective.DirectPreference preference)) {
            return null;
        }
        double[] sums = new double[5];
        long pairs = 0;
        for (int b = 0; b < batches.size(); b++) {
            MicroBatch batch = batches.get(b);
            double[] logs = logProbabilities[b];
            for (int s = 0; s < batch.segmentCount(); s += 2) {
                double chosen = preference.reward(batch, logs, s);
                double rejected = preference.reward(batch, logs, s + 1);
                sums[0] += chosen;
                sums[1] += rejected;
                sums[2] += chosen - rejected > TIE * preference.beta() ? 1 : 0;
                sums[3] += logs[s];
                sums[4] += logs[s + 1];
                pairs++;
            }
        }
        return new PreferenceMetrics(
                sums[0] / pairs,
                sums[1] / pairs,
                (sums[0] - sums[1]) / pairs,
                sums[2] / pairs,
                sums[3] / pairs,
                sums[4] / pairs);
    }
}
