package dev.sundog.kernels.vector;

/** Sizes of arrays, checked. */
final class Arrays32 {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private Arrays32() {}

    /**
     * {@code count * each} as the length of an array.
     *
     * @throws IllegalArgumentException if no array is that long
     */
    static int length(int count, long each) {
        long length = Math.multiplyExact(count, each);
        if (length > LARGEST) {
            throw new IllegalArgumentException(
                    "a matrix takes "
                            + length
                            + " array elements, at most "
                            + LARGEST
                            + " are possible; quantise the model to a narrower type");
        }
        return (int) length;
    }
}
