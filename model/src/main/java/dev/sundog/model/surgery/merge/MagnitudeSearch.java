package dev.sundog.model.surgery.merge;

/**
 * Finds an element by its place in the order of magnitudes without holding the vector: two
 * histograms of the bits of |x|, whose order is that of the values.
 */
final class MagnitudeSearch {
    private static final int LOW_BITS = 15;
    private static final int MAGNITUDE = 0x7FFF_FFFF;

    private MagnitudeSearch() {}

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
     * A magnitude.
     *
     * @param bits of it
     * @param smaller how many elements are smaller
     * @param equal how many are equal
     */
    record Magnitude(int bits, long smaller, long equal) {}

    /** The magnitude that stands at {@code rank}, 0 being the smallest. */
    static Magnitude at(Vector vector, long rank) {
        long[] high = new long[1 << 16];
        vector.forEach((index, value) -> high[bits(value) >>> LOW_BITS]++);
        long smaller = 0;
        int bucket = 0;
        for (; smaller + high[bucket] <= rank; bucket++) {
            smaller += high[bucket];
        }
        long[] low = new long[1 << LOW_BITS];
        int chosen = bucket;
        vector.forEach(
                (index, value) -> {
                    if (bits(value) >>> LOW_BITS == chosen) {
                        low[bits(value) & low.length - 1]++;
                    }
                });
        int rest = 0;
        for (; smaller + low[rest] <= rank; rest++) {
            smaller += low[rest];
        }
        return new Magnitude(chosen << LOW_BITS | rest, smaller, low[rest]);
    }

    /** Index of the {@code number}-th element (from 1) of exactly that magnitude. */
    static long indexOf(Vector vector, int magnitude, long number) {
        long[] state = {number, -1};
        vector.forEach(
                (index, value) -> {
                    if (bits(value) == magnitude && --state[0] == 0) {
                        state[1] = index;
                    }
                });
        return state[1];
    }

    /** The bits of |value|. */
    static int bits(float value) {
        return Float.floatToRawIntBits(value) & MAGNITUDE;
    }
}
