package dev.sundog.training.torch;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions of vectors whose bits are the same interpreted and compiled. The vector library's own
 * {@code EXP} and {@code reduceLanes(ADD)} are not: a run that is resumed would differ in its first
 * steps, before the compiler has seen them. Stateless.
 */
public final class VectorMath {
    private static final float LOG2_E = 1.442695041f;
    private static final float LN2_HIGH = 0.693145751953125f;
    private static final float LN2_LOW = 1.428606765330187e-6f;

    /** Adding it rounds to a whole number, which then is the low bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
    private static final int EXPONENT_BIAS = 127;
    private static final int MANTISSA_BITS = 23;

    /** Below, results are too small to matter and would lead into denormal numbers. */
    private static final float SMALLEST = -70;

    private static final float LARGEST = 80;

    private VectorMath() {}

    /**
     * {@code e^x} within 2 units in the last place for x in −70 … 80; beyond, the value at the
     * border. NaN stays NaN.
     *
     * <p>Source: range reduction of Cody and Waite, Software Manual for the Elementary Functions
     * (1980), chapter 6; then the Taylor series to the seventh power.
     */
    public static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(SMALLEST).min(LARGEST);
        FloatVector shifted = clamped.mul(LOG2_E).add(ROUNDER);
        FloatVector whole = shifted.sub(ROUNDER);
        FloatVector rest = fma(whole, -LN2_LOW, fma(whole, -LN2_HIGH, clamped));
        FloatVector series = rest.mul(1 / 5040f).add(1 / 720f);
        series = series.fma(rest, rest.broadcast(1 / 120f));
        series = series.fma(rest, rest.broadcast(1 / 24f));
        series = series.fma(rest, rest.broadcast(1 / 6f));
        series = series.fma(rest, rest.broadcast(0.5f));
        series = series.fma(rest, rest.broadcast(1));
        series = series.fma(rest, rest.broadcast(1));
        FloatVector power =
                shifted.reinterpretAsInts()
                        .add(EXPONENT_BIAS - ROUNDER_BITS)
                        .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                        .reinterpretAsFloats();
        return series.mul(power);
    }

    private static FloatVector fma(FloatVector a, float factor, FloatVector b) {
        return a.fma(a.broadcast(factor), b);
    }

    /** Sum of the lanes in a fixed order. */
    public static float sum(FloatVector vector) {
        if (vector.length() == 8) {
            float even = (vector.lane(0) + vector.lane(4)) + (vector.lane(2) + vector.lane(6));
            float odd = (vector.lane(1) + vector.lane(5)) + (vector.lane(3) + vector.lane(7));
            return even + odd;
        }
        float sum = 0;
        for (float lane : vector.toArray()) {
            sum += lane;
        }
        return sum;
    }
}
