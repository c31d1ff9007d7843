package dev.sundog.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Ten steps give the losses and gradient norms of PyTorch (see train_golden.py). */
class TorchParityTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void tenSteps(int index) throws Exception {
        JsonNode run = golden().get(index);
        List<StepMetrics> seen = new ArrayList<>();
        TrainingRun.run(
                TinyRuns.config(10, 0),
                TinyRuns.golden(run.get("tied").asBoolean(), run.get("biased").asBoolean()),
                new TrainingSet.Documents(TinyRuns.rows()),
                directory,
                false,
                new TrainingListener() {
                    @Override
                    public void onStep(StepMetrics metrics, long steps) {
                        seen.add(metrics);
                    }
                });

        assertThat(seen).hasSize(10);
        for (int step = 0; step < 10; step++) {
            assertThat(seen.get(step).loss())
                    .as("loss of step %d", step)
                    .isCloseTo(run.get("loss").get(step).asDouble(), within(1e-4));
            double norm = run.get("gradNorm").get(step).asDouble();
            assertThat(seen.get(step).gradNorm())
                    .as("gradient norm of step %d", step)
                    .isCloseTo(norm, within(1e-4 * Math.max(1, norm)));
        }
    }

    static JsonNode golden() throws Exception {
        try (InputStream in =
                Objects.requireNonNull(
                        TorchParityTest.class.getResourceAsStream(
                                "/dev/sundog/training/train_golden.json"))) {
            return new JsonMapper().readTree(in).get("runs");
        }
    }
}
