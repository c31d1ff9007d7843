package dev.sundog.evaluation.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * 95 % intervals of proportions, means and perplexities.
 *
 * <p>Source: E. B. Wilson, <i>Probable inference, the law of succession, and statistical
 * inference</i>, JASA 22 (1927); Student, <i>The probable error of a mean</i>, Biometrika 6 (1908);
 * B. Efron, <i>Bootstrap methods</i>, Annals of Statistics 7 (1979), percentile form.
 */
public final class Intervals {
    /** Resamples of every bootstrap. */
    public static final int RESAMPLES = 2000;

    private Intervals() {}

    /** Wilson's score interval of a proportion, without continuity correction. */
    public static Estimate proportion(int successes, int n) {
        if (n < 0 || successes < 0 || successes > n) {
            throw new IllegalArgumentException(successes + " successes of " + n);
        }
        if (n == 0) {
            return new Estimate(0, 0, 1, 0);
        }
        double z = Distributions.NORMAL_975;
        double p = (double) successes / n;
        double denominator = 1 + z * z / n;
        double centre = (p + z * z / (2 * n)) / denominator;
        double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n)) / denominator;
        double low = successes == 0 ? 0 : Math.max(0, centre - half);
        double high = successes == n ? 1 : Math.min(1, centre + half);
        return new Estimate(p, low, high, n);
    }

    /** Student's interval of a mean; unknown for fewer than two values. */
    public static Estimate mean(double[] values) {
        double mean = average(values);
        if (values.length < 2) {
            return Estimate.of(mean, Interval.UNKNOWN, values.length);
        }
        double half =
                Distributions.student975(values.length - 1.0)
                        * standardDeviation(values)
                        / Math.sqrt(values.length);
        return new Estimate(mean, mean - half, mean + half, values.length);
    }

    /** The percentile bootstrap interval of a mean; unknown for fewer than two values. */
    public static Estimate bootstrapMean(double[] values, long seed) {
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return bootstrapRatio(values, ones, seed);
    }

    /**
     * The percentile bootstrap interval of Σ numerators / Σ denominators, resampling units, as when
     * texts of unequal length share one mean a token. Unknown for fewer than two units.
     */
    public static Estimate bootstrapRatio(double[] numerators, double[] denominators, long seed) {
        if (numerators.length != denominators.length) {
            throw new IllegalArgumentException(
                    numerators.length + " numerators, " + denominators.length + " denominators");
        }
        double ratio = sum(numerators) / sum(denominators);
        int n = numerators.length;
        if (n < 2) {
            return Estimate.of(n == 0 ? 0 : ratio, Interval.UNKNOWN, n);
        }
        double[] resampled = resampleRatios(numerators, denominators, seed);
        return new Estimate(ratio, quantile(resampled, 0.025), quantile(resampled, 0.975), n);
    }

    /**
     * Perplexity exp(−Σ log p / Σ tokens) over texts; the interval resamples texts.
     *
     * @param logProbabilities natural logarithms, summed a text
     * @param counts tokens (or bytes) a text
     */
    public static Estimate perplexity(double[] logProbabilities, double[] counts, long seed) {
        double[] losses = Arrays.stream(logProbabilities).map(value -> -value).toArray();
        Estimate loss = bootstrapRatio(losses, counts, seed);
        double high = loss.interval().isKnown() ? Math.exp(loss.high()) : Double.POSITIVE_INFINITY;
        double low = loss.interval().isKnown() ? Math.exp(loss.low()) : Double.NEGATIVE_INFINITY;
        return new Estimate(Math.exp(loss.value()), low, high, loss.n());
    }

    /** Ratios of {@link #RESAMPLES} resamples, sorted. */
    static double[] resampleRatios(double[] numerators, double[] denominators, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = numerators.length;
        double[] ratios = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double top = 0;
            double bottom = 0;
            for (int i = 0; i < n; i++) {
                int unit = random.nextInt(n);
                top += numerators[unit];
                bottom += denominators[unit];
            }
            ratios[r] = top / bottom;
        }
        Arrays.sort(ratios);
        return ratios;
    }

    /** The quantile of sorted values by linear interpolation between order statistics. */
    static double quantile(double[] sorted, double probability) {
        double position = probability * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    static double average(double[] values) {
        return values.length == 0 ? 0 : sum(values) / values.length;
    }

    /** With n − 1 in the denominator. */
    static double standardDeviation(double[] values) {
        double mean = average(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
