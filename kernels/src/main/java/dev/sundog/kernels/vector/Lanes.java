package dev.sundog.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The preferred species of this machine and the conversions that the panels share. */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

    /** Lanes of a vector of floats. */
    static final int COUNT = FLOATS.length();

    /** Rows of a panel. */
    static final int PANEL_ROWS = 2 * COUNT;

    private static final int F16_EXPONENT = 0x7c00;
    private static final float TWO_TO_112 = 0x1p112f;

    /** What sums begin with, see {@link #zero()}. */
    static final float[] ZEROS = new float[PANEL_ROWS];

    private Lanes() {}

    /**
     * Zeros to begin a sum with, loaded from memory: where a loop's sum begins with a constant
     * vector, C2 may keep it on the heap, at a third to a thirtieth of the speed.
     */
    static FloatVector zero() {
        return FloatVector.fromArray(FLOATS, ZEROS, 0);
    }

    /**
     * Sum of the lanes, in a fixed order: {@code reduceLanes} leaves the order open, and what is
     * interpreted adds otherwise than what is compiled, so that results would depend on when C2
     * comes.
     */
    static float sum(FloatVector v) {
        if (COUNT == 8) {
            return ((v.lane(0) + v.lane(4)) + (v.lane(2) + v.lane(6)))
                    + ((v.lane(1) + v.lane(5)) + (v.lane(3) + v.lane(7)));
        }
        float sum = 0;
        for (float lane : v.toArray()) {
            sum += lane;
        }
        return sum;
    }

    /** Panels that hold {@code rows} rows. */
    static int panels(int rows) {
        return Math.ceilDiv(rows, PANEL_ROWS);
    }

    /** Signed integers as floats. */
    static FloatVector toFloats(IntVector integers) {
        return (FloatVector) integers.convert(VectorOperators.I2F, 0);
    }

    /** The BF16 numbers in the low halves. */
    static FloatVector lowBf16(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    /** The BF16 numbers in the high halves. */
    static FloatVector highBf16(IntVector pairs) {
        return pairs.and(0xffff0000).reinterpretAsFloats();
    }

    /** The F16 numbers in the low halves; finite ones only. */
    static FloatVector lowF16(IntVector pairs) {
        return highF16(pairs.lanewise(VectorOperators.LSHL, 16));
    }

    /**
     * The F16 numbers in the high halves; finite ones only. Exponent and fraction move to their
     * places in a float; multiplying by 2^112 corrects the bias, subnormal numbers included.
     */
    static FloatVector highF16(IntVector pairs) {
        return pairs.lanewise(VectorOperators.ASHR, 3)
                .and(0x8fffe000)
                .reinterpretAsFloats()
                .mul(TWO_TO_112);
    }

    /** Whether an F16 number is neither infinite nor NaN. */
    static boolean isFiniteF16(short bits) {
        return (bits & F16_EXPONENT) != F16_EXPONENT;
    }
}
