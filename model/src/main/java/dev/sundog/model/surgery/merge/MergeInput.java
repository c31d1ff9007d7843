package dev.sundog.model.surgery.merge;

import java.util.Map;
import java.util.Optional;

/**
 * A model, or some layers of it, that goes into a merge.
 *
 * @param model as named in the recipe
 * @param layers which layers; empty for all
 * @param parameters said of it alone
 * @param place {@code file:line}, for errors
 */
public record MergeInput(
        String model,
        Optional<LayerRange> layers,
        Map<MergeParameter, ParameterSetting> parameters,
        String place) {
    /**
     * Layers {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param from first layer
     * @param to layer after the last
     */
    public record LayerRange(int from, int to) {
        /** How many. */
        int count() {
            return to - from;
        }
    }

    public MergeInput {
        parameters = Map.copyOf(parameters);
    }
}
