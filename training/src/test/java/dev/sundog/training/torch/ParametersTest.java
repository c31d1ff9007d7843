package dev.sundog.training.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.model.architecture.ModelConfig;

import org.junit.jupiter.api.Test;

import java.util.List;

class ParametersTest {
    private static final ModelConfig CONFIG = Goldens.tiny(false, true);

    @Test
    void everyElementBelongsToOneTensorAndMatricesComeFirst() {
        ParameterLayout layout = ParameterLayout.of(CONFIG);
        long next = 0;
        for (ParameterLayout.Slice slice : layout.slices()) {
            assertThat(slice.offset()).as(slice.name()).isEqualTo(next);
            assertThat(slice.decayed()).isEqualTo(next < layout.decayedCount());
            next += slice.count();
        }
        assertThat(next).isEqualTo(layout.count());
        // embedding and head 2·61·64; a layer: q, o 64², k, v 32·64, three of 48·64
        assertThat(layout.decayedCount())
                .isEqualTo(2 * 61 * 64 + 2 * (2 * 64 * 64 + 2 * 32 * 64 + 3 * 48 * 64));
        assertThat(layout.layers().get(1).queryKeyValue().shape()).isEqualTo(List.of(128L, 64L));
    }

    @Test
    void randomWeightsHaveTheDeviationsOfGpt2() {
        try (Parameters parameters = Parameters.random(CONFIG, 5, Precision.F32);
                Parameters again = Parameters.random(CONFIG, 5, Precision.F32);
                Parameters other = Parameters.random(CONFIG, 6, Precision.F32)) {
            assertThat(deviation(parameters, "model.embed_tokens.weight"))
                    .isCloseTo(0.02, within(0.001));
            assertThat(deviation(parameters, "model.layers.1.self_attn.o_proj.weight"))
                    .isCloseTo(0.01, within(0.0005)); // 0.02 / sqrt(2·2 layers)
            assertThat(deviation(parameters, "model.norm.weight")).isEqualTo(1);
            assertThat(deviation(parameters, "model.layers.0.mlp.up_proj.bias")).isZero();
            assertThat(parameters.values().mismatch(again.values())).isEqualTo(-1);
            assertThat(parameters.values().mismatch(other.values())).isNotEqualTo(-1);
        }
    }

    /** Root of the mean square. */
    private static double deviation(Parameters parameters, String name) {
        ParameterLayout.Slice slice =
                parameters.layout().slices().stream()
                        .filter(s -> s.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        float[] values = new float[(int) slice.count()];
        parameters.read(slice, 0, values.length, values, 0);
        double squares = 0;
        for (float value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares / values.length);
    }
}
