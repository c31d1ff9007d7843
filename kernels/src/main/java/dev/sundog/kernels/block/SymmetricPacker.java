package dev.sundog.kernels.block;

import java.util.Arrays;

/**
 * Encodes the types whose groups have a scale only: Q3_K, Q6_K.
 *
 * <p>Source: ggml, K-quants.
 */
enum SymmetricPacker implements BlockPacker {
    Q3_K(4, 32, 110, 108),
    Q6_K(32, 128, 210, 208);

    private static final int SIZE = 256;
    private static final int GROUP = 16;
    private static final int GROUPS = SIZE / GROUP;

    private final int limit;
    private final int scaleLimit;
    private final int blockBytes;
    private final int halfAt;

    SymmetricPacker(int limit, int scaleLimit, int blockBytes, int halfAt) {
        this.limit = limit;
        this.scaleLimit = scaleLimit;
        this.blockBytes = blockBytes;
        this.halfAt = halfAt;
    }

    /** Some super-blocks on their way, from {@code offset} of {@code source}. */
    private record Work(
            float[] source,
            int offset,
            float[] weights,
            boolean stepwise,
            float[] scales,
            int[] scaleLevels,
            int[] levels,
            ScaleSearch search,
            BlockArithmetic arithmetic) {}

    private Work work(
            float[] source, int offset, int blocks, boolean stepwise, BlockArithmetic arithmetic) {
        return new Work(
                source,
                offset,
                new float[blocks * SIZE],
                stepwise,
                new float[blocks * GROUPS],
                new int[GROUPS],
                new int[SIZE],
                new ScaleSearch(),
                arithmetic);
    }

    @Override
    public void pack(
            float[] source, int offset, int blockCount, byte[] bytes, BlockArithmetic arithmetic) {
        Work work = work(source, offset, blockCount, this == Q3_K, arithmetic);
        for (int i = 0; i < blockCount * SIZE; i++) {
            work.weights[i] = source[offset + i] * source[offset + i];
        }
        if (work.stepwise) {
            for (int group = 0; group < work.scales.length; group++) {
                work.scales[group] = search(work, group * GROUP, 0);
            }
        } else {
            arithmetic.fitSymmetric(source, offset, GROUP, work.weights, limit, work.scales);
        }
        for (int block = 0; block < blockCount; block++) {
            finish(work, block, toLevels(work, block * GROUPS), bytes);
        }
    }

    @Override
    public void pack(
            float[] source,
            int offset,
            float[] importance,
            byte[] bytes,
            BlockArithmetic arithmetic) {
        int blockCount = importance.length / SIZE;
        Work work = work(source, offset, blockCount, false, arithmetic);
        for (int block = 0; block < blockCount; block++) {
            weighByImportance(work, block * SIZE, importance);
        }
        arithmetic.fitSymmetric(source, offset, GROUP, work.weights, limit, work.scales);
        for (int block = 0; block < blockCount; block++) {
            float scale =
                    this == Q3_K ? toWeightedLevels(work, block) : toLevels(work, block * GROUPS);
            finish(work, block, scale, bytes);
        }
    }

    private void weighByImportance(Work work, int first, float[] importance) {
        int in = work.offset + first;
        float squares = 0;
        for (int i = in; i < in + SIZE; i++) {
            squares += work.source[i] * work.source[i];
        }
        float typical = 2 * squares / SIZE;
        for (int i = 0; i < SIZE; i++) {
            float x = work.source[in + i];
            float weight = importance[first + i];
            // the six-bit type takes importance as it is
            work.weights[first + i] =
                    this == Q3_K ? weight * (float) Math.sqrt(typical + x * x) : weight;
        }
    }

    /** The scale of the group at {@code first} and, from {@code target} on, its levels. */
    private float search(Work work, int first, int target) {
        int in = work.offset + first;
        if (!work.stepwise) {
            return work.search.symmetric(
                    work.source, in, GROUP, limit, work.weights, first, work.levels, target);
        }
        float extreme = SmallBlocks.extreme(work.source, in, GROUP);
        if (Math.abs(extreme) < ScaleSearch.SMALLEST) {
            Arrays.fill(work.levels, target, target + GROUP, 0);
            return 0;
        }
        float scale =
                work.search.improved(
                        work.source,
                        in,
                        GROUP,
                        -limit / extreme,
                        -limit,
                        limit - 1,
                        work.weights,
                        first,
                        work.levels,
                        target);
        for (int i = target; i < target + GROUP; i++) {
            work.levels[i] += limit;
        }
        return scale;
    }

    /** Integers for the scales, the largest in magnitude the least; what one of them counts. */
    private float toLevels(Work work, int first) {
        float extreme = SmallBlocks.extreme(work.scales, first, GROUPS);
        float least = this == Q3_K ? Float.MIN_VALUE : ScaleSearch.SMALLEST;
        if (Math.abs(extreme) < least) {
            // as the reference leaves a block of nothing
            Arrays.fill(work.scaleLevels, this == Q3_K ? -scaleLimit : 0);
            return 0;
        }
        float inverse = -scaleLimit / extreme;
        for (int group = 0; group < GROUPS; group++) {
            int level = ScaleSearch.nearest(inverse * work.scales[first + group]);
            work.scaleLevels[group] = Math.clamp(level, -scaleLimit, scaleLimit - 1);
        }
        return 1 / inverse;
    }

    private float toWeightedLevels(Work work, int block) {
        float[] sums = new float[GROUPS];
        for (int group = 0; group < GROUPS; group++) {
            int first = block * SIZE + group * GROUP;
            for (int i = first; i < first + GROUP; i++) {
                sums[group] += work.weights[i];
            }
        }
        float scale =
                work.search.symmetric(
                        work.scales,
                        block * GROUPS,
                        GROUPS,
                        scaleLimit,
                        sums,
                        0,
                        work.scaleLevels,
                        0);
        for (int group = 0; group < GROUPS; group++) {
            work.scaleLevels[group] -= scaleLimit;
        }
        return scale;
    }

    /** Rounds the levels for the scales as they are stored, and stores all. */
    private void finish(Work work, int block, float scale, byte[] bytes) {
        int at = block * blockBytes;
        SmallBlocks.putHalf(bytes, at + halfAt, scale);
        float stored = SmallBlocks.half(bytes, at + halfAt);
        boolean nothing = this == Q6_K && scale == 0;
        for (int group = 0; group < GROUPS; group++) {
            int first = group * GROUP;
            int in = work.offset + block * SIZE + first;
            float step = stored * work.scaleLevels[group];
            if (nothing) {
                Arrays.fill(work.levels, first, first + GROUP, 0);
            } else if (step == 0) {
                // what the search found stays, though it stands for nothing
                search(work, block * SIZE + first, first);
            } else {
                work.arithmetic.round(
                        work.source, in, GROUP, 0, step, -limit, limit - 1, work.levels, first);
                for (int i = first; i < first + GROUP; i++) {
                    work.levels[i] += limit;
                }
            }
        }
        store(work, bytes, at);
    }

    private void store(Work work, byte[] bytes, int at) {
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
