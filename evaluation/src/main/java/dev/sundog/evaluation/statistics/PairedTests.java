package dev.sundog.evaluation.statistics;

/**
 * Tests of a candidate against a baseline on the same items.
 *
 * <p>Source: Q. McNemar, <i>Note on the sampling error of the difference between correlated
 * proportions or percentages</i>, Psychometrika 12 (1947), in its exact binomial form; the interval
 * of the difference is D. G. Bonett and R. M. Price, <i>Adjusted Wald confidence interval for a
 * difference of binomial proportions based on paired data</i>, JEBS 37 (2012). Means use Student's
 * paired t.
 */
public final class PairedTests {
    private PairedTests() {}

    /**
     * The exact McNemar test of two lists of right and wrong answers.
     *
     * @return difference of proportions, candidate minus baseline
     */
    public static PairedResult mcNemar(boolean[] baseline, boolean[] candidate) {
        requireSameLength(baseline.length, candidate.length);
        int gained = 0;
        int lost = 0;
        for (int i = 0; i < baseline.length; i++) {
            if (candidate[i] && !baseline[i]) {
                gained++;
            } else if (baseline[i] && !candidate[i]) {
                lost++;
            }
        }
        return mcNemar(gained, lost, baseline.length);
    }

    /**
     * The same from counts.
     *
     * @param gained wrong before, right now
     * @param lost right before, wrong now
     * @param n all pairs
     */
    public static PairedResult mcNemar(int gained, int lost, int n) {
        if (gained < 0 || lost < 0 || gained > n - lost) {
            throw new IllegalArgumentException(gained + " gained, " + lost + " lost of " + n);
        }
        if (n == 0) {
            return new PairedResult(0, -1, 1, 1, 0);
        }
        double p =
                Math.min(1, 2 * Distributions.fairBinomial(Math.min(gained, lost), gained + lost));
        double up = (gained + 1.0) / (n + 2.0);
        double down = (lost + 1.0) / (n + 2.0);
        double centre = up - down;
        double half =
                Distributions.NORMAL_975 * Math.sqrt((up + down - centre * centre) / (n + 2.0));
        return new PairedResult(
                (double) (gained - lost) / n,
                Math.max(-1, centre - half),
                Math.min(1, centre + half),
                p,
                n);
    }

    /** Student's paired t test of a difference of means; tied when fewer than two pairs. */
    public static PairedResult meanDifference(double[] baseline, double[] candidate) {
        double[] differences = differences(baseline, candidate);
        Estimate mean = Intervals.mean(differences);
        int n = differences.length;
        double p = 1;
        if (n >= 2) {
            double error = Intervals.standardDeviation(differences) / Math.sqrt(n);
            if (error > 0) {
                p = Distributions.studentTwoSided(mean.value() / error, n - 1.0);
            } else {
                p = mean.value() == 0 ? 1 : 0;
            }
        }
        return new PairedResult(mean.value(), mean.low(), mean.high(), p, n);
    }

    /**
     * The paired bootstrap of Σ candidate / Σ weights − Σ baseline / Σ weights, e.g. of two models'
     * losses a byte over texts of unequal length. The p-value is twice the smaller share of
     * resamples on either side of zero, with one added to both counts; tied when fewer than two
     * pairs.
     */
    public static PairedResult bootstrapDifference(
            double[] baseline, double[] candidate, double[] weights, long seed) {
        double[] differences = differences(baseline, candidate);
        requireSameLength(differences.length, weights.length);
        int n = differences.length;
        Estimate mean = Intervals.bootstrapRatio(differences, weights, seed);
        if (n < 2) {
            return new PairedResult(mean.value(), mean.low(), mean.high(), 1, n);
        }
        int atMostZero = 0;
        int atLeastZero = 0;
        for (double ratio : Intervals.resampleRatios(differences, weights, seed)) {
            if (ratio <= 0) {
                atMostZero++;
            }
            if (ratio >= 0) {
                atLeastZero++;
            }
        }
        double p =
                Math.min(
                        1,
                        2.0 * (Math.min(atMostZero, atLeastZero) + 1) / (Intervals.RESAMPLES + 1));
        return new PairedResult(mean.value(), mean.low(), mean.high(), p, n);
    }

    private static double[] differences(double[] baseline, double[] candidate) {
        requireSameLength(baseline.length, candidate.length);
        double[] differences = new double[baseline.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = candidate[i] - baseline[i];
        }
        return differences;
    }

    private static void requireSameLength(int left, int right) {
        if (left != right) {
            throw new IllegalArgumentException("a pair needs both: " + left + " and " + right);
        }
    }
}
