package dev.sundog.kernels.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Types that are stored one by one and only read: eight-bit floats, double precision, integers.
 * Numbers that no float equals (F64, I32, I64) are rounded to the nearest, ties to even.
 *
 * <p>Source: Micikevicius et al., arXiv 2209.05433, table 1 (eight-bit floats).
 */
enum NumberCodec implements BlockCodec {
    F64(ElementType.F64),
    F8_E4M3(ElementType.F8_E4M3),
    F8_E5M2(ElementType.F8_E5M2),
    I8(ElementType.I8),
    I16(ElementType.I16),
    I32(ElementType.I32),
    I64(ElementType.I64);

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final float[] E4M3 = table(NumberCodec::fromE4M3);
    private static final float[] E5M2 =
            table(code -> Float.float16ToFloat((short) (code << Byte.SIZE)));

    private final ElementType type;

    NumberCodec(ElementType type) {
        this.type = type;
    }

    @FunctionalInterface
    private interface Decoder {
        float decode(int code);
    }

    private static float[] table(Decoder decoder) {
        float[] values = new float[256];
        for (int code = 0; code < values.length; code++) {
            values[code] = decoder.decode(code);
        }
        return values;
    }

    /** Sign, four bits of exponent with bias 7, three of mantissa; all ones is no number. */
    private static float fromE4M3(int code) {
        int exponent = code >> 3 & 15;
        int mantissa = code & 7;
        float sign = code < 128 ? 1 : -1;
        if (exponent == 15 && mantissa == 7) {
            return Float.NaN;
        }
        return exponent == 0
                ? sign * mantissa * 0x1p-9f
                : sign * Math.scalb(8 + mantissa, exponent - 10);
    }

    @Override
    public ElementType type() {
        return type;
    }

    @Override
    public boolean canEncode() {
        return false;
    }

    @Override
    public void decode(
            MemorySegment source,
            long byteOffset,
            float[] target,
            int targetOffset,
            int elementCount) {
        Objects.checkFromIndexSize(targetOffset, elementCount, target.length);
        Objects.checkFromIndexSize(byteOffset, type.byteSize(elementCount), source.byteSize());
        for (int i = 0; i < elementCount; i++) {
            long at = byteOffset + (long) i * type.blockBytes();
            target[targetOffset + i] =
                    switch (this) {
                        case F64 -> (float) source.get(DOUBLE, at);
                        case F8_E4M3 -> E4M3[source.get(ValueLayout.JAVA_BYTE, at) & 0xff];
                        case F8_E5M2 -> E5M2[source.get(ValueLayout.JAVA_BYTE, at) & 0xff];
                        case I8 -> source.get(ValueLayout.JAVA_BYTE, at);
                        case I16 -> source.get(SHORT, at);
                        case I32 -> source.get(INT, at);
                        case I64 -> source.get(LONG, at);
                    };
        }
    }

    @Override
    public void encode(
            float[] source,
            int offset,
            int count,
            MemorySegment target,
            long byteOffset,
            BlockArithmetic arithmetic) {
        throw new IllegalStateException(type + " is only decoded");
    }
}
