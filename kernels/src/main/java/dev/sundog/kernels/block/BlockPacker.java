package dev.sundog.kernels.block;

/** Floats to blocks of one type, on the heap. Thread-safe. */
interface BlockPacker {
    /** Encodes blocks; bytes are written from 0 on. */
    void pack(float[] source, int offset, int blockCount, byte[] bytes, BlockArithmetic arithmetic);

    /**
     * Encodes a row whose columns matter differently; bytes are written from 0 on.
     *
     * @param importance how much each column matters; its length is that of the row
     */
    void pack(
            float[] source,
            int offset,
            float[] importance,
            byte[] bytes,
            BlockArithmetic arithmetic);
}
