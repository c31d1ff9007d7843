package dev.sundog.kernels.block;

/**
 * The inner loops of encoding, which a backend may do its own way: the results are the same to the
 * bit, whoever computes them, because the order of every sum is part of the definition. Stateless
 * and thread-safe.
 */
public interface BlockArithmetic {
    /** The formulas as loops. */
    BlockArithmetic SCALAR = new ScalarArithmetic();

    /**
     * Which scales are tried for a group with a minimum.
     *
     * @param limit the largest level
     * @param finest what is added to the limit in the first trial
     * @param stride from one trial to the next
     * @param count trials beyond the first
     * @param absolute whether magnitudes of errors are weighed instead of squares
     */
    record Trials(int limit, float finest, float stride, int count, boolean absolute) {}

    /**
     * Scales and minima of groups: numbers are about {@code scale * level + minimum} with levels
     * from 0 to the limit.
     *
     * @param x the groups, one after the other from {@code at} on
     * @param size of a group, at most 32
     * @param weights one a number, from 0 on
     * @param scales receives one a group, 0 where all numbers are equal; as many as groups
     * @param minima likewise, none above 0
     */
    void fitAffine(
            float[] x,
            int at,
            int size,
            float[] weights,
            Trials trials,
            float[] scales,
            float[] minima);

    /**
     * Scales of groups: numbers are about {@code scale * level} with levels from −limit to limit −
     * 1.
     */
    void fitSymmetric(float[] x, int at, int size, float[] weights, int limit, float[] scales);

    /**
     * {@code levels[first + i] = (x[at + i] + low) / step}, to the nearest integer from {@code
     * least} to {@code most}, ties to even.
     */
    void round(
            float[] x,
            int at,
            int count,
            float low,
            float step,
            int least,
            int most,
            int[] levels,
            int first);

    /** Encodes whole Q4_0 blocks as {@link BlockCodec} says; bytes are written from 0 on. */
    void packQ40(float[] source, int offset, int blockCount, byte[] bytes);

    /** Encodes whole Q5_0 blocks. */
    void packQ50(float[] source, int offset, int blockCount, byte[] bytes);

    /** Encodes whole Q8_0 blocks. */
    void packQ80(float[] source, int offset, int blockCount, byte[] bytes);
}
