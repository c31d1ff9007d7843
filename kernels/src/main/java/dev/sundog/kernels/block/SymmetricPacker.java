package dev.sundog.kernels.block;

import java.util.Arrays;

/**
 * Encodes the types whose groups have a scale only: Q3_K, Q6_K.
 *
 * <p>Source: ggml, K-quants.
 */
enum SymmetricPacker implements BlockPacker {
    Q3_K(4, 110, 108),
    Q6_K(32, 210, 208);

    private static final int SIZE = 256;
    private static final int GROUP = 16;
    private static final int GROUPS = SIZE / GROUP;

    private final int limit;
    private final int blockBytes;
    private final int halfAt;

    SymmetricPacker(int limit, int blockBytes, int halfAt) {
        this.limit = limit;
        this.blockBytes = blockBytes;
        this.halfAt = halfAt;
    }

    /** What one block needs while it is made. */
    private static final class Work {
        private final ScaleSearch search = new ScaleSearch();
        private final int[] levels = new int[SIZE];
        private final float[] weights = new float[GROUP];
        private final float[] weightSums = new float[GROUPS];
        private final float[] scales = new float[GROUPS];
        private final int[] scaleLevels = new int[GROUPS];
    }

    @Override
    public void pack(float[] source, int offset, int blockCount, byte[] bytes) {
        Work work = new Work();
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            for (int group = 0; group < GROUPS; group++) {
                int first = in + group * GROUP;
                for (int i = 0; i < GROUP; i++) {
                    work.weights[i] = source[first + i] * source[first + i];
                }
                work.scales[group] =
                        this == Q3_K
                                ? descend(source, first, group, work)
                                : work.search.symmetric(
                                        source,
                                        first,
                                        GROUP,
                                        limit,
                                        work.weights,
                                        work.levels,
                                        group * GROUP);
            }
            int at = block * blockBytes;
            putHalf(bytes, at, toLevels(work));
            finish(source, in, work, bytes, at);
        }
    }

    @Override
    public void pack(
            float[] source,
            int offset,
            int blockCount,
            float[] importance,
            int column,
            float meanSquare,
            byte[] bytes,
            int byteOffset) {
        Work work = new Work();
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = byteOffset + block * blockBytes;
            findWeighted(source, in, importance, column + block * SIZE, work);
            float scale;
            if (this == Q3_K) {
                scale =
                        work.search.symmetric(
                                work.scales, 0, GROUPS, 32, work.weightSums, work.scaleLevels, 0);
                for (int group = 0; group < GROUPS; group++) {
                    work.scaleLevels[group] -= 32;
                }
            } else {
                scale = toLevels(work);
            }
            putHalf(bytes, at, scale);
            finish(source, in, work, bytes, at);
        }
    }

    private void findWeighted(float[] source, int in, float[] importance, int column, Work work) {
        float squares = 0;
        for (int i = in; i < in + SIZE; i++) {
            squares += source[i] * source[i];
        }
        float typical = 2 * squares / SIZE;
        for (int group = 0; group < GROUPS; group++) {
            int first = in + group * GROUP;
            float sum = 0;
            for (int i = 0; i < GROUP; i++) {
                float x = source[first + i];
                float weight = importance[column + group * GROUP + i];
                // the six-bit type takes importance as it is
                work.weights[i] =
                        this == Q3_K ? weight * (float) Math.sqrt(typical + x * x) : weight;
                sum += work.weights[i];
            }
            work.weightSums[group] = sum;
            work.scales[group] =
                    work.search.symmetric(
                            source, first, GROUP, limit, work.weights, work.levels, group * GROUP);
        }
    }

    private float descend(float[] source, int first, int group, Work work) {
        float extreme = SmallBlocks.extreme(source, first, GROUP);
        int from = group * GROUP;
        if (Math.abs(extreme) < ScaleSearch.SMALLEST) {
            Arrays.fill(work.levels, from, from + GROUP, 0);
            return 0;
        }
        float scale =
                work.search.improved(
                        source,
                        first,
                        GROUP,
                        -limit / extreme,
                        -limit,
                        limit - 1,
                        work.weights,
                        work.levels,
                        from);
        for (int i = from; i < from + GROUP; i++) {
            work.levels[i] += limit;
        }
        return scale;
    }

    /** Integers for the scales, the largest in magnitude the least; what one of them counts. */
    private float toLevels(Work work) {
        int most = this == Q3_K ? 32 : 128;
        float extreme = SmallBlocks.extreme(work.scales, 0, GROUPS);
        boolean nothing = this == Q3_K ? extreme == 0 : Math.abs(extreme) < ScaleSearch.SMALLEST;
        if (nothing) {
            // as the reference leaves such a block
            Arrays.fill(work.scaleLevels, this == Q3_K ? -32 : 0);
            if (this == Q6_K) {
                Arrays.fill(work.levels, 0);
            }
            return 0;
        }
        float inverse = -most / extreme;
        for (int group = 0; group < GROUPS; group++) {
            int level = ScaleSearch.nearest(inverse * work.scales[group]);
            work.scaleLevels[group] = Math.clamp(level, -most, most - 1);
        }
        return 1 / inverse;
    }

    private void putHalf(byte[] bytes, int at, float scale) {
        SmallBlocks.putHalf(bytes, at + halfAt, scale);
    }

    /** Rounds the levels for the scales as they are stored, and stores all. */
    private void finish(float[] source, int in, Work work, byte[] bytes, int at) {
        float scale = SmallBlocks.half(bytes, at + halfAt);
        for (int group = 0; group < GROUPS; group++) {
            float step = scale * work.scaleLevels[group];
            if (step == 0) {
                continue;
            }
            for (int i = group * GROUP; i < (group + 1) * GROUP; i++) {
                int level = ScaleSearch.nearest(source[in + i] / step);
                work.levels[i] = Math.clamp(level, -limit, limit - 1) + limit;
            }
        }
        switch (this) {
            case Q3_K -> {
                SuperLayout.storeBit(work.levels, 2, bytes, at);
                SuperLayout.storePairs(work.levels, bytes, at + 32);
                storeScales(work.scaleLevels, bytes, at + 96);
            }
            case Q6_K -> {
                SuperLayout.storeSixBits(work.levels, bytes, at);
                for (int group = 0; group < GROUPS; group++) {
                    bytes[at + 192 + group] = (byte) work.scaleLevels[group];
                }
            }
        }
    }

    /** Sixteen scales plus 32 in twelve bytes: nibbles of 0–7 and 8–15, then the upper pairs. */
    private static void storeScales(int[] levels, byte[] bytes, int at) {
        Arrays.fill(bytes, at, at + 12, (byte) 0);
        for (int group = 0; group < GROUPS; group++) {
            int level = levels[group] + 32;
            bytes[at + (group & 7)] |= (byte) ((level & 15) << (group >> 3) * 4);
            bytes[at + 8 + (group & 3)] |= (byte) (level >> 4 << (group >> 2) * 2);
        }
    }
}
