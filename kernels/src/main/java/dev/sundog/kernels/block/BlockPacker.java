package dev.sundog.kernels.block;

/** Floats to blocks of one type, on the heap. Thread-safe. */
interface BlockPacker {
    /** Encodes blocks; bytes are written from 0 on. */
    void pack(float[] source, int offset, int blockCount, byte[] bytes);

    /**
     * Encodes blocks of a row whose elements matter differently.
     *
     * @param importance how much, one a column of the row
     * @param column of the first element
     * @param meanSquare of the whole row
     */
    void pack(
            float[] source,
            int offset,
            int blockCount,
            float[] importance,
            int column,
            float meanSquare,
            byte[] bytes,
            int byteOffset);
}
