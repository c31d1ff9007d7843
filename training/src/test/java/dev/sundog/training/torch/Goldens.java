package dev.sundog.training.torch;

import dev.sundog.model.architecture.ModelConfig;

import java.lang.foreign.ValueLayout;
import java.util.Comparator;
import java.util.List;

/** The formulas of {@code train_golden.py}. */
public final class Goldens {
    private Goldens() {}

    /** The golden's tiny model. */
    public static ModelConfig tiny(boolean tied, boolean biased) {
        return ModelConfig.builder("llama")
                .vocabularySize(61)
                .hiddenSize(64)
                .intermediateSize(48)
                .layerCount(2)
                .heads(4, 2, 16)
                .contextLength(64)
                .tiedEmbeddings(tied)
                .biases(biased, biased)
                .build();
    }

    /** Element i of the k-th tensor by name: {@code 0.08 sin(0.61 i + 1.7 k)}; norms: 1 + that. */
    public static Parameters parameters(ModelConfig config, Precision precision) {
        Parameters parameters = Parameters.random(config, 0, precision);
        List<ParameterLayout.Slice> slices =
                parameters.layout().slices().stream()
                        .sorted(Comparator.comparing(ParameterLayout.Slice::name))
                        .toList();
        for (int k = 0; k < slices.size(); k++) {
            ParameterLayout.Slice slice = slices.get(k);
            double base = slice.name().endsWith("norm.weight") ? 1 : 0;
            for (long i = 0; i < slice.count(); i++) {
                float value = (float) (base + 0.08 * Math.sin(0.61 * i + 1.7 * k));
                parameters.values().setAtIndex(ValueLayout.JAVA_FLOAT, slice.offset() + i, value);
            }
        }
        parameters.refresh();
        return parameters;
    }

    /** Row {@code row} of step {@code step}, 17 ids. */
    public static int[] row(int step, int row) {
        int[] ids = new int[17];
        for (int t = 0; t < ids.length; t++) {
            ids[t] = (7 * (step % 2) + 13 * row + 3 * t * t + 5 * t) % 61;
        }
        return ids;
    }
}
