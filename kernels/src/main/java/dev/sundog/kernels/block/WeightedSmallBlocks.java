package dev.sundog.kernels.block;

/**
 * Encodes blocks of 32 elements that matter differently. Without importance {@link SmallBlocks}
 * rounds to nearest; with it a scale is searched for.
 *
 * <p>Source: ggml, {@code quantize_q4_0} to {@code quantize_q5_1} with importance.
 */
enum WeightedSmallBlocks implements BlockPacker {
    Q4_0(BlockArithmetic::packQ40, 18, 8),
    Q4_1((arithmetic, x, at, count, bytes) -> SmallBlocks.packQ41(x, at, count, bytes), 20, 15),
    Q5_0(BlockArithmetic::packQ50, 22, 16),
    Q5_1((arithmetic, x, at, count, bytes) -> SmallBlocks.packQ51(x, at, count, bytes), 24, 31),
    /** Fine enough without a search. */
    Q8_0(BlockArithmetic::packQ80, 34, 127);

    private static final int SIZE = 32;

    private final Plain plain;
    private final int blockBytes;
    private final int limit;

    WeightedSmallBlocks(Plain plain, int blockBytes, int limit) {
        this.plain = plain;
        this.blockBytes = blockBytes;
        this.limit = limit;
    }

    /** Rounding to nearest. */
    @FunctionalInterface
    interface Plain {
        void pack(
                BlockArithmetic arithmetic,
                float[] source,
                int offset,
                int blockCount,
                byte[] bytes);
    }

    @Override
    public void pack(
            float[] source, int offset, int blockCount, byte[] bytes, BlockArithmetic arithmetic) {
        plain.pack(arithmetic, source, offset, blockCount, bytes);
    }

    @Override
    public void pack(
            float[] source,
            int offset,
            float[] importance,
            byte[] bytes,
            BlockArithmetic arithmetic) {
        int blockCount = importance.length / SIZE;
        if (this == Q8_0) {
            plain.pack(arithmetic, source, offset, blockCount, bytes);
            return;
        }
        float squares = 0;
        for (int i = offset; i < offset + importance.length; i++) {
            squares += source[i] * source[i];
        }
        float meanSquare = squares / importance.length;
        ScaleSearch search = new ScaleSearch();
        float[] weights = new float[SIZE];
        int[] levels = new int[SIZE];
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = block * blockBytes;
            for (int i = 0; i < SIZE; i++) {
                float x = source[in + i];
                float weight = importance[block * SIZE + i];
                weights[i] = weight * (float) Math.sqrt(meanSquare + x * x);
            }
            packOne(search, source, in, weights, levels, bytes, at);
        }
    }

    private void packOne(
            ScaleSearch search,
            float[] source,
            int in,
            float[] weights,
            int[] levels,
            byte[] bytes,
            int at) {
        if (this == Q4_0 || this == Q5_0) {
            float scale = search.symmetric(source, in, SIZE, limit, weights, 0, levels, 0);
            SmallBlocks.putHalf(bytes, at, scale);
        } else {
            float scale =
                    search.affine(
                            source,
                            in,
                            SIZE,
                            weights,
                            0,
                            new BlockArithmetic.Trials(limit, -0.9f, 0.05f, 36, false),
                            levels,
                            0);
            SmallBlocks.putHalf(bytes, at, scale);
            SmallBlocks.putHalf(bytes, at + 2, search.minimum());
        }
        int quants = at + blockBytes - SIZE / 2;
        int high = 0;
        for (int i = 0; i < SIZE / 2; i++) {
            int first = levels[i];
            int second = levels[i + SIZE / 2];
            bytes[quants + i] = (byte) (first & 15 | (second & 15) << 4);
            high |= first >> 4 << i | second >> 4 << i + SIZE / 2;
        }
        if (this == Q5_0 || this == Q5_1) {
            SmallBlocks.putWord(bytes, quants - 4, high);
        }
    }
}
