package dev.sundog.evaluation.statistics;

/**
 * A measured number with its 95 % interval.
 *
 * @param value the point estimate
 * @param low lower bound, infinite if unknown
 * @param high upper bound, infinite if unknown
 * @param n how many independent units (items, texts, sequences) it rests on
 */
public record Estimate(double value, double low, double high, int n) {
    public Estimate {
        if (n < 0) {
            throw new IllegalArgumentException("an estimate of " + n + " units");
        }
        if (!(low <= high)) {
            throw new IllegalArgumentException("no interval from " + low + " to " + high);
        }
    }

    /** Joins a value with its interval. */
    public static Estimate of(double value, Interval interval, int n) {
        return new Estimate(value, interval.low(), interval.high(), n);
    }

    /** The interval alone. */
    public Interval interval() {
        return new Interval(low, high);
    }
}
