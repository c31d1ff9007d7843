package dev.sundog.kernels.block;

/** The oracle of {@link BlockArithmetic}. */
final class ScalarArithmetic implements BlockArithmetic {
    @Override
    public void fitAffine(
            float[] x,
            int at,
            int size,
            float[] weights,
            Trials trials,
            float[] scales,
            float[] minima) {
        ScaleSearch search = new ScaleSearch();
        int[] levels = new int[size];
        for (int group = 0; group < scales.length; group++) {
            int first = group * size;
            scales[group] = search.affine(x, at + first, size, weights, first, trials, levels, 0);
            minima[group] = search.minimum();
        }
    }

    @Override
    public void fitSymmetric(
            float[] x, int at, int size, float[] weights, int limit, float[] scales) {
        ScaleSearch search = new ScaleSearch();
        int[] levels = new int[size];
        for (int group = 0; group < scales.length; group++) {
            int first = group * size;
            scales[group] = search.symmetric(x, at + first, size, limit, weights, first, levels, 0);
        }
    }

    @Override
    public void round(
            float[] x,
            int at,
            int count,
            float low,
            float step,
            int least,
            int most,
            int[] levels,
            int first) {
        for (int i = 0; i < count; i++) {
            int level = ScaleSearch.nearest((x[at + i] + low) / step);
            levels[first + i] = Math.clamp(level, least, most);
        }
    }

    @Override
    public void packQ40(float[] source, int offset, int blockCount, byte[] bytes) {
        SmallBlocks.packQ40(source, offset, blockCount, bytes);
    }

    @Override
    public void packQ50(float[] source, int offset, int blockCount, byte[] bytes) {
        SmallBlocks.packQ50(source, offset, blockCount, bytes);
    }

    @Override
    public void packQ80(float[] source, int offset, int blockCount, byte[] bytes) {
        SmallBlocks.packQ80(source, offset, blockCount, bytes);
    }
}
