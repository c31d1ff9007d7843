package dev.sundog.kernels.block;

import dev.sundog.kernels.block.BlockArithmetic.Trials;

import java.util.Arrays;

/**
 * Encodes the types whose groups have a scale and a minimum: Q2_K, Q4_K, Q5_K. The groups' scales
 * and minima are searched for, become integers that count the super-block's two halves, and the
 * levels are rounded once more for what became of them.
 *
 * <p>Source: ggml, K-quants.
 */
enum AffinePacker implements BlockPacker {
    Q2_K(16, 15, 84, 80, new Trials(3, -0.5f, 0.1f, 15, true)),
    Q4_K(32, 63, 144, 0, new Trials(15, -1, 0.1f, 20, false)),
    Q5_K(32, 63, 176, 0, new Trials(31, -0.5f, 0.1f, 15, false));

    private static final int SIZE = 256;

    private final int groupSize;
    private final int groups;
    private final int scaleLimit;
    private final int blockBytes;
    private final int halfAt;
    private final Trials plain;
    private final Trials weighted;

    AffinePacker(int groupSize, int scaleLimit, int blockBytes, int halfAt, Trials plain) {
        this.groupSize = groupSize;
        groups = SIZE / groupSize;
        this.scaleLimit = scaleLimit;
        this.blockBytes = blockBytes;
        this.halfAt = halfAt;
        this.plain = plain;
        weighted = new Trials(plain.limit(), -0.9f, 0.05f, 36, false);
    }

    /** Some super-blocks on their way, from {@code offset} of {@code source}. */
    private record Work(
            float[] source,
            int offset,
            float[] weights,
            Trials trials,
            float[] scales,
            float[] minima,
            int[] scaleLevels,
            int[] minimumLevels,
            int[] levels,
            BlockArithmetic arithmetic) {
        void fit(int groupSize) {
            arithmetic.fitAffine(source, offset, groupSize, weights, trials, scales, minima);
            for (int group = 0; group < minima.length; group++) {
                minima[group] = -minima[group];
            }
        }
    }

    private Work work(
            float[] source, int offset, int blocks, Trials trials, BlockArithmetic arithmetic) {
        return new Work(
                source,
                offset,
                new float[blocks * SIZE],
                trials,
                new float[blocks * groups],
                new float[blocks * groups],
                new int[groups],
                new int[groups],
                new int[SIZE],
                arithmetic);
    }

    @Override
    public void pack(
            float[] source, int offset, int blockCount, byte[] bytes, BlockArithmetic arithmetic) {
        Work work = work(source, offset, blockCount, plain, arithmetic);
        for (int group = 0; group < blockCount * groups; group++) {
            weighByMagnitude(work, group * groupSize);
        }
        work.fit(groupSize);
        for (int block = 0; block < blockCount; block++) {
            int at = block * blockBytes;
            float scale = toLevels(work.scales, block * groups, work.scaleLevels);
            float minimum = toLevels(work.minima, block * groups, work.minimumLevels);
            finish(work, block, scale, minimum, bytes, at);
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
        Work work = work(source, offset, blockCount, weighted, arithmetic);
        for (int block = 0; block < blockCount; block++) {
            weighByImportance(work, block * SIZE, importance);
        }
        work.fit(groupSize);
        ScaleSearch search = new ScaleSearch();
        float[] sums = new float[groups];
        float[] values = new float[groups];
        for (int block = 0; block < blockCount; block++) {
            int group = block * groups;
            sumWeights(work.weights, block * SIZE, sums);
            System.arraycopy(work.scales, group, values, 0, groups);
            float scale = search.positive(values, groups, scaleLimit, sums, work.scaleLevels);
            System.arraycopy(work.minima, group, values, 0, groups);
            float minimum = search.positive(values, groups, scaleLimit, sums, work.minimumLevels);
            finish(work, block, scale, minimum, bytes, block * blockBytes);
        }
    }

    /** Large numbers matter more; of Q4_K and Q5_K the group's typical one is added. */
    private void weighByMagnitude(Work work, int first) {
        float[] source = work.source;
        int in = work.offset + first;
        float typical = 0;
        if (this != Q2_K) {
            float squares = 0;
            for (int i = in; i < in + groupSize; i++) {
                squares += source[i] * source[i];
            }
            typical = (float) Math.sqrt(squares / groupSize);
        }
        for (int i = 0; i < groupSize; i++) {
            work.weights[first + i] = typical + Math.abs(source[in + i]);
        }
    }

    private void weighByImportance(Work work, int first, float[] importance) {
        float[] source = work.source;
        int in = work.offset + first;
        float squares = 0;
        for (int i = in; i < in + SIZE; i++) {
            squares += source[i] * source[i];
        }
        float typical = (this == Q2_K ? squares : 2 * squares) / SIZE;
        for (int i = 0; i < SIZE; i++) {
            float x = source[in + i];
            work.weights[first + i] = importance[first + i] * (float) Math.sqrt(typical + x * x);
        }
    }

    private void sumWeights(float[] weights, int first, float[] sums) {
        for (int group = 0; group < groups; group++) {
            float sum = 0;
            for (int i = 0; i < groupSize; i++) {
                sum += weights[first + group * groupSize + i];
            }
            sums[group] = sum;
        }
    }

    /** Integers up to the limit for the largest of {@code values}; what one of them counts. */
    private float toLevels(float[] values, int first, int[] levels) {
        float highest = 0;
        for (int group = 0; group < groups; group++) {
            highest = Math.max(highest, values[first + group]);
        }
        if (!(highest > 0)) {
            Arrays.fill(levels, 0);
            return 0;
        }
        float inverse = scaleLimit / highest;
        for (int group = 0; group < groups; group++) {
            int level = ScaleSearch.nearest(inverse * values[first + group]);
            levels[group] = Math.clamp(level, 0, scaleLimit);
        }
        return highest / scaleLimit;
    }

    /** Rounds the levels for the scales as they are stored, and stores all. */
    private void finish(Work work, int block, float scale, float minimum, byte[] bytes, int at) {
        SmallBlocks.putHalf(bytes, at + halfAt, scale);
        SmallBlocks.putHalf(bytes, at + halfAt + 2, minimum);
        float storedScale = SmallBlocks.half(bytes, at + halfAt);
        float storedMinimum = SmallBlocks.half(bytes, at + halfAt + 2);
        for (int group = 0; group < groups; group++) {
            int first = group * groupSize;
            int in = work.offset + block * SIZE + first;
            float step = storedScale * work.scaleLevels[group];
            if (step == 0) {
                // what the search found stays, though it stands for nothing
                new ScaleSearch()
                        .affine(
                                work.source,
                                in,
                                groupSize,
                                work.weights,
                                block * SIZE + first,
                                work.trials,
                                work.levels,
                                first);
                continue;
            }
            float low = storedMinimum * work.minimumLevels[group];
            work.arithmetic.round(
                    work.source, in, groupSize, low, step, 0, plain.limit(), work.levels, first);
        }
        store(work, bytes, at);
    }

    private void store(Work work, byte[] bytes, int at) {
        switch (this) {
            case Q2_K -> {
                for (int group = 0; group < groups; group++) {
                    bytes[at + group] =
                            (byte) (work.scaleLevels[group] | work.minimumLevels[group] << 4);
                }
                SuperLayout.storePairs(work.levels, bytes, at + 16);
            }
            case Q4_K -> {
                SixBitScales.store(work.scaleLevels, work.minimumLevels, bytes, at + 4);
                SuperLayout.storeNibbles(work.levels, bytes, at + 16);
            }
            case Q5_K -> {
                SixBitScales.store(work.scaleLevels, work.minimumLevels, bytes, at + 4);
                SuperLayout.storeBit(work.levels, 4, bytes, at + 16);
                SuperLayout.storeNibbles(work.levels, bytes, at + 48);
            }
        }
    }
}
