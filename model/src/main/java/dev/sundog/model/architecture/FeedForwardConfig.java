package dev.sundog.model.architecture;

import dev.sundog.kernels.Activation;

import java.util.Optional;

/**
 * The feed-forward networks of a model.
 *
 * @param intermediateSize width inside a dense one
 * @param activation of the gate, or of the only projection where there is no gate
 * @param bias whether the projections that may have biases have them
 * @param experts of the layers that have a mixture of them
 */
public record FeedForwardConfig(
        int intermediateSize, Activation activation, boolean bias, Optional<ExpertConfig> experts) {
    public FeedForwardConfig {
        Checks.positive("intermediate_size", intermediateSize);
        Checks.product("intermediate_size", intermediateSize, "gate and up", 2);
    }

    /** SiLU, no biases, no experts. */
    public static FeedForwardConfig of(int intermediateSize) {
        return new FeedForwardConfig(intermediateSize, Activation.SILU, false, Optional.empty());
    }

    /** The same with or without biases. */
    public FeedForwardConfig withBias(boolean biased) {
        return new FeedForwardConfig(intermediateSize, activation, biased, experts);
    }
}
