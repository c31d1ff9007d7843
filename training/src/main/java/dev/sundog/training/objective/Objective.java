package dev.sundog.training.objective;

import java.util.Arrays;

/**
 * What is minimised: a function of the log-probabilities of the segments of a micro-batch, where
 * the log-probability of a segment is the sum over its counted targets. The gradient of the weights
 * follows from {@link #slopes} by the chain rule: a passage backward scales the gradient of each
 * segment's log-probability by its slope.
 *
 * <p>The loss of a step is the sum over its micro-batches divided by the sum of their {@link
 * #units}, however the step is cut into micro-batches, accumulation steps and threads. Stateless
 * and thread-safe.
 */
public sealed interface Objective {
    /** What the mean is taken over, e.g. tokens. */
    long units(MicroBatch batch);

    /**
     * Loss summed over the units.
     *
     * @param logProbabilities of each segment, in nats
     */
    double loss(MicroBatch batch, double[] logProbabilities);

    /** Derivative of {@link #loss} by the log-probability of each segment, {@code [segments]}. */
    double[] slopes(MicroBatch batch, double[] logProbabilities);

    /** Whether the slopes are known before the log-probabilities are. */
    boolean slopesAreConstant();

    /**
     * Negative log-likelihood of the next token, averaged over all counted targets. Pre-training
     * counts every target, instruction tuning those of the assistant.
     *
     * <p>Source: Bengio et al., A Neural Probabilistic Language Model (JMLR 3, 2003), eq. 2.1.
     */
    record NextToken() implements Objective {
        @Override
        public long units(MicroBatch batch) {
            return batch.countedTokens();
        }

        @Override
        public double loss(MicroBatch batch, double[] logProbabilities) {
            double sum = 0;
            for (double one : logProbabilities) {
                sum -= one;
            }
            return sum;
        }

        @Override
        public double[] slopes(MicroBatch batch, double[] logProbabilities) {
            double[] slopes = new double[batch.segmentCount()];
            Arrays.fill(slopes, -1);
            return slopes;
        }

        @Override
        public boolean slopesAreConstant() {
            return true;
        }
    }

    /**
     * Direct preference optimisation: pairs of a chosen and a rejected completion, averaged over
     * pairs. Segments 2i and 2i + 1 are the chosen and the rejected one of pair i; {@link
     * MicroBatch#references} are their log-probabilities under the frozen reference model.
     *
     * <p>With r = log π(y|x) − log π_ref(y|x), the margin of a pair is d = r(chosen) − r(rejected);
     * {@link PreferenceLoss} says what is made of it.
     *
     * <p>Source: Rafailov et al., Direct Preference Optimization (arXiv 2305.18290), eq. 7.
     *
     * @param loss function of the margin
     * @param beta how strongly the model is held to the reference; above 0
     * @param labelSmoothing for {@link PreferenceLoss#ROBUST}: the share of pairs believed to be
     *     the wrong way round, 0 to below 0.5
     */
    record DirectPreference(PreferenceLoss loss, double beta, double labelSmoothing)
            implements Objective {
        public DirectPreference {
            if (!(beta > 0 && beta <= 1000)) {
                throw new IllegalArgumentException(
                        "dpo.beta is " + beta + ", expected a positive number");
            }
            if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) {
                throw new IllegalArgumentException(
                        "dpo.labelSmoothing is " + labelSmoothing + ", expected 0 to below 0.5");
            }
            if (labelSmoothing > 0 && loss != PreferenceLoss.ROBUST) {
                throw new IllegalArgumentException(
                        "dpo.labelSmoothing is "
                                + labelSmoothing
                                + ", expected 0: only dpo.loss robust has label smoothing");
            }
        }

        @Override
        public long units(MicroBatch batch) {
            return batch.segmentCount() / 2;
        }

        @Override
        public double loss(MicroBatch batch, double[] logProbabilities) {
            double sum = 0;
            for (int pair = 0; pair < units(batch); pair++) {
                sum += loss.of(margin(batch, logProbabilities, pair), beta, labelSmoothing);
            }
            return sum;
        }

        @Override
        public double[] slopes(MicroBatch batch, double[] logProbabilities) {
            double[] slopes = new double[batch.segmentCount()];
            for (int pair = 0; pair < units(batch); pair++) {
                double margin = margin(batch, logProbabilities, pair);
                double slope = loss.slope(margin, beta, labelSmoothing);
                slopes[2 * pair] = slope / divisor(batch, 2 * pair);
                slopes[2 * pair + 1] = -slope / divisor(batch, 2 * pair + 1);
            }
            return slopes;
        }

        @Override
        public boolean slopesAreConstant() {
            return false;
        }

        private double margin(MicroBatch batch, double[] logProbabilities, int pair) {
            return logRatio(batch, logProbabilities, 2 * pair) / divisor(batch, 2 * pair)
                    - logRatio(batch, logProbabilities, 2 * pair + 1)
                            / divisor(batch, 2 * pair + 1);
        }

        private double divisor(MicroBatch batch, int segment) {
            return loss.perToken() ? Math.max(1, batch.countedTokens(segment)) : 1;
        }

        private static double logRatio(MicroBatch batch, double[] logProbabilities, int segment) {
            return logProbabilities[segment] - batch.references()[segment];
        }

        /** β times the log-ratio of a segment: what DPO takes as its reward. */
        public double reward(MicroBatch batch, double[] logProbabilities, int segment) {
            return beta * logRatio(batch, logProbabilities, segment);
        }
    }
}
