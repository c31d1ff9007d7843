package dev.sundog.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.inference.TinyModels;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.sampling.LogProbabilities;
import dev.sundog.model.language.Session;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

/** What transformers computes with the same weights; see make_tiny_llama.py. */
class GoldenTest {
    @ParameterizedTest
    @CsvSource({"awkward, scalar", "awkward, vector", "plain, scalar", "plain, vector"})
    void logitsHiddenStatesAndGreedyTextAreThoseOfTransformers(String name, String kernels) {
        JsonNode golden = TinyModels.golden(name);
        int[] ids = TinyModels.ints(golden.path("ids"));
        try (CpuModel model = TinyModels.open(TinyModels.path(name), kernels, 2);
                Session session = model.openSession(64)) {
            assertThat(model.tokenizer().encode("A sun dog stands beside the sun.", false))
                    .containsExactly(ids);
            float[][] hidden = session.appendHidden(ids);
            for (int i = 0; i < ids.length; i++) {
                assertThat(hidden[i])
                        .containsExactly(
                                TinyModels.floats(golden.path("hidden").get(i)), within(1e-4f));
            }
            session.rollBack(0);
            int[] seen = {0};
            session.appendAll(
                    ids,
                    ids.length,
                    (index, logits) -> {
                        assertThat(index).isEqualTo(seen[0]++);
                        assertThat(logits)
                                .containsExactly(
                                        TinyModels.floats(golden.path("logits").get(index)),
                                        within(1e-4f));
                    });
            assertThat(seen[0]).isEqualTo(ids.length);
            session.rollBack(0);
            float[] logits = session.append(ids);
            for (int expected : TinyModels.ints(golden.path("greedy"))) {
                assertThat(LogProbabilities.argmax(logits)).isEqualTo(expected);
                logits = session.append(expected);
            }
        }
    }
}
