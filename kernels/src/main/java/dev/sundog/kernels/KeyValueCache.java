package dev.sundog.kernels;

/**
 * Keys and values of one layer, in the layout of the backend that made it. Grows as positions are
 * put. Not thread-safe; a copy is independent of its original.
 */
public interface KeyValueCache {
    /**
     * Stores one position.
     *
     * @param position overwrites what was there; at most one beyond what was stored before
     * @param keys rotated keys {@code [keyValueHeadCount, headSize]} at {@code keyOffset}
     * @param values values of the same shape at {@code valueOffset}
     */
    void put(int position, float[] keys, int keyOffset, float[] values, int valueOffset);

    /** The first {@code length} positions as a cache of their own. */
    KeyValueCache copy(int length);

    /** Bytes held in memory, shared ones included. */
    long byteSize();
}
