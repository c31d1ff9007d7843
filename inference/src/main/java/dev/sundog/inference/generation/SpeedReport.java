package dev.sundog.inference.generation;

import java.util.Arrays;

/**
 * What {@link SpeedTest} measured, in tokens a second.
 *
 * @param promptPerSecond prefill
 * @param predictedPerSecond decoding one by one
 * @param kernels name of the arithmetic
 * @param threads of one forward pass
 */
public record SpeedReport(
        Spread promptPerSecond, Spread predictedPerSecond, String kernels, int threads) {

    /** Smallest, middle and largest of some runs. */
    public record Spread(double min, double median, double max) {
        static Spread of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            double median =
                    sorted.length % 2 == 1
                            ? sorted[middle]
                            : (sorted[middle - 1] + sorted[middle]) / 2;
            return new Spread(sorted[0], median, sorted[sorted.length - 1]);
        }
    }
}
