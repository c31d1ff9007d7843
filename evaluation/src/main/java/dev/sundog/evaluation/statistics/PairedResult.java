package dev.sundog.evaluation.statistics;

/**
 * The outcome of a paired test of a candidate against a baseline on the same units.
 *
 * @param difference candidate minus baseline
 * @param low lower bound of its 95 % interval, infinite if unknown
 * @param high upper bound
 * @param pValue two-sided
 * @param n pairs
 */
public record PairedResult(double difference, double low, double high, double pValue, int n) {
    public PairedResult {
        if (!(pValue >= 0 && pValue <= 1)) {
            throw new IllegalArgumentException("a p-value of " + pValue);
        }
        if (!(low <= high)) {
            throw new IllegalArgumentException("no interval from " + low + " to " + high);
        }
    }

    /** What this says at the 5 % level. */
    public Verdict verdict(boolean higherIsBetter) {
        return Verdict.of(difference, pValue, higherIsBetter);
    }
}
