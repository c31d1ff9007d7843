package dev.sundog.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.inference.TinyModels;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class BatchedModelTest {
    @Test
    void answersTogetherAreThoseOneByOne() {
        try (CpuModel alone = TinyModels.open(TinyModels.path("plain"), "vector", 2)) {
            BatchedModel together = new BatchedModel(alone);
            List<String> prompts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                prompts.add("A sun dog stands beside the sun. ".substring(i));
            }
            GenerationOptions greedy = GenerationOptions.greedy(9);
            List<Generation> answers = together.generateAll(prompts, greedy);
            assertThat(answers).hasSize(20);
            for (int i = 0; i < 20; i++) {
                Generation expected = alone.generate(prompts.get(i), greedy, TokenListener.NONE);
                assertThat(answers.get(i).text()).as(prompts.get(i)).isEqualTo(expected.text());
                assertThat(answers.get(i).ids()).isEqualTo(expected.ids());
                assertThat(answers.get(i).finishReason()).isEqualTo(expected.finishReason());
                assertThat(answers.get(i).promptTokens()).isEqualTo(expected.promptTokens());
            }
            assertThat(together.generateAll(List.of(), greedy)).isEmpty();
        }
    }

    @Test
    void aPromptThatDoesNotFitFailsAsAlone() {
        try (CpuModel alone = TinyModels.open(TinyModels.path("plain"), "vector", 1)) {
            String tooLong = "sun ".repeat(alone.config().contextLength());
            assertThatThrownBy(
                            () ->
                                    new BatchedModel(alone)
                                            .generateAll(
                                                    List.of("short", tooLong),
                                                    GenerationOptions.greedy(2)))
                    .isInstanceOf(SundogException.class)
                    .extracting("code")
                    .isEqualTo("prompt-too-long");
        }
    }
}
