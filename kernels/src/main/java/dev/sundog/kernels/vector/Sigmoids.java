package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Activations that are their argument times a sigmoid of it, in place over ranges. */
final class Sigmoids {
    private static final float TWICE_ROOT_2_BY_PI = (float) (2 * Math.sqrt(2 / Math.PI));
    private static final float ROOT_HALF = (float) Math.sqrt(0.5);

    private Sigmoids() {}

    /** A function of one vector. */
    private interface Function {
        FloatVector apply(FloatVector x);
    }

    static void silu(float[] x, int offset, int length) {
        forEach(x, offset, length, v -> v.div(VectorMath.exp(v.neg()).add(1)));
    }

    static void geluTanh(float[] x, int offset, int length) {
        forEach(x, offset, length, Sigmoids::geluTanh);
    }

    private static FloatVector geluTanh(FloatVector x) {
        FloatVector inner = x.mul(x).mul(0.044715f).add(1).mul(x).mul(-TWICE_ROOT_2_BY_PI);
        return x.div(VectorMath.exp(inner).add(1));
    }

    static void gelu(float[] x, int offset, int length) {
        forEach(x, offset, length, Sigmoids::gelu);
    }

    /**
     * {@code x Phi(x)}, where {@code Phi(x) = erfc(|x| / sqrt 2) / 2} for a negative x, 1 minus
     * that for a positive one. Source: Abramowitz and Stegun, 7.1.26, within 1.5e-7.
     */
    private static FloatVector gelu(FloatVector x) {
        FloatVector z = x.abs().mul(ROOT_HALF);
        FloatVector t = FloatVector.broadcast(FLOATS, 1).div(z.mul(0.3275911f).add(1));
        FloatVector p = t.mul(1.061405429f).add(-1.453152027f);
        p = p.mul(t).add(1.421413741f);
        p = p.mul(t).add(-0.284496736f);
        p = p.mul(t).add(0.254829592f).mul(t);
        FloatVector tail = p.mul(VectorMath.exp(z.mul(z).neg())).mul(0.5f);
        VectorMask<Float> positive = x.compare(VectorOperators.GT, 0);
        return x.mul(tail.blend(tail.neg().add(1), positive));
    }

    private static void forEach(float[] x, int offset, int length, Function function) {
        int i = 0;
        for (; i <= length - COUNT; i += COUNT) {
            function.apply(FloatVector.fromArray(FLOATS, x, offset + i)).intoArray(x, offset + i);
        }
        if (i < length) {
            VectorMask<Float> rest = FLOATS.indexInRange(i, length);
            function.apply(FloatVector.fromArray(FLOATS, x, offset + i, rest))
                    .intoArray(x, offset + i, rest);
        }
    }
}
