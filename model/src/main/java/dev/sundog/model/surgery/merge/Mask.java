package dev.sundog.model.surgery.merge;

/** Which elements of a task vector stay. Thread-safe. */
sealed interface Mask permits Mask.Everything, Trim, Band, RandomMask, RankedMask {
    Mask ALL = new Everything();

    /**
     * Makes zero what does not stay.
     *
     * @param first index of the first of {@code deltas} in the vector, the start of a row
     * @param deltas part of the vector, whole rows
     * @param count how many elements
     */
    void apply(long first, float[] deltas, int count);

    /** All elements stay. */
    record Everything() implements Mask {
        @Override
        public void apply(long first, float[] deltas, int count) {}
    }
}
