package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;

import dev.sundog.kernels.block.BlockArithmetic;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Encoding of blocks on vectors; for vectors that divide a block of 32. */
final class VectorArithmetic implements BlockArithmetic {
    private static final VarHandle HALF =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final float ROUNDER = 0x1.8p23f;
    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
    private static final int SIZE = 32;

    /** The largest float below one half: added before cutting off, it rounds halves outwards. */
    private static final float ALMOST_HALF = Math.nextDown(0.5f);

    @Override
    public void fitAffine(
            float[] x,
            int at,
            int size,
            float[] weights,
            Trials trials,
            float[] scales,
            float[] minima) {
        new GroupFit().affine(x, at, weights, size, trials, scales, minima);
    }

    @Override
    public void fitSymmetric(
            float[] x, int at, int size, float[] weights, int limit, float[] scales) {
        new GroupFit().symmetric(x, at, weights, size, limit, scales);
    }

    @Override
    public void round(
            float[] x,
            int at,
            int count,
            float low,
            float step,
            int least,
            int most,
            int[] levels,
            int first) {
        for (int i = 0; i < count; i += COUNT) {
            FloatVector.fromArray(FLOATS, x, at + i)
                    .add(low)
                    .div(step)
                    .add(ROUNDER)
                    .reinterpretAsInts()
                    .sub(ROUNDER_BITS)
                    .max(least)
                    .min(most)
                    .intoArray(levels, first + i);
        }
    }

    @Override
    public void packQ40(float[] source, int offset, int blockCount, byte[] bytes) {
        int[] levels = new int[SIZE];
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = block * 18;
            float scale = extreme(source, in) / -8;
            HALF.set(bytes, at, Float.floatToFloat16(scale));
            cut(source, in, scale == 0 ? 0 : 1 / scale, 8.5f, 15, levels);
            putNibbles(levels, bytes, at + 2);
        }
    }

    @Override
    public void packQ50(float[] source, int offset, int blockCount, byte[] bytes) {
        int[] levels = new int[SIZE];
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = block * 22;
            float scale = extreme(source, in) / -16;
            HALF.set(bytes, at, Float.floatToFloat16(scale));
            cut(source, in, scale == 0 ? 0 : 1 / scale, 16.5f, 31, levels);
            int high = 0;
            for (int i = 0; i < SIZE; i++) {
                high |= levels[i] >> 4 << i;
            }
            WORD.set(bytes, at + 2, high);
            putNibbles(levels, bytes, at + 6);
        }
    }

    @Override
    public void packQ80(float[] source, int offset, int blockCount, byte[] bytes) {
        int[] levels = new int[SIZE];
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = block * 34;
            float scale = magnitude(source, in) / 127;
            HALF.set(bytes, at, Float.floatToFloat16(scale));
            roundOutwards(source, in, scale == 0 ? 0 : 1 / scale, levels);
            for (int i = 0; i < SIZE; i++) {
                bytes[at + 2 + i] = (byte) levels[i];
            }
        }
    }

    private static void putNibbles(int[] levels, byte[] bytes, int at) {
        for (int i = 0; i < SIZE / 2; i++) {
            bytes[at + i] = (byte) (levels[i] & 15 | (levels[i + SIZE / 2] & 15) << 4);
        }
    }

    private static float magnitude(float[] x, int at) {
        FloatVector most = FloatVector.fromArray(FLOATS, x, at).abs();
        for (int i = COUNT; i < SIZE; i += COUNT) {
            most = most.max(FloatVector.fromArray(FLOATS, x, at + i).abs());
        }
        return most.reduceLanes(VectorOperators.MAX);
    }

    /** The first number of largest magnitude. */
    private static float extreme(float[] x, int at) {
        float magnitude = magnitude(x, at);
        for (int i = 0; i < SIZE; i += COUNT) {
            FloatVector value = FloatVector.fromArray(FLOATS, x, at + i);
            VectorMask<Float> found = value.abs().compare(VectorOperators.EQ, magnitude);
            if (found.anyTrue()) {
                return x[at + i + found.firstTrue()];
            }
        }
        return 0;
    }

    private static void cut(float[] x, int at, float factor, float shift, int most, int[] levels) {
        for (int i = 0; i < SIZE; i += COUNT) {
            toIntegers(FloatVector.fromArray(FLOATS, x, at + i).mul(factor).add(shift))
                    .min(most)
                    .max(0)
                    .intoArray(levels, i);
        }
    }

    private static void roundOutwards(float[] x, int at, float factor, int[] levels) {
        FloatVector half = FloatVector.broadcast(FLOATS, ALMOST_HALF);
        for (int i = 0; i < SIZE; i += COUNT) {
            FloatVector value = FloatVector.fromArray(FLOATS, x, at + i).mul(factor);
            FloatVector outwards = half.blend(half.neg(), value.compare(VectorOperators.LT, 0));
            toIntegers(value.add(outwards)).min(127).max(-127).intoArray(levels, i);
        }
    }

    private static IntVector toIntegers(FloatVector values) {
        return (IntVector) values.convert(VectorOperators.F2I, 0);
    }
}
