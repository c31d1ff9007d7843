package dev.sundog.kernels.block;

import java.util.Optional;

/**
 * Block types as integers with scales, so that whoever multiplies with them needs to know but one
 * form: element i of group g is {@code step[g] * quant[i] - low[g]}, computed in float, bit for bit
 * what {@link BlockCodec#decode} gives. Immutable and thread-safe.
 *
 * <p>Source: the layouts are in the package documentation.
 */
public enum IntegerBlocks {
    Q5_0(ElementType.Q5_0, 32, false, SmallSplits::splitQ50),
    Q5_1(ElementType.Q5_1, 32, true, SmallSplits::splitQ51),
    IQ4_NL(ElementType.IQ4_NL, 32, false, SmallSplits::splitIq4Nl),
    MXFP4(ElementType.MXFP4, 32, false, SmallSplits::splitMxfp4),
    Q2_K(ElementType.Q2_K, 16, true, SuperSplits::splitQ2K),
    Q3_K(ElementType.Q3_K, 16, false, SuperSplits::splitQ3K),
    Q4_K(ElementType.Q4_K, 32, true, SuperSplits::splitQ4K),
    Q5_K(ElementType.Q5_K, 32, true, SuperSplits::splitQ5K),
    Q6_K(ElementType.Q6_K, 16, false, SuperSplits::splitQ6K),
    IQ4_XS(ElementType.IQ4_XS, 32, false, SuperSplits::splitIq4Xs),
    TQ1_0(ElementType.TQ1_0, 32, false, SuperSplits::splitTq1),
    TQ2_0(ElementType.TQ2_0, 32, false, SuperSplits::splitTq2);

    private final ElementType type;
    private final int groupSize;
    private final boolean hasLows;
    private final Splitter splitter;

    /** Splits one block whose first byte is {@code at}; groups and quants from theirs on. */
    @FunctionalInterface
    interface Splitter {
        void split(byte[] bytes, int at, byte[] quants, int quant, Groups groups, int group);
    }

    /**
     * Scales of groups.
     *
     * @param steps what an integer counts
     * @param lows what is taken away from the product; empty for types without
     */
    public record Groups(float[] steps, float[] lows) {}

    IntegerBlocks(ElementType type, int groupSize, boolean hasLows, Splitter splitter) {
        this.type = type;
        this.groupSize = groupSize;
        this.hasLows = hasLows;
        this.splitter = splitter;
    }

    /** The form of {@code type}, if it has this one. */
    public static Optional<IntegerBlocks> of(ElementType type) {
        for (IntegerBlocks blocks : values()) {
            if (blocks.type == type) {
                return Optional.of(blocks);
            }
        }
        return Optional.empty();
    }

    /** Elements that share a scale: 16 or 32. */
    public int groupSize() {
        return groupSize;
    }

    /** Whether anything is taken away from the products. */
    public boolean hasLows() {
        return hasLows;
    }

    /** Room for the scales of {@code elements} elements. */
    public Groups newGroups(int elements) {
        int count = elements / groupSize;
        return new Groups(new float[count], new float[hasLows ? count : 0]);
    }

    /** Splits {@code blockCount} blocks; quants and groups are written from 0 on. */
    public void split(byte[] bytes, int blockCount, byte[] quants, Groups groups) {
        int size = type.blockSize();
        for (int block = 0; block < blockCount; block++) {
            splitter.split(
                    bytes,
                    block * type.blockBytes(),
                    quants,
                    block * size,
                    groups,
                    block * (size / groupSize));
        }
    }

    /** Decodes {@code blockCount} blocks. */
    void unpack(byte[] bytes, int blockCount, float[] target, int offset) {
        int elements = blockCount * type.blockSize();
        byte[] quants = new byte[elements];
        Groups groups = newGroups(elements);
        split(bytes, blockCount, quants, groups);
        for (int group = 0; group < elements / groupSize; group++) {
            float step = groups.steps()[group];
            float low = hasLows ? groups.lows()[group] : 0;
            int first = group * groupSize;
            for (int i = first; i < first + groupSize; i++) {
                target[offset + i] = step * quants[i] - low;
            }
        }
    }
}
