package dev.sundog.kernels.block;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the numbers of a tensor are stored: elements come in blocks of {@link #blockSize()} along a
 * row, each block takes {@link #blockBytes()} bytes.
 *
 * <p>Source: GGUF specification, table {@code ggml_type}; safetensors format, field {@code dtype}.
 */
public enum ElementType {
    F64(28, 1, 8),
    F32(0, 1, 4),
    F16(1, 1, 2),
    BF16(30, 1, 2),
    /** Four bits of exponent, no infinities; only in safetensors. */
    F8_E4M3(-1, 1, 1),
    /** The upper byte of an F16; only in safetensors. */
    F8_E5M2(-1, 1, 1),
    I8(24, 1, 1),
    I16(25, 1, 2),
    I32(26, 1, 4),
    I64(27, 1, 8),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    IQ4_NL(20, 32, 18),
    IQ4_XS(23, 256, 136),
    TQ1_0(34, 256, 54),
    TQ2_0(35, 256, 66),
    MXFP4(39, 32, 17);

    private final int ggufId;
    private final int blockSize;
    private final int blockBytes;

    ElementType(int ggufId, int blockSize, int blockBytes) {
        this.ggufId = ggufId;
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
    }

    /** The number that stands for this type in a GGUF file; empty if none does. */
    public OptionalInt ggufId() {
        return ggufId < 0 ? OptionalInt.empty() : OptionalInt.of(ggufId);
    }

    /** Elements in one block. */
    public int blockSize() {
        return blockSize;
    }

    /** Bytes of one block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Whether it is one of the types that models are trained in: F32, F16, BF16. */
    public boolean isFloat() {
        return this == F32 || this == F16 || this == BF16;
    }

    /** Whether elements come in blocks that share scales. */
    public boolean isQuantised() {
        return blockSize > 1;
    }

    /**
     * Bytes of {@code elements} consecutive elements.
     *
     * @throws IllegalArgumentException if {@code elements} is negative or no multiple of the block
     *     size
     * @throws ArithmeticException if the result does not fit a long
     */
    public long byteSize(long elements) {
        if (elements < 0 || elements % blockSize != 0) {
            throw new IllegalArgumentException(
                    elements
                            + " elements are no whole number of "
                            + this
                            + " blocks of "
                            + blockSize);
        }
        return Math.multiplyExact(elements / blockSize, (long) blockBytes);
    }

    /** The type that a GGUF file means by {@code id}, if it is one of ours. */
    public static Optional<ElementType> ofGgufId(int id) {
        for (ElementType type : values()) {
            if (type.ggufId >= 0 && type.ggufId == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
