package dev.sundog.kernels.vector;

/**
 * One row of activations.
 *
 * @param x the row itself
 * @param blockSums sums of {@code x} by block of {@link Panels#BLOCK}, which types with a minimum
 *     read; empty if not needed
 */
record Activations(float[] x, float[] blockSums) {
    private static final float[] NONE = {};

    /** Just the row. */
    static Activations plain(float[] x) {
        return new Activations(x, NONE);
    }

    /** With the sums of the first {@code columns} numbers. */
    static Activations withSums(float[] x, int columns) {
        float[] blockSums = new float[columns / Panels.BLOCK];
        for (int b = 0; b < blockSums.length; b++) {
            float sum = 0;
            for (int k = b * Panels.BLOCK; k < (b + 1) * Panels.BLOCK; k++) {
                sum += x[k];
            }
            blockSums[b] = sum;
        }
        return new Activations(x, blockSums);
    }
}
