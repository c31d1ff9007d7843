package dev.sundog.training.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.model.architecture.LayerKind;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.architecture.ModelConfigBuilder;
import dev.sundog.model.architecture.MultiplierConfig;
import dev.sundog.model.architecture.PositionConfig;
import dev.sundog.model.architecture.Rope;
import dev.sundog.model.architecture.Rotation;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What training does not compute is named, not trained wrongly. */
class PlainLlamaTest {
    private static ModelConfigBuilder model(String family) {
        return ModelConfig.builder(family)
                .vocabularySize(10)
                .hiddenSize(8)
                .intermediateSize(12)
                .layerCount(2)
                .heads(2, 1, 4)
                .contextLength(64);
    }

    @Test
    void plainLlamasAndMistralsMayBeTrained() {
        assertThat(PlainLlama.different(model("llama").build())).isEmpty();
        List<LayerKind> wide = List.of(new LayerKind(64, Rotation.GLOBAL, false));
        assertThat(PlainLlama.different(model("mistral").kinds(wide).build())).isEmpty();
    }

    @Test
    void everythingElseIsNamed() {
        assertThat(PlainLlama.different(model("qwen3").build()))
                .hasValueSatisfying(what -> assertThat(what).contains("qwen3"));
        List<LayerKind> narrow = List.of(new LayerKind(16, Rotation.GLOBAL, false));
        assertThat(PlainLlama.different(model("mistral").kinds(narrow).build()))
                .hasValueSatisfying(what -> assertThat(what).contains("window of 16"));
        assertThat(
                        PlainLlama.different(
                                model("llama")
                                        .multipliers(new MultiplierConfig(2, 1, 1, 0))
                                        .build()))
                .isPresent();
        Rope rope = new Rope.Dynamic(10000, 2, 64);
        assertThat(
                        PlainLlama.different(
                                model("llama").positions(PositionConfig.of(rope, 4)).build()))
                .hasValueSatisfying(what -> assertThat(what).contains("rope"));
    }
}
