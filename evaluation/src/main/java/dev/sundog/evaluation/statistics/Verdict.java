package dev.sundog.evaluation.statistics;

/** What a paired test says of a candidate beside its baseline, at the 5 % level. */
public enum Verdict {
    BETTER,
    WORSE,
    TIED;

    /** The level of every test. */
    public static final double LEVEL = 0.05;

    /**
     * @param difference candidate minus baseline
     * @param pValue two-sided
     * @param higherIsBetter whether a positive difference is good
     */
    public static Verdict of(double difference, double pValue, boolean higherIsBetter) {
        if (!(pValue < LEVEL) || difference == 0) {
            return TIED;
        }
        return difference > 0 == higherIsBetter ? BETTER : WORSE;
    }
}
