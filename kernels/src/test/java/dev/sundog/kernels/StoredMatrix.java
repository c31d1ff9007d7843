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
            int size = type.blockBytes();
            for (int block = 0; block < bytes.length; block += size) {
                setScale(type, bytes, block, size);
            }
        }
        return new StoredMatrix(type, rows, columns, bytes);
    }

    /** Numbers of magnitude 1, blocks with scales of about 2^-7. */
    private static void setScale(ElementType type, byte[] bytes, int at, int size) {
        switch (type) {
            case MXFP4 -> bytes[at] = 120;
            case TQ1_0, TQ2_0 -> bytes[at + size - 1] = 0x20;
            case F64, F8_E4M3, F8_E5M2 -> bytes[at + size - 1] = 0x3c;
            default -> {}
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
