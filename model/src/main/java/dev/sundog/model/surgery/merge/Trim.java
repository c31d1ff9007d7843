package dev.sundog.model.surgery.merge;

/**
 * The largest elements of a task vector, by magnitude; of equal ones the first. Found without
 * holding the vector: two histograms of the bits of |x|, whose order is that of the values.
 *
 * <p>Source: Yadav et al., TIES-Merging (arXiv 2306.01708), section 4, trim.
 *
 * @param threshold bits of the smallest magnitude that is kept
 * @param last index of the last element of exactly that magnitude that is kept
 */
record Trim(int threshold, long last) {
    static final Trim ALL = new Trim(0, Long.MAX_VALUE);
    static final Trim NONE = new Trim(Integer.MAX_VALUE, -1);

    private static final int LOW_BITS = 15;
    private static final int MAGNITUDE = 0x7FFF_FFFF;

    /** A vector that can be gone through several times, always in the same order. */
    @FunctionalInterface
    interface Vector {
        /** Shows every element to {@code visitor}. */
        void forEach(Visitor visitor);
    }

    /** Sees one element after the other. */
    @FunctionalInterface
    interface Visitor {
        /** Called with index and value. */
        void element(long index, float value);
    }

    /**
     * Keeps the share {@code density} of {@code count} elements, at least one if it is positive.
     */
    static Trim of(Vector vector, long count, double density) {
        if (density >= 1) {
            return ALL;
        }
        if (density <= 0 || count == 0) {
            return NONE;
        }
        long kept = Math.max(1, (long) (density * count));
        long[] high = new long[1 << 16];
        vector.forEach((index, value) -> high[bits(value) >>> LOW_BITS]++);
        int bucket = high.length - 1;
        for (; kept > high[bucket]; bucket--) {
            kept -= high[bucket];
        }
        long[] low = new long[1 << LOW_BITS];
        int chosen = bucket;
        vector.forEach(
                (index, value) -> {
                    if (bits(value) >>> LOW_BITS == chosen) {
                        low[bits(value) & low.length - 1]++;
                    }
                });
        int rest = low.length - 1;
        for (; kept > low[rest]; rest--) {
            kept -= low[rest];
        }
        int threshold = chosen << LOW_BITS | rest;
        return kept == low[rest]
                ? new Trim(threshold, Long.MAX_VALUE)
                : new Trim(threshold, indexOf(vector, threshold, kept));
    }

    /** Index of the {@code number}-th element of that magnitude. */
    private static long indexOf(Vector vector, int threshold, long number) {
        long[] state = {number, -1};
        vector.forEach(
                (index, value) -> {
                    if (bits(value) == threshold && --state[0] == 0) {
                        state[1] = index;
                    }
                });
        return state[1];
    }

    boolean keeps(long index, float value) {
        int bits = bits(value);
        return bits > threshold || bits == threshold && index <= last;
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value) & MAGNITUDE;
    }
}
