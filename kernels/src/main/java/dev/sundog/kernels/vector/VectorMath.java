package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Element-wise functions and reductions over ranges of any length. */
final class VectorMath {
    /** Adding it rounds a small float to the nearest integer, which is then in the low bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final float LOG2_E = (float) (1 / Math.log(2));

    /** The upper bits of log 2 (its product with an exponent is exact) and the rest. */
    private static final float LOG_2_HIGH = 0x1.62p-1f;

    private static final float LOG_2_LOW = (float) (Math.log(2) - 0x1.62p-1);
    private static final float LOWEST = -87;
    private static final float HIGHEST = 88;

    private VectorMath() {}

    /**
     * exp within 2 units in the last place; arguments are clamped to [-87, 88]. {@code x = n log 2
     * + r}; exp(r) is its Taylor polynomial of degree 7, which errs by 5e-9 at |r| = log(2) / 2.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(LOWEST).min(HIGHEST);
        FloatVector rounded =
                clamped.fma(
                        FloatVector.broadcast(FLOATS, LOG2_E),
                        FloatVector.broadcast(FLOATS, ROUNDER));
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LOG_2_HIGH), clamped);
        r = n.fma(FloatVector.broadcast(FLOATS, -LOG_2_LOW), r);
        FloatVector p = FloatVector.broadcast(FLOATS, 1f / 5040);
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 720));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 120));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 24));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 6));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 0.5f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1));
        IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    static float max(float[] x, int offset, int length) {
        FloatVector highest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= length - COUNT; i += COUNT) {
            highest = highest.max(FloatVector.fromArray(FLOATS, x, offset + i));
        }
        float max = highest.reduceLanes(VectorOperators.MAX);
        for (; i < length; i++) {
            max = Math.max(max, x[offset + i]);
        }
        return max;
    }

    /** {@code x = exp(x - shift)} in place; returns the sum. */
    static float exponentials(float[] x, int offset, int length, float shift) {
        FloatVector sum = Lanes.zero();
        int i = 0;
        for (; i <= length - COUNT; i += COUNT) {
            FloatVector e = exp(FloatVector.fromArray(FLOATS, x, offset + i).sub(shift));
            e.intoArray(x, offset + i);
            sum = sum.add(e);
        }
        if (i < length) {
            VectorMask<Float> rest = FLOATS.indexInRange(i, length);
            FloatVector e = exp(FloatVector.fromArray(FLOATS, x, offset + i, rest).sub(shift));
            e.intoArray(x, offset + i, rest);
            sum = sum.add(e, rest);
        }
        return Lanes.sum(sum);
    }

    /** {@code sum(exp(x - shift))}, summed in double over stretches. */
    static double sumOfExponentials(float[] x, int offset, int length, float shift) {
        double total = 0;
        int i = 0;
        while (i <= length - COUNT) {
            FloatVector sum = Lanes.zero();
            int end = Math.min(length, i + 64 * COUNT);
            for (; i <= end - COUNT; i += COUNT) {
                sum = sum.add(exp(FloatVector.fromArray(FLOATS, x, offset + i).sub(shift)));
            }
            total += Lanes.sum(sum);
        }
        for (; i < length; i++) {
            total += Math.exp(x[offset + i] - shift);
        }
        return total;
    }

    static double sumOfSquares(float[] x, int offset, int length) {
        FloatVector even = Lanes.zero();
        FloatVector odd = Lanes.zero();
        int i = 0;
        for (; i <= length - 2 * COUNT; i += 2 * COUNT) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, offset + i);
            FloatVector b = FloatVector.fromArray(FLOATS, x, offset + i + COUNT);
            even = a.fma(a, even);
            odd = b.fma(b, odd);
        }
        double sum = Lanes.sum(even.add(odd));
        for (; i < length; i++) {
            sum += (double) x[offset + i] * x[offset + i];
        }
        return sum;
    }

    static double sum(float[] x, int offset, int length) {
        FloatVector total = Lanes.zero();
        int i = 0;
        for (; i <= length - COUNT; i += COUNT) {
            total = total.add(FloatVector.fromArray(FLOATS, x, offset + i));
        }
        double sum = Lanes.sum(total);
        for (; i < length; i++) {
            sum += x[offset + i];
        }
        return sum;
    }

    /**
     * {@code x = cap * tanh(x / cap)} in place, by {@code tanh(y) = (exp(2y) - 1) / (exp(2y) + 1)}.
     */
    static void softCap(float[] x, int offset, int length, float cap) {
        int i = 0;
        for (; i <= length - COUNT; i += COUNT) {
            FloatVector e = exp(FloatVector.fromArray(FLOATS, x, offset + i).mul(2 / cap));
            FloatVector tanh = e.sub(1).div(e.add(1));
            tanh.mul(cap).intoArray(x, offset + i);
        }
        for (; i < length; i++) {
            x[offset + i] = (float) (cap * Math.tanh(x[offset + i] / (double) cap));
        }
    }

    static void scale(float[] x, int offset, int length, float factor) {
        int i = 0;
        for (; i <= length - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, x, offset + i).mul(factor).intoArray(x, offset + i);
        }
        for (; i < length; i++) {
            x[offset + i] *= factor;
        }
    }
}
