package dev.sundog.kernels;

import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.kernels.block.ElementType;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** A matrix of random blocks in memory. */
record StoredMatrix(ElementType type, int rows, int columns, byte[] bytes) implements MatrixSource {

    /** Random numbers, encoded; types that cannot be encoded get random blocks of small scale. */
    static StoredMatrix random(ElementType type, int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[Math.toIntExact(type.byteSize((long) rows * columns))];
        if (BlockCodec.canEncode(type)) {
            float[] values = new float[rows * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-1, 1);
            }
            BlockCodec.of(type).encode(values, 0, values.length, MemorySegment.ofArray(bytes), 0);
        } else {
            random.nextBytes(bytes);
            for (int block = 0; block < bytes.length; block += type.blockBytes()) {
                setScales(type, bytes, block);
            }
        }
        return new StoredMatrix(type, rows, columns, bytes);
    }

    /** Scales of about 2^-7; those of Q6_K are at its blocks' end, all others at their start. */
    private static void setScales(ElementType type, byte[] bytes, int block) {
        int at = type == ElementType.Q6_K ? block + type.blockBytes() - 2 : block;
        bytes[at + 1] = 0x20;
        if (type != ElementType.Q6_K) {
            bytes[at + 3] = 0x20;
        }
    }

    @Override
    public MemorySegment row(int row) {
        long size = type.byteSize(columns);
        return MemorySegment.ofArray(bytes).asSlice(row * size, size).asReadOnly();
    }

    @Override
    public void readRows(int first, int count, float[] target, int offset) {
        for (int r = 0; r < count; r++) {
            BlockCodec.of(type).decode(row(first + r), 0, target, offset + r * columns, columns);
        }
    }
}
