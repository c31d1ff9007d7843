package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;

/** Floats as a narrower type would hold them, to nearest even. */
final class Rounding {
    private Rounding() {}

    /** {@code value} as {@code type} (F32, F16 or BF16) holds it. */
    static float to(ElementType type, float value) {
        return switch (type) {
            case F32 -> value;
            case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
            case BF16 -> bfloat16(value);
            case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q6_K ->
                    throw new IllegalArgumentException(type + " is no float type");
        };
    }

    private static float bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return Float.isFinite(value)
                ? Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF_0000)
                : value;
    }

    /** The first {@code count} of {@code values}, in place. */
    static void to(ElementType type, float[] values, int count) {
        if (type != ElementType.F32) {
            for (int i = 0; i < count; i++) {
                values[i] = to(type, values[i]);
            }
        }
    }
}
