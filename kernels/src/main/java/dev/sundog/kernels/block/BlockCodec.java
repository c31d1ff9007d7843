package dev.sundog.kernels.block;

import java.lang.foreign.MemorySegment;

/**
 * Translates stored blocks of one {@link ElementType} to floats and back.
 *
 * <p>Decoding is exact: every stored number is a float. Encoding rounds as ggml's reference
 * quantisers do, byte for byte. Whole rows at a time are what these loops are made for. Immutable
 * and thread-safe.
 *
 * <p>Source: the layouts are in the package documentation.
 */
public sealed interface BlockCodec permits FloatCodec, ChunkedCodec {
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
     * @throws IndexOutOfBoundsException if source or target are too short
     * @throws IllegalStateException if this type cannot be encoded, see {@link #canEncode}
     */
    void encode(float[] source, int offset, int count, MemorySegment target, long byteOffset);

    /** The codec of {@code type}. */
    static BlockCodec of(ElementType type) {
        return switch (type) {
            case F32 -> FloatCodec.F32;
            case F16 -> FloatCodec.F16;
            case BF16 -> FloatCodec.BF16;
            case Q4_0 -> ChunkedCodec.Q4_0;
            case Q4_1 -> ChunkedCodec.Q4_1;
            case Q5_0 -> ChunkedCodec.Q5_0;
            case Q5_1 -> ChunkedCodec.Q5_1;
            case Q8_0 -> ChunkedCodec.Q8_0;
            case Q4_K -> ChunkedCodec.Q4_K;
            case Q6_K -> ChunkedCodec.Q6_K;
        };
    }

    /** Whether {@link #encode} is possible for {@code type}. */
    static boolean canEncode(ElementType type) {
        return of(type).canEncode();
    }
}
