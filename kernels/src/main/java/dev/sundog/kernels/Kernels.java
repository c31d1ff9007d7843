package dev.sundog.kernels;

import dev.sundog.kernels.block.BlockArithmetic;
import dev.sundog.kernels.parallel.ThreadTeam;

import java.util.List;

/**
 * The arithmetic of a decoder. All arrays are row-major floats; weights of any stored type are
 * multiplied with float activations and summed in float (the oracle: in double), so that a
 * quantised matrix gives what its dequantised numbers give.
 *
 * <p>Thread-safe: state is in the arguments.
 */
public interface Kernels {
    /** Name for reports, e.g. {@code scalar} or {@code vector-256}. */
    String name();

    /**
     * Packs matrices of equal width into one whose rows follow each other.
     *
     * @throws IllegalArgumentException if there is none or their widths differ
     */
    Matrix pack(List<? extends MatrixSource> sources, ThreadTeam team);

    /** The inner loops of encoding weights. */
    default BlockArithmetic blockArithmetic() {
        return BlockArithmetic.SCALAR;
    }

    /**
     * {@code out[t][r] = sum over k of matrix[r][k] * x[t][k]}.
     *
     * @param x {@code [count, columns]}
     * @param out {@code [count, rows]}
     * @param accumulate whether to add to {@code out} instead of replacing it
     */
    void matmul(
            Matrix matrix, float[] x, int count, float[] out, boolean accumulate, ThreadTeam team);

    /**
     * Root-mean-square normalisation of one row: {@code out = x / sqrt(mean(x^2) + epsilon) *
     * weight}. Source: Zhang and Sennrich, arXiv 1910.07467, eq. 4.
     */
    void rmsNorm(float[] x, int offset, float[] weight, double epsilon, float[] out, int outOffset);

    /**
     * Rotates {@code headCount} heads in place, element i with i + headSize / 2. Source: Su et al.,
     * arXiv 2104.09864, eq. 34.
     *
     * @param x {@code [headCount, headSize]} at {@code offset}
     * @param cosine {@code [headSize / 2]} at {@code angleOffset}; {@code sine} likewise
     */
    void rotate(
            float[] x,
            int offset,
            int headCount,
            int headSize,
            float[] cosine,
            float[] sine,
            int angleOffset);

    /** An empty cache. */
    KeyValueCache newCache(int keyValueHeadCount, int headSize);

    /**
     * Causal attention of {@code count} queries at positions {@code firstPosition ...} to all
     * positions of {@code cache} up to their own; {@code headCount / keyValueHeadCount} query heads
     * share a key-value head. Source: Vaswani et al., arXiv 1706.03762, eq. 1; Ainslie et al.,
     * arXiv 2305.13245.
     *
     * @param queries rotated queries, {@code [headCount, headSize]} every {@code queryStride}
     * @param firstRow row of {@code queries} and of {@code out} that the first query is in
     * @param out {@code [rows, headCount * headSize]}; rows of other queries are left alone
     */
    void attend(
            float[] queries,
            int queryStride,
            int firstRow,
            int count,
            int firstPosition,
            KeyValueCache cache,
            int headCount,
            float[] out,
            ThreadTeam team);

    /** The same from row 0. */
    default void attend(
            float[] queries,
            int queryStride,
            int count,
            int firstPosition,
            KeyValueCache cache,
            int headCount,
            float[] out,
            ThreadTeam team) {
        attend(queries, queryStride, 0, count, firstPosition, cache, headCount, out, team);
    }

    /** {@code x = exp(x - max) / sum(exp(x - max))} over a range, in place. */
    void softmax(float[] x, int offset, int length);

    /** {@code log(sum(exp(x)))} over a range. */
    double logSumExp(float[] x, int offset, int length);

    /** {@code out = gate / (1 + exp(-gate)) * up}, element by element. */
    void siluMultiply(
            float[] gate,
            int gateOffset,
            float[] up,
            int upOffset,
            float[] out,
            int outOffset,
            int length);

    /** {@code target += x}, element by element. */
    void add(float[] target, int targetOffset, float[] x, int offset, int length);
}
