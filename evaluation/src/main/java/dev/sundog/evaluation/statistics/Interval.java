package dev.sundog.evaluation.statistics;

/**
 * A 95 % confidence interval. {@link #UNKNOWN} says that the data cannot give one (a mean of one
 * value); its bounds are infinite.
 *
 * @param low lower bound
 * @param high upper bound, at least {@code low}
 */
public record Interval(double low, double high) {
    /** No interval can be given. */
    public static final Interval UNKNOWN =
            new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("no interval from " + low + " to " + high);
        }
    }

    /** Whether both bounds are finite. */
    public boolean isKnown() {
        return Double.isFinite(low) && Double.isFinite(high);
    }

    /** Whether {@code value} lies inside, bounds included. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
