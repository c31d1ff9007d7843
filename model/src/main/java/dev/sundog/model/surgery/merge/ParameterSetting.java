package dev.sundog.model.surgery.merge;

import java.util.List;
import java.util.Optional;

/**
 * What a recipe says about one parameter in one place: a number, a gradient over the layers, or
 * several of these for tensors whose names contain a text. Immutable.
 *
 * @param parameter which one
 * @param cases tried in order; the first whose filter fits decides
 */
public record ParameterSetting(MergeParameter parameter, List<Case> cases) {
    /**
     * A value for some tensors.
     *
     * @param filter text that their names contain; empty for all
     * @param values one, or several from the first layer of a slice to its last; a flag is 0 or 1
     */
    public record Case(Optional<String> filter, List<Double> values) {
        public Case {
            values = List.copyOf(values);
        }

        private boolean fits(String tensor) {
            return filter.map(tensor::contains).orElse(true);
        }
    }

    public ParameterSetting {
        cases = List.copyOf(cases);
    }

    /**
     * The value for a tensor. Numbers are interpolated, of flags the one before is taken.
     *
     * @param position 0 for the first layer of the slice, 1 for its last
     * @return empty if nothing is said about this tensor
     */
    Optional<Double> at(String tensor, double position) {
        for (Case candidate : cases) {
            if (candidate.fits(tensor)) {
                return value(candidate.values(), position);
            }
        }
        return Optional.empty();
    }

    private Optional<Double> value(List<Double> values, double position) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        double scaled = position * (values.size() - 1);
        int before = (int) scaled;
        double first = values.get(before);
        if (parameter.flag()) {
            return Optional.of(first);
        }
        double second = values.get(Math.min(values.size() - 1, before + 1));
        double fraction = scaled - before;
        return Optional.of((1 - fraction) * first + fraction * second);
    }
}
