package dev.sundog.model.architecture;

import java.util.List;

/**
 * What the tensors of a family do not say of its block.
 *
 * @param norm kind of all its norms
 * @param normOffset what is added to the weights of its norms: 1 where they are kept as differences
 *     to 1
 * @param activationKey key of {@code config.json} that names the activation
 * @param activations its names that are understood, the default first
 * @param scaledEmbedding whether embeddings are multiplied with the square root of the hidden size
 */
public record BlockDescription(
        Norm norm,
        float normOffset,
        String activationKey,
        List<String> activations,
        boolean scaledEmbedding) {

    /** A kind of norm. */
    public enum Norm {
        /** Root mean square, a weight. */
        RMS,
        /** Mean and variance, a weight and a bias. */
        LAYER;

        String ggufEpsilon() {
            return switch (this) {
                case RMS -> "attention.layer_norm_rms_epsilon";
                case LAYER -> "attention.layer_norm_epsilon";
            };
        }
    }

    public BlockDescription {
        activations = List.copyOf(activations);
    }
}
