package dev.sundog.benchmarks;

/** Compares what is timed with the oracle. */
final class ResultCheck {
    private ResultCheck() {}

    /** Fails unless all of {@code actual} are within {@code tolerance} of {@code expected}. */
    static void requireClose(float[] expected, float[] actual, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= tolerance)) {
                throw new IllegalStateException(
                        "result " + i + " is " + actual[i] + ", expected " + expected[i]);
            }
        }
    }
}
