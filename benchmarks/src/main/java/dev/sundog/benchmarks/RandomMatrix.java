package dev.sundog.benchmarks;

import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.kernels.block.ElementType;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** A matrix of random numbers in memory, stored as {@code type}. */
record RandomMatrix(ElementType type, int rows, int columns, MemorySegment bytes)
        implements MatrixSource {

    static RandomMatrix of(ElementType type, int rows, int columns) {
        float[] values = floats(rows * columns, 1);
        byte[] bytes = new byte[Math.toIntExact(type.byteSize(values.length))];
        MemorySegment segment = MemorySegment.ofArray(bytes);
        BlockCodec.of(type).encode(values, 0, values.length, segment, 0);
        return new RandomMatrix(type, rows, columns, segment);
    }

    static float[] floats(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    @Override
    public MemorySegment row(int row) {
        long size = type.byteSize(columns);
        return bytes.asSlice(row * size, size);
    }

    @Override
    public void readRows(int first, int count, float[] target, int offset) {
        for (int r = 0; r < count; r++) {
            BlockCodec.of(type).decode(row(first + r), 0, target, offset + r * columns, columns);
        }
    }
}
