package dev.sundog.kernels.block;

import java.lang.foreign.MemorySegment;

/**
 * Translates stored blocks of one {@link ElementType} to floats and back.
 *
 * <p>Decoding is exact: every stored number is a float (F64, I32 and I64 are rounded). Encoding
 * rounds as ggml's reference quantisers do, byte for byte. Whole rows at a time are what these
 * loops are made for. Immutable and thread-safe.
 *
 * <p>Source: the layouts are in the package documentation.
 */
public sealed interface BlockCodec permits FloatCodec, NumberCodec, ChunkedCodec {
    /** The type that is translated. */
    ElementType type();

    /** Whether {@link #encode} is possible; decoding always is. */
    boolean canEncode();

    /**
     * Decodes {@code elementCount} elements that start at {@code byteOffset} of {@code source} into
     * {@code target[targetOffset …]}.
     *
     * @throws IllegalArgumentException if {@code elementCount} is no whole number of blocks
     * @throws IndexOutOfBoundsException if source or target are too short
     */
    void decode(
            MemorySegment source,
            long byteOffset,
            float[] target,
            int targetOffset,
            int elementCount);

    /**
     * Encodes {@code source[offset … offset + count)} to {@code byteOffset} of {@code target}.
     *
     * @throws IllegalArgumentException if {@code count} is no whole number of blocks
     * @param arithmetic who does the inner loops
     * @throws IndexOutOfBoundsException if source or target are too short
     * @throws IllegalStateException if this type cannot be encoded, see {@link #canEncode}
     */
    void encode(
            float[] source,
            int offset,
            int count,
            MemorySegment target,
            long byteOffset,
            BlockArithmetic arithmetic);

    /** The same with scalar arithmetic. */
    default void encode(
            float[] source, int offset, int count, MemorySegment target, long byteOffset) {
        encode(source, offset, count, target, byteOffset, BlockArithmetic.SCALAR);
    }

    /**
     * Encodes whole rows whose columns matter differently: where the type searches for scales, the
     * error of a column counts as much as its importance says. Types that only round take no
     * notice.
     *
     * @param importance of each column, e.g. the mean square of what it is multiplied with; its
     *     length is that of a row
     * @throws IllegalArgumentException if a row is no whole number of blocks
     */
    default void encode(
            float[] source,
            int offset,
            int rowCount,
            float[] importance,
            MemorySegment target,
            long byteOffset,
            BlockArithmetic arithmetic) {
        encode(source, offset, rowCount * importance.length, target, byteOffset, arithmetic);
    }

    /** The codec of {@code type}. */
    static BlockCodec of(ElementType type) {
        return switch (type) {
            case F32 -> FloatCodec.F32;
            case F16 -> FloatCodec.F16;
            case BF16 -> FloatCodec.BF16;
            case F64 -> NumberCodec.F64;
            case F8_E4M3 -> NumberCodec.F8_E4M3;
            case F8_E5M2 -> NumberCodec.F8_E5M2;
            case I8 -> NumberCodec.I8;
            case I16 -> NumberCodec.I16;
            case I32 -> NumberCodec.I32;
            case I64 -> NumberCodec.I64;
            case Q4_0 -> ChunkedCodec.Q4_0;
            case Q4_1 -> ChunkedCodec.Q4_1;
            case Q5_0 -> ChunkedCodec.Q5_0;
            case Q5_1 -> ChunkedCodec.Q5_1;
            case Q8_0 -> ChunkedCodec.Q8_0;
            case Q2_K -> ChunkedCodec.Q2_K;
            case Q3_K -> ChunkedCodec.Q3_K;
            case Q4_K -> ChunkedCodec.Q4_K;
            case Q5_K -> ChunkedCodec.Q5_K;
            case Q6_K -> ChunkedCodec.Q6_K;
            case IQ4_NL -> ChunkedCodec.IQ4_NL;
            case IQ4_XS -> ChunkedCodec.IQ4_XS;
            case TQ1_0 -> ChunkedCodec.TQ1_0;
            case TQ2_0 -> ChunkedCodec.TQ2_0;
            case MXFP4 -> ChunkedCodec.MXFP4;
        };
    }

    /** Whether {@link #encode} is possible for {@code type}. */
    static boolean canEncode(ElementType type) {
        return of(type).canEncode();
    }
}
