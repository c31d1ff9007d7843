package dev.sundog.training.torch;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
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

    private static final float SMALLEST = -87.0f;
    private static final float LARGEST = 88.0f;

    private VectorMath() {}

    /**
     * {@code e^x} within 2 units in the last place for x in −87 … 88; 0 below, {@code e^88} above.
     * NaN stays NaN.
     *
     * <p>Source: range reduction of Cody and Waite, Software Manual for the Elementary Functions
     * (1980), chapter 6; then the Taylor series to the seventh power.
     */
    public static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(SMALLEST).min(LARGEST);
        FloatVector shifted = clamped.mul(LOG2_E).add(ROUNDER);
        FloatVector whole = shifted.sub(ROUNDER);
        FloatVector rest = clamped.sub(whole.mul(LN2_HIGH)).sub(whole.mul(LN2_LOW));
        FloatVector series =
                rest.mul(1 / 5040f)
                        .add(1 / 720f)
                        .mul(rest)
                        .add(1 / 120f)
                        .mul(rest)
                        .add(1 / 24f)
                        .mul(rest)
                        .add(1 / 6f)
                        .mul(rest)
                        .add(0.5f)
                        .mul(rest)
                        .add(1f)
                        .mul(rest)
                        .add(1f);
        FloatVector power =
                shifted.reinterpretAsInts()
                        .sub(Float.floatToRawIntBits(ROUNDER))
                        .add(127)
                        .lanewise(VectorOperators.LSHL, 23)
                        .reinterpretAsFloats();
        VectorMask<Float> under = x.compare(VectorOperators.LT, SMALLEST);
        return series.mul(power).blend(0f, under);
    }

    /** Sum of the lanes, first to last. */
    public static float sum(FloatVector vector) {
        float sum = 0;
        for (float lane : vector.toArray()) {
            sum += lane;
        }
        return sum;
    }
}
