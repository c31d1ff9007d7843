package dev.sundog.kernels.block;

import java.util.Optional;

/**
 * How the numbers of a tensor are stored: elements come in blocks of {@link #blockSize()} along a
 * row, each block takes {@link #blockBytes()} bytes.
 *
 * <p>Source: GGUF specification, table {@code ggml_type}; safetensors format, field {@code dtype}.
 */
public enum ElementType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    BF16(30, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q4_K(12, 256, 144),
    Q6_K(14, 256, 210);

    private final int ggufId;
    private final int blockSize;
    private final int blockBytes;

    ElementType(int ggufId, int blockSize, int blockBytes) {
        this.ggufId = ggufId;
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
    }

    /** The number that stands for this type in a GGUF file. */
    public int ggufId() {
        return ggufId;
    }

    /** Elements in one block. */
    public int blockSize() {
        return blockSize;
    }

    /** Bytes of one block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Whether elements are stored one by one as floating-point numbers. */
    public boolean isFloat() {
        return blockSize == 1;
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
            if (type.ggufId == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
