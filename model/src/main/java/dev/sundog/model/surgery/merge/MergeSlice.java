package dev.sundog.model.surgery.merge;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Consecutive layers of the result and what they are made of.
 *
 * @param inputs in the recipe's order
 * @param baseModel which of the inputs is the base
 * @param parameters said of the slice
 * @param place {@code file:line}, for errors
 */
public record MergeSlice(
        List<MergeInput> inputs,
        Optional<String> baseModel,
        Map<MergeParameter, ParameterSetting> parameters,
        String place) {
    public MergeSlice {
        inputs = List.copyOf(inputs);
        parameters = Map.copyOf(parameters);
    }

    /** Index of the base among the inputs; -1 if it is none of them. */
    int baseIndex() {
        for (int i = 0; i < inputs.size(); i++) {
            if (baseModel.equals(Optional.of(inputs.get(i).model()))) {
                return i;
            }
        }
        return -1;
    }
}
