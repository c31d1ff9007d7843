package dev.sundog.training.torch;

import dev.sundog.model.architecture.LayerKind;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.architecture.MultiplierConfig;
import dev.sundog.model.architecture.Rope;
import dev.sundog.model.architecture.Rotation;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.failure.SundogException;

import java.util.Optional;
import java.util.Set;

/** Which models the training arithmetic fits: those that compute what a Llama computes. */
final class PlainLlama {
    private static final Set<String> FAMILIES = Set.of("llama", "mistral");

    private PlainLlama() {}

    /**
     * @throws SundogException (data, {@code training-family}) naming what is different
     */
    static void require(Checkpoint checkpoint) {
        different(checkpoint.config())
                .ifPresent(
                        what -> {
                            throw SundogException.data(
                                    "training-family",
                                    ("%s has %s, training computes plain Llamas only (Llama, Solar,"
                                         + " SmolLM2, Mistral without a window); start from one of"
                                         + " these")
                                            .formatted(checkpoint.path(), what));
                        });
    }

    /** What of a model training does not compute, if anything. */
    static Optional<String> different(ModelConfig config) {
        if (!FAMILIES.contains(config.family())) {
            return Optional.of("the architecture " + config.family());
        }
        for (LayerKind kind : config.kinds()) {
            if (kind.window() > 0 && kind.window() < config.contextLength()) {
                return Optional.of("a sliding window of " + kind.window());
            }
            if (kind.rotation() != Rotation.GLOBAL) {
                return Optional.of("layers without rotary embedding");
            }
        }
        if (!config.attention().usualScale() || config.attention().softCap() > 0) {
            return Optional.of("an attention scale of its own");
        }
        if (!config.multipliers().equals(MultiplierConfig.NONE)) {
            return Optional.of("multipliers");
        }
        return switch (config.rope()) {
            case Rope.Standard _, Rope.Linear _, Rope.Llama3 _ -> Optional.empty();
            case Rope.Dynamic _, Rope.Yarn _, Rope.LongRope _ ->
                    Optional.of("a rope scaling that depends on the length or scales attention");
        };
    }
}
