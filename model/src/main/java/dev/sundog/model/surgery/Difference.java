package dev.sundog.model.surgery;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;

import java.util.stream.IntStream;

/**
 * Sums over the elements of two sets of weights a and b.
 *
 * @param squareOfA Σ a²
 * @param squareOfB Σ b²
 * @param product Σ a·b
 * @param squareOfDifference Σ (b−a)²
 */
record Difference(double squareOfA, double squareOfB, double product, double squareOfDifference) {
    static final Difference NONE = new Difference(0, 0, 0, 0);

    private static final int CHUNK_ELEMENTS = 1 << 18;

    Difference plus(Difference other) {
        return new Difference(
                squareOfA + other.squareOfA,
                squareOfB + other.squareOfB,
                product + other.product,
                squareOfDifference + other.squareOfDifference);
    }

    /** ‖b−a‖ / ‖a‖; where a is zero, 0 if b is too and else 1. */
    double relative() {
        if (squareOfA == 0) {
            return squareOfDifference == 0 ? 0 : 1;
        }
        return Math.sqrt(squareOfDifference / squareOfA);
    }

    /** Cosine of the angle between a and b; 1 if both are zero, 0 if one is. */
    double cosine() {
        if (squareOfA == 0 || squareOfB == 0) {
            return squareOfA == squareOfB ? 1 : 0;
        }
        return Math.clamp(product / Math.sqrt(squareOfA * squareOfB), -1, 1);
    }

    /**
     * Compares two tensors of the same shape, chunks of rows at a time and several at once; the sum
     * is the same whatever the number of threads.
     */
    static Difference between(Checkpoint a, TensorInfo tensorA, Checkpoint b, TensorInfo tensorB) {
        int length = tensorA.rowLength();
        int rowsPerChunk = Math.max(1, CHUNK_ELEMENTS / length);
        long rows = tensorA.rowCount();
        int chunks = Math.toIntExact((rows + rowsPerChunk - 1) / rowsPerChunk);
        return IntStream.range(0, chunks)
                .parallel()
                .mapToObj(
                        chunk -> {
                            long first = (long) chunk * rowsPerChunk;
                            int count = (int) Math.min(rowsPerChunk, rows - first);
                            float[] valuesA = new float[count * length];
                            float[] valuesB = new float[count * length];
                            a.readRows(tensorA, first, count, valuesA, 0);
                            b.readRows(tensorB, first, count, valuesB, 0);
                            return between(valuesA, valuesB);
                        })
                .toList()
                .stream()
                .reduce(NONE, Difference::plus);
    }

    private static Difference between(float[] a, float[] b) {
        double squareOfA = 0;
        double squareOfB = 0;
        double product = 0;
        double squareOfDifference = 0;
        for (int i = 0; i < a.length; i++) {
            double left = a[i];
            double right = b[i];
            squareOfA += left * left;
            squareOfB += right * right;
            product += left * right;
            squareOfDifference += (right - left) * (right - left);
        }
        return new Difference(squareOfA, squareOfB, product, squareOfDifference);
    }
}
