package dev.sundog.kernels.block;

/**
 * Encodes IQ4_NL and IQ4_XS: sixteen levels that lie closer together near zero.
 *
 * <p>Source: ggml, {@code iq4_nl} and {@code iq4_xs}; the levels are the format's.
 */
enum NonLinearBlocks implements BlockPacker {
    IQ4_NL(32, 18),
    IQ4_XS(256, 136);

    /** The levels, ascending. */
    static final byte[] LEVELS = {
        -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
    };

    private static final int GROUP = 32;
    private static final int TRIALS = 7;

    private final int size;
    private final int blockBytes;

    NonLinearBlocks(int size, int blockBytes) {
        this.size = size;
        this.blockBytes = blockBytes;
    }

    @Override
    public void pack(
            float[] source, int offset, int blockCount, byte[] bytes, BlockArithmetic arithmetic) {
        float[] weights = new float[GROUP];
        float[] scales = new float[size / GROUP];
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * size;
            for (int group = 0; group < scales.length; group++) {
                int first = in + group * GROUP;
                for (int i = 0; i < GROUP; i++) {
                    weights[i] = source[first + i] * source[first + i];
                }
                scales[group] = scale(source, first, weights);
            }
            store(source, in, scales, bytes, block * blockBytes);
        }
    }

    @Override
    public void pack(
            float[] source,
            int offset,
            float[] importance,
            byte[] bytes,
            BlockArithmetic arithmetic) {
        int blockCount = importance.length / size;
        float[] weights = new float[GROUP];
        float[] scales = new float[size / GROUP];
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * size;
            float squares = 0;
            for (int i = in; i < in + size; i++) {
                squares += source[i] * source[i];
            }
            float typical = squares * (2f / size);
            for (int group = 0; group < scales.length; group++) {
                int first = in + group * GROUP;
                int from = block * size + group * GROUP;
                for (int i = 0; i < GROUP; i++) {
                    float x = source[first + i];
                    weights[i] = importance[from + i] * (float) Math.sqrt(typical + x * x);
                }
                scales[group] = scale(source, first, weights);
            }
            store(source, in, scales, bytes, block * blockBytes);
        }
    }

    /** The best of several scales that put the extreme near the ends of the levels. */
    private static float scale(float[] x, int at, float[] weights) {
        float extreme = SmallBlocks.extreme(x, at, GROUP);
        if (Math.abs(extreme) < ScaleSearch.SMALLEST) {
            return 0;
        }
        float scale = 0;
        float best = 0;
        for (int attempt = -TRIALS - 1; attempt <= TRIALS; attempt++) {
            boolean obvious = attempt < -TRIALS;
            float inverse = obvious ? 1 / (-extreme / LEVELS[0]) : (attempt + LEVELS[0]) / extreme;
            float products = 0;
            float squares = 0;
            for (int i = 0; i < GROUP; i++) {
                float level = LEVELS[nearest(inverse * x[at + i])];
                products += weights[i] * level * x[at + i];
                squares += weights[i] * level * level;
            }
            if (obvious || squares > 0 && products * products > best * squares) {
                scale = products / squares;
                best = scale * products;
            }
        }
        return scale;
    }

    private void store(float[] source, int in, float[] scales, byte[] bytes, int at) {
        if (this == IQ4_NL) {
            SmallBlocks.putHalf(bytes, at, scales[0]);
            storeLevels(source, in, scales[0] == 0 ? 0 : 1 / scales[0], bytes, at + 2);
            return;
        }
        float unit = -SmallBlocks.extreme(scales, 0, scales.length) / 32;
        SmallBlocks.putHalf(bytes, at, unit);
        float inverse = unit == 0 ? 0 : 1 / unit;
        int high = 0;
        int low = 0;
        for (int group = 0; group < scales.length; group++) {
            int level = Math.clamp(ScaleSearch.nearest(inverse * scales[group]), -32, 31);
            float step = unit * level;
            int first = in + group * GROUP;
            storeLevels(source, first, step == 0 ? 0 : 1 / step, bytes, at + 8 + group * 16);
            low |= (level + 32 & 15) << 4 * group;
            high |= level + 32 >> 4 << 2 * group;
        }
        bytes[at + 2] = (byte) high;
        bytes[at + 3] = (byte) (high >> 8);
        SmallBlocks.putWord(bytes, at + 4, low);
    }

    private static void storeLevels(float[] x, int at, float inverse, byte[] bytes, int out) {
        for (int i = 0; i < 16; i++) {
            int low = nearest(inverse * x[at + i]);
            int high = nearest(inverse * x[at + 16 + i]);
            bytes[out + i] = (byte) (low | high << 4);
        }
    }

    /** The place of the nearest level; of two equally near, the higher. */
    private static int nearest(float value) {
        int last = LEVELS.length - 1;
        if (value <= LEVELS[0]) {
            return 0;
        }
        if (value >= LEVELS[last]) {
            return last;
        }
        int upper = 1;
        while (LEVELS[upper] <= value) {
            upper++;
        }
        return value - LEVELS[upper - 1] < LEVELS[upper] - value ? upper - 1 : upper;
    }
}
