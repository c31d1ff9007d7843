package dev.sundog.model.architecture;

/**
 * The attention of a model.
 *
 * @param headCount query heads
 * @param keyValueHeadCount key and value heads; divides {@code headCount}
 * @param headSize width of a head
 * @param bias whether the projections that may have biases have them
 * @param scale what products of queries and keys are multiplied with
 * @param softCap scores are {@code softCap * tanh(score / softCap)}; 0 for no cap
 */
public record AttentionConfig(
        int headCount,
        int keyValueHeadCount,
        int headSize,
        boolean bias,
        double scale,
        double softCap) {

    public AttentionConfig {
        Checks.positive("num_attention_heads", headCount);
        Checks.positive("num_key_value_heads", keyValueHeadCount);
        Checks.positive("head_dim", headSize);
        if (headCount % keyValueHeadCount != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads "
                            + headCount
                            + " is no multiple of num_key_value_heads "
                            + keyValueHeadCount);
        }
        Checks.product("num_attention_heads", headCount, "head_dim", headSize);
        Checks.finite("attention scale", scale);
        Checks.notNegative("attn_logit_softcapping", softCap);
    }

    /** Heads whose scores are scaled by the square root of their width. */
    public static AttentionConfig of(int headCount, int keyValueHeadCount, int headSize) {
        return new AttentionConfig(
                headCount, keyValueHeadCount, headSize, false, 1 / Math.sqrt(headSize), 0);
    }

    /** The same with or without biases. */
    public AttentionConfig withBias(boolean biased) {
        return new AttentionConfig(headCount, keyValueHeadCount, headSize, biased, scale, softCap);
    }

    /** Whether scores are scaled by {@code 1 / sqrt(headSize)}. */
    public boolean usualScale() {
        return Math.abs(scale * Math.sqrt(headSize) - 1) < 1e-6;
    }
}
