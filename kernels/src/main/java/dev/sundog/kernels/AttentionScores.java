package dev.sundog.kernels;

/**
 * How attention scores products of queries and keys, and which positions a query sees.
 *
 * @param scale what products are multiplied with; 0 for {@code 1 / sqrt(headSize)}
 * @param softCap scores become {@code softCap * tanh(score / softCap)}; 0 for no cap
 * @param window a query sees its own position and those before it, this many in all; 0 for all
 * @param causal whether a query sees nothing after its position; if not, it sees all positions up
 *     to that of the last query
 */
public record AttentionScores(float scale, float softCap, int window, boolean causal) {
    /** Scaled by the width of a head, causal, without cap and window. */
    public static final AttentionScores USUAL = new AttentionScores(0, 0, 0, true);

    public AttentionScores {
        if (window < 0 || softCap < 0) {
            throw new IllegalArgumentException("window " + window + ", soft cap " + softCap);
        }
        if (window > 0 && !causal) {
            throw new IllegalArgumentException("a window of attention that is not causal");
        }
    }

    /** The factor of products, given the width of a head. */
    public float scale(int headSize) {
        return scale == 0 ? (float) (1 / Math.sqrt(headSize)) : scale;
    }

    /** First position that the query at {@code position} sees. */
    public int firstSeen(int position) {
        return window == 0 ? 0 : Math.max(0, position - window + 1);
    }

    /** Position after the last that the query at {@code position} sees. */
    public int endSeen(int position, int end) {
        return causal ? position + 1 : end;
    }
}
