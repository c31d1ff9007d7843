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
     * Normalisation of one row: {@code out = (x - mean) / sqrt(variance + epsilon) * weight +
     * bias}. Source: Ba et al., arXiv 1607.06450, eq. 4.
     */
    void layerNorm(
            float[] x,
            int offset,
            float[] weight,
            float[] bias,
            double epsilon,
            float[] out,
            int outOffset);

    /**
     * Rotates the first {@code rotarySize} elements of {@code headCount} heads in place, element i
     * with i + rotarySize / 2. Source: Su et al., arXiv 2104.09864, eq. 34.
     *
     * @param x {@code [headCount, headSize]} at {@code offset}
     * @param cosine {@code [rotarySize / 2]} at {@code angleOffset}; {@code sine} likewise
     */
    void rotate(
            float[] x,
            int offset,
            int headCount,
            int headSize,
            int rotarySize,
            float[] cosine,
            float[] sine,
            int angleOffset);

    /** The same for whole heads. */
    default void rotate(
            float[] x,
            int offset,
            int headCount,
            int headSize,
            float[] cosine,
            float[] sine,
            int angleOffset) {
        rotate(x, offset, headCount, headSize, headSize, cosine, sine, angleOffset);
    }

    /** An empty cache. */
    KeyValueCache newCache(int keyValueHeadCount, int headSize);

    /**
     * Attention of {@code count} queries at positions {@code firstPosition ...} to the positions of
     * {@code cache} that they see; {@code headCount / keyValueHeadCount} query heads share a
     * key-value head. Source: Vaswani et al., arXiv 1706.03762, eq. 1; Ainslie et al., arXiv
     * 2305.13245.
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
            AttentionScores scores,
            float[] out,
            ThreadTeam team);

    /** The same with the usual scores. */
    default void attend(
            float[] queries,
            int queryStride,
            int firstRow,
            int count,
            int firstPosition,
            KeyValueCache cache,
            int headCount,
            float[] out,
            ThreadTeam team) {
        attend(
                queries,
                queryStride,
                firstRow,
                count,
                firstPosition,
                cache,
                headCount,
                AttentionScores.USUAL,
                out,
                team);
    }

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

    /** {@code out = activation(gate) * up}, element by element. */
    void activateMultiply(
            Activation activation,
            float[] gate,
            int gateOffset,
            float[] up,
            int upOffset,
            float[] out,
            int outOffset,
            int length);

    /** {@code x = activation(x)} over a range, in place. */
    void activate(Activation activation, float[] x, int offset, int length);

    /** {@code x = cap * tanh(x / cap)} over a range, in place. */
    void softCap(float[] x, int offset, int length, float cap);

    /** {@code target += factor * x}, element by element. */
    void addScaled(
            float[] target, int targetOffset, float[] x, int offset, int length, float factor);

    /** {@code target += x}, element by element. */
    void add(float[] target, int targetOffset, float[] x, int offset, int length);
}
