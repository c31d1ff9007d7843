package dev.sundog.model.surgery.merge;

import dev.sundog.model.failure.SundogException;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of one tensor of the result. What is said of an input goes before what is said of
 * its slice, that before what is said of everything.
 *
 * @param recipe that says it
 * @param slice that the tensor belongs to
 * @param tensor name in the result
 * @param position 0 for the first layer of the slice, 1 for its last
 */
record ParameterLookup(MergeRecipe recipe, MergeSlice slice, String tensor, double position) {
    /** A parameter that is one for all inputs. */
    Optional<Double> find(MergeParameter parameter) {
        return find(parameter, tensor, List.of(slice.parameters(), recipe.parameters()));
    }

    /** A parameter of one input, whose tensor is called {@code name}. */
    Optional<Double> find(MergeParameter parameter, MergeInput input, String name) {
        return find(
                parameter,
                name,
                List.of(input.parameters(), slice.parameters(), recipe.parameters()));
    }

    private Optional<Double> find(
            MergeParameter parameter,
            String name,
            List<Map<MergeParameter, ParameterSetting>> scopes) {
        for (Map<MergeParameter, ParameterSetting> scope : scopes) {
            ParameterSetting setting = scope.get(parameter);
            Optional<Double> value =
                    setting == null ? Optional.empty() : setting.at(name, position);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    /** A flag that is one for all inputs. */
    boolean flag(MergeParameter parameter, boolean otherwise) {
        return find(parameter).map(value -> value != 0).orElse(otherwise);
    }

    /** A parameter that must be there. */
    double shared(MergeParameter parameter) {
        return find(parameter)
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "merge-parameter",
                                        "%s: %s needs %s for tensor %s; add it under parameters"
                                                .formatted(
                                                        slice.place(),
                                                        recipe.method().key(),
                                                        parameter.key(),
                                                        tensor)));
    }

    /** The weight of an input, which must be there. */
    double weight(MergeInput input, String name) {
        return find(MergeParameter.WEIGHT, input, name)
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "merge-parameter",
                                        "%s: %s needs weight of '%s' for tensor %s; add it under parameters"
                                                .formatted(
                                                        input.place(),
                                                        recipe.method().key(),
                                                        input.model(),
                                                        name)));
    }
}
