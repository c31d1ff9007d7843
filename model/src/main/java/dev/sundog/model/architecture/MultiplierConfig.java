package dev.sundog.model.architecture;

/**
 * Factors of the residual stream and its ends.
 *
 * @param embedding what embeddings are multiplied with
 * @param residual what each block's output is multiplied with before it is added
 * @param logitDivisor what logits are divided by
 * @param logitSoftCap logits are {@code cap * tanh(logit / cap)}; 0 for no cap
 */
public record MultiplierConfig(
        double embedding, double residual, double logitDivisor, double logitSoftCap) {
    /** Nothing is scaled. */
    public static final MultiplierConfig NONE = new MultiplierConfig(1, 1, 1, 0);

    public MultiplierConfig {
        Checks.finite("embedding multiplier", embedding);
        Checks.finite("residual multiplier", residual);
        Checks.finite("logits_scaling", logitDivisor);
        Checks.notNegative("final_logit_softcapping", logitSoftCap);
    }
}
