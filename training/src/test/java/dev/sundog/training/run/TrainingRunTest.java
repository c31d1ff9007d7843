package dev.sundog.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.failure.SundogException;
import dev.sundog.training.torch.Goldens;
import dev.sundog.training.torch.MemoryCheckpoint;
import dev.sundog.training.torch.ParameterLayout;
import dev.sundog.training.torch.Parameters;
import dev.sundog.training.torch.Precision;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class TrainingRunTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    /** Dies after a step, as a process does: nothing is written any more. */
    private record DiesAfter(long step) implements TrainingListener {
        @Override
        public void onStep(StepMetrics metrics, long steps) {
            if (metrics.step() == step) {
                throw new IllegalStateException("killed");
            }
        }
    }

    @Test
    void fortyStepsAreFortyStepsKilledTwice() throws IOException {
        TrainingConfig config = TinyRuns.with(TinyRuns.config(40, 8), "shuffle", true);
        Path whole = directory.resolve("whole");
        Path killed = directory.resolve("killed");
        run(config, whole, false, TrainingListener.NONE);

        assertThatThrownBy(() -> run(config, killed, false, new DiesAfter(13)))
                .hasMessage("killed");
        assertThatThrownBy(() -> run(config, killed, true, new DiesAfter(30))).hasMessage("killed");
        assertThat(killed.resolve("model.safetensors")).doesNotExist();
        TrainingResult result = run(config, killed, true, TrainingListener.NONE);

        assertThat(result.outcome()).isEqualTo(TrainingResult.Outcome.COMPLETED);
        assertThat(losses(killed)).hasSize(40).isEqualTo(losses(whole));
        assertThat(Files.mismatch(weights(killed), weights(whole))).isEqualTo(-1);
        try (var folders = Files.list(killed.resolve("checkpoints"))) {
            assertThat(folders.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-000024", "step-000032");
        }
    }

    @Test
    void aStoppedRunIsResumed() throws IOException {
        TrainingConfig config = TinyRuns.config(6, 0);
        TrainingListener stop =
                new TrainingListener() {
                    @Override
                    public boolean stopRequested() {
                        return true;
                    }
                };
        TrainingResult first = run(config, directory, false, stop);
        assertThat(first.outcome()).isEqualTo(TrainingResult.Outcome.INTERRUPTED);
        assertThat(first.steps()).isEqualTo(1);
        TrainingResult rest = run(config, directory, true, TrainingListener.NONE);
        assertThat(rest.outcome()).isEqualTo(TrainingResult.Outcome.COMPLETED);
        assertThat(losses(directory)).hasSize(6);
    }

    @Test
    void whatIsWrittenIsACheckpoint() {
        run(TinyRuns.config(3, 2), directory, false, TrainingListener.NONE);
        for (Path path : List.of(directory, directory.resolve("checkpoints/step-000002"))) {
            try (Checkpoint written = Checkpoints.open(path)) {
                assertThat(written.config()).isEqualTo(Goldens.tiny(true, false));
                assertThat(written.companion("tokenizer.json")).isPresent();
            }
        }
    }

    @Test
    void accumulationIsALargerBatch() throws IOException {
        Path large = directory.resolve("large");
        Path accumulated = directory.resolve("accumulated");
        run(rows(8, 1), large, false, TrainingListener.NONE);
        run(rows(1, 8), accumulated, false, TrainingListener.NONE);
        assertThat(losses(accumulated)).isEqualTo(losses(large));
        assertThat(Files.mismatch(weights(large), weights(accumulated))).isEqualTo(-1);
    }

    @Test
    void threadsAgreeToRoundingAndEachRepeatsItself() throws IOException {
        List<List<Double>> all = new ArrayList<>();
        for (int threads : new int[] {1, 1, 2, 2}) {
            Path path = directory.resolve("run" + all.size());
            run(
                    TinyRuns.with(TinyRuns.config(8, 0), "threads", threads),
                    path,
                    false,
                    TrainingListener.NONE);
            all.add(losses(path));
        }
        assertThat(all.get(1)).isEqualTo(all.get(0));
        assertThat(all.get(3)).isEqualTo(all.get(2));
        for (int step = 0; step < 8; step++) {
            assertThat(all.get(2).get(step)).isCloseTo(all.get(0).get(step), within(1e-4));
        }
    }

    @Test
    void frozenTensorsStay() {
        TrainingConfig config =
                TinyRuns.with(TinyRuns.config(2, 0), "freeze", List.of("model.layers.0.*"));
        run(config, directory, false, TrainingListener.NONE);
        try (Checkpoint written = Checkpoints.open(directory);
                Parameters before = Goldens.parameters(Goldens.tiny(true, false), Precision.F32)) {
            for (ParameterLayout.Slice slice : before.layout().slices()) {
                float[] old = new float[(int) slice.count()];
                before.read(slice, 0, old.length, old, 0);
                float[] now = written.readAll(written.tensor(slice.name()));
                assertThat(Arrays.equals(old, now))
                        .as(slice.name())
                        .isEqualTo(slice.name().startsWith("model.layers.0."));
            }
        }
    }

    @Test
    void aLossThatIsNoNumberStopsTheRunAndNamesStepAndSamples() {
        Parameters parameters = Goldens.parameters(Goldens.tiny(true, false), Precision.F32);
        parameters.values().setAtIndex(ValueLayout.JAVA_FLOAT, 0, Float.NaN); // of token 0
        StartingPoint start = new StartingPoint.Weights(new MemoryCheckpoint(parameters));
        assertThatThrownBy(
                        () ->
                                TrainingRun.run(
                                        TinyRuns.config(5, 0),
                                        start,
                                        new TrainingSet.Documents(TinyRuns.rows()),
                                        directory,
                                        false,
                                        TrainingListener.NONE))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("Step 1 of 5")
                .hasMessageContaining("samples 0, 1, 2, 3")
                .hasMessageContaining("learningRate");
        assertThat(directory.resolve("config.json")).doesNotExist();
    }

    @Test
    void resumingWithAnotherConfigurationOrADamagedStateIsRefused() throws IOException {
        run(TinyRuns.config(3, 2), directory, false, TrainingListener.NONE);
        assertThatThrownBy(() -> run(TinyRuns.config(4, 2), directory, true, TrainingListener.NONE))
                .hasMessageContaining("another configuration");
        Path state = directory.resolve("checkpoints/step-000002/training-state.bin");
        byte[] bytes = Files.readAllBytes(state);
        bytes[bytes.length / 2] ^= 1;
        Files.write(state, bytes);
        assertThatThrownBy(() -> run(TinyRuns.config(3, 2), directory, true, TrainingListener.NONE))
                .hasMessageContaining("checksum");
        Files.write(state, Arrays.copyOf(bytes, 1000));
        assertThatThrownBy(() -> run(TinyRuns.config(3, 2), directory, true, TrainingListener.NONE))
                .hasMessageContaining("has 1000 bytes");
    }

    private static TrainingConfig rows(int size, int accumulate) {
        TrainingConfig.Batch batch = new TrainingConfig.Batch(size, accumulate);
        return TinyRuns.with(TinyRuns.config(4, 0), "batch", batch);
    }

    private static TrainingResult run(
            TrainingConfig config, Path directory, boolean resume, TrainingListener listener) {
        return TrainingRun.run(
                config,
                TinyRuns.golden(true, false),
                new TrainingSet.Documents(TinyRuns.ragged(30)),
                directory,
                resume,
                listener);
    }

    private static List<Double> losses(Path directory) {
        return MetricsLog.read(directory.resolve("metrics.jsonl")).stream()
                .map(StepMetrics::loss)
                .toList();
    }

    private static Path weights(Path directory) {
        return directory.resolve("model.safetensors");
    }
}
