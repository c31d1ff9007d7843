package dev.sundog.kernels.block;

import java.util.Arrays;

/**
 * Encodes the types whose groups have a scale and a minimum: Q2_K, Q4_K, Q5_K. The groups' scales
 * and minima come from {@link ScaleSearch}, become integers of a super-block's two halves, and the
 * levels are rounded once more for what became of them.
 *
 * <p>Source: ggml, K-quants.
 */
enum AffinePacker implements BlockPacker {
    Q2_K(16, 3, 15, 84, 80),
    Q4_K(32, 15, 63, 144, 0),
    Q5_K(32, 31, 63, 176, 0);

    private static final int SIZE = 256;

    private final int groupSize;
    private final int limit;
    private final int scaleLimit;
    private final int blockBytes;
    private final int halfAt;

    AffinePacker(int groupSize, int limit, int scaleLimit, int blockBytes, int halfAt) {
        this.groupSize = groupSize;
        this.limit = limit;
        this.scaleLimit = scaleLimit;
        this.blockBytes = blockBytes;
        this.halfAt = halfAt;
    }

    /** What one block needs while it is made. */
    private static final class Work {
        private final ScaleSearch search = new ScaleSearch();
        private final int[] levels = new int[SIZE];
        private final float[] weights = new float[32];
        private final float[] weightSums = new float[16];
        private final float[] scales = new float[16];
        private final float[] minima = new float[16];
        private final int[] scaleLevels = new int[16];
        private final int[] minimumLevels = new int[16];
    }

    @Override
    public void pack(float[] source, int offset, int blockCount, byte[] bytes) {
        Work work = new Work();
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = block * blockBytes;
            findPlain(source, in, work);
            putPlainScales(work, bytes, at);
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
            int groups = SIZE / groupSize;
            float scale =
                    work.search.positive(
                            work.scales, groups, scaleLimit, work.weightSums, work.scaleLevels);
            float minimum =
                    work.search.positive(
                            work.minima, groups, scaleLimit, work.weightSums, work.minimumLevels);
            SmallBlocks.putHalf(bytes, at + halfAt, scale);
            SmallBlocks.putHalf(bytes, at + halfAt + 2, minimum);
            finish(source, in, work, bytes, at);
        }
    }

    private void findPlain(float[] source, int in, Work work) {
        boolean coarse = this == Q2_K;
        for (int group = 0; group < SIZE / groupSize; group++) {
            int first = in + group * groupSize;
            float typical = coarse ? 0 : rootMeanSquare(source, first);
            for (int i = 0; i < groupSize; i++) {
                work.weights[i] = typical + Math.abs(source[first + i]);
            }
            work.scales[group] =
                    work.search.affine(
                            source,
                            first,
                            groupSize,
                            limit,
                            work.weights,
                            this == Q4_K ? -1 : -0.5f,
                            0.1f,
                            this == Q4_K ? 20 : 15,
                            coarse,
                            work.levels,
                            group * groupSize);
            work.minima[group] = -work.search.minimum();
        }
    }

    private float rootMeanSquare(float[] source, int first) {
        float squares = 0;
        for (int i = first; i < first + groupSize; i++) {
            squares += source[i] * source[i];
        }
        return (float) Math.sqrt(squares / groupSize);
    }

    private void putPlainScales(Work work, byte[] bytes, int at) {
        float scale = toLevels(work.scales, work.scaleLevels);
        float minimum = toLevels(work.minima, work.minimumLevels);
        SmallBlocks.putHalf(bytes, at + halfAt, scale);
        SmallBlocks.putHalf(bytes, at + halfAt + 2, minimum);
    }

    /** Integers up to the limit for the largest of {@code values}; what one of them counts. */
    private float toLevels(float[] values, int[] levels) {
        int groups = SIZE / groupSize;
        float highest = 0;
        for (int group = 0; group < groups; group++) {
            highest = Math.max(highest, values[group]);
        }
        if (!(highest > 0)) {
            Arrays.fill(levels, 0);
            return 0;
        }
        float inverse = scaleLimit / highest;
        for (int group = 0; group < groups; group++) {
            levels[group] = Math.min(scaleLimit, ScaleSearch.nearest(inverse * values[group]));
        }
        return highest / scaleLimit;
    }

    private void findWeighted(float[] source, int in, float[] importance, int column, Work work) {
        float squares = 0;
        for (int i = in; i < in + SIZE; i++) {
            squares += source[i] * source[i];
        }
        float typical = (this == Q2_K ? squares : 2 * squares) / SIZE;
        for (int group = 0; group < SIZE / groupSize; group++) {
            int first = in + group * groupSize;
            float sum = 0;
            for (int i = 0; i < groupSize; i++) {
                float x = source[first + i];
                float weight =
                        importance[column + group * groupSize + i]
                                * (float) Math.sqrt(typical + x * x);
                work.weights[i] = weight;
                sum += weight;
            }
            work.weightSums[group] = sum;
            work.scales[group] =
                    work.search.affine(
                            source,
                            first,
                            groupSize,
                            limit,
                            work.weights,
                            -0.9f,
                            0.05f,
                            36,
                            false,
                            work.levels,
                            group * groupSize);
            work.minima[group] = -work.search.minimum();
        }
    }

    /** Rounds the levels for the scales as they are stored, and stores all. */
    private void finish(float[] source, int in, Work work, byte[] bytes, int at) {
        float scale = SmallBlocks.half(bytes, at + halfAt);
        float minimum = SmallBlocks.half(bytes, at + halfAt + 2);
        for (int group = 0; group < SIZE / groupSize; group++) {
            float step = scale * work.scaleLevels[group];
            if (step == 0) {
                continue;
            }
            float low = minimum * work.minimumLevels[group];
            int first = group * groupSize;
            for (int i = first; i < first + groupSize; i++) {
                int level = ScaleSearch.nearest((source[in + i] + low) / step);
                work.levels[i] = Math.clamp(level, 0, limit);
            }
        }
        switch (this) {
            case Q2_K -> {
                for (int group = 0; group < 16; group++) {
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
