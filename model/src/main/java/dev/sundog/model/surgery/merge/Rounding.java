package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;

/** Floats as a narrower type would hold them, to nearest even. */
final class Rounding {
    private Rounding() {}

    /** {@code value} as {@code type} (F32, F16 or BF16) holds it. */
    static float to(ElementType type, float value) {
        if (!type.isFloat()) {
            throw new IllegalArgumentException(type + " is no float type");
        }
        if (type == ElementType.F32) {
            return value;
        }
        return type == ElementType.BF16
                ? bfloat16(value)
                : Float.float16ToFloat(Float.floatToFloat16(value));
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
