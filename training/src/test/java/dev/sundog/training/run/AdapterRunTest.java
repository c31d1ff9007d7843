package dev.sundog.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.HuggingFaceWriter;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.adapter.AdapterMerger;
import dev.sundog.model.surgery.adapter.LowRankAdapter;
import dev.sundog.training.torch.Goldens;
import dev.sundog.training.torch.MemoryCheckpoint;
import dev.sundog.training.torch.Precision;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs that train an adapter: whole, killed and resumed, read back and merged. */
class AdapterRunTest {
    private static final TrainingConfig.Adapter ALL =
            new TrainingConfig.Adapter("lora", 3, 6, 0, List.of("all-linear"), null);

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    /** Dies after a step, as a process does. */
    private record Dies(long step) implements TrainingListener {
        @Override
        public void onStep(StepMetrics metrics, long steps) {
            if (metrics.step() == step) {
                throw new IllegalStateException("killed");
            }
        }
    }

    private static TrainingConfig config(int steps, int every, TrainingConfig.Adapter adapter) {
        return TinyRuns.with(TinyRuns.config(steps, every), "adapter", adapter);
    }

    private static TrainingResult run(
            TrainingConfig config, Path directory, boolean resume, TrainingListener listener) {
        return TrainingRun.run(
                config,
                TinyRuns.golden(true, false),
                new TrainingSet.Documents(TinyRuns.rows()),
                directory,
                resume,
                listener);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aKilledRunGoesOnBitExactly(Precision precision) throws IOException {
        TrainingConfig config = TinyRuns.with(config(12, 4, ALL), "precision", precision);
        Path whole = directory.resolve("whole");
        Path killed = directory.resolve("killed");
        run(config, whole, false, TrainingListener.NONE);
        assertThatThrownBy(() -> run(config, killed, false, new Dies(6))).hasMessage("killed");
        Path checkpoint = killed.resolve("checkpoints/step-000004");
        assertThat(checkpoint.resolve("model.safetensors")).doesNotExist();
        assertThat(checkpoint.resolve("adapter/adapter_config.json")).exists();
        run(config, killed, true, TrainingListener.NONE);

        for (String file : List.of("model.safetensors", "adapter/adapter_model.safetensors")) {
            assertThat(Files.mismatch(killed.resolve(file), whole.resolve(file))).isEqualTo(-1);
        }
        assertThatThrownBy(
                        () ->
                                run(
                                        config(
                                                12,
                                                4,
                                                new TrainingConfig.Adapter(
                                                        "lora", 3, 7, 0, ALL.targets(), null)),
                                        killed,
                                        true,
                                        TrainingListener.NONE))
                .hasMessageContaining("another configuration");
    }

    @Test
    void onlyTheTargetsChangeAndByWhatTheAdapterSays() {
        Path start = directory.resolve("start");
        try (Checkpoint memory =
                new MemoryCheckpoint(
                        Goldens.parameters(Goldens.tiny(true, false), Precision.F32))) {
            HuggingFaceWriter.write(
                    start,
                    memory.configJson(),
                    Map.of(),
                    memory.tensors(),
                    TensorSource.of(memory),
                    ProgressListener.NONE);
        }
        Path tuned = directory.resolve("tuned");
        Path again = directory.resolve("again");
        try (Checkpoint base = Checkpoints.open(start)) {
            TrainingRun.run(
                    config(5, 0, TrainingConfig.Adapter.defaults()),
                    new StartingPoint.Weights(base),
                    new TrainingSet.Documents(TinyRuns.rows()),
                    tuned,
                    false,
                    TrainingListener.NONE);
            try (LowRankAdapter adapter = LowRankAdapter.open(tuned.resolve("adapter"))) {
                assertThat(adapter.config().base()).contains(start.toString());
                assertThat(adapter.factors()).hasSize(4);
                AdapterMerger.merge(base, adapter, again, false, ProgressListener.NONE);
            }
            try (Checkpoint trained = Checkpoints.open(tuned);
                    Checkpoint merged = Checkpoints.open(again)) {
                for (TensorInfo tensor : base.tensors()) {
                    float[] before = base.readAll(tensor);
                    float[] after = trained.readAll(trained.tensor(tensor.name()));
                    boolean target = tensor.name().matches(".*\\.[qv]_proj\\.weight");
                    assertThat(Arrays.equals(before, after)).as(tensor.name()).isEqualTo(!target);
                    assertThat(merged.readAll(merged.tensor(tensor.name())))
                            .containsExactly(after, within(1e-7f));
                }
            }
        }
    }

    /** Nothing is learnt from where the other run ended that it did not learn itself. */
    @Test
    void anAdapterIsGoneOnFrom() {
        Path first = directory.resolve("first");
        double reached = run(config(10, 0, ALL), first, false, TrainingListener.NONE).finalLoss();
        TrainingConfig.Adapter further =
                new TrainingConfig.Adapter(
                        "lora", 3, 6, 0, ALL.targets(), first.resolve("adapter").toString());
        Path second = directory.resolve("second");
        TrainingResult result = run(config(1, 0, further), second, false, TrainingListener.NONE);
        assertThat(result.finalLoss()).isLessThan(reached);

        TrainingConfig.Adapter larger =
                new TrainingConfig.Adapter("lora", 4, 8, 0, ALL.targets(), further.init());
        assertRefused(larger, "has rank 3 and scale 2.0, adapter says rank 4");
        TrainingConfig.Adapter fewer =
                new TrainingConfig.Adapter("lora", 3, 6, 0, List.of("q_proj"), further.init());
        assertRefused(fewer, "which adapter.targets does not name");
    }

    @Test
    void whatCannotBeTrainedIsRefusedByName() {
        assertRefused(new TrainingConfig.Adapter("dora", 3, 6, 0, ALL.targets(), null), "dora");
        assertRefused(
                new TrainingConfig.Adapter("lora", 3, 6, 0.05, ALL.targets(), null),
                "adapter.dropout is 0.05, expected 0");
        assertRefused(
                new TrainingConfig.Adapter("lora", 0, 6, 0, ALL.targets(), null),
                "adapter.rank is 0");
        assertRefused(
                new TrainingConfig.Adapter("lora", 3, 6, 0, List.of("q_prj"), null),
                "'q_prj'; did you mean 'q_proj'?");
        assertRefused(
                new TrainingConfig.Adapter("lora", 3, 6, 0, List.of("embed_tokens"), null),
                "no projection inside a layer is named 'embed_tokens'");
        assertRefused(
                new TrainingConfig.Adapter("lora", 3, 6, 0, List.of("q_proj"), "no-such-folder"),
                "no-such-folder");
        TrainingConfig frozen = TinyRuns.with(config(1, 0, ALL), "freeze", List.of("*"));
        assertThatThrownBy(() -> run(frozen, directory, false, TrainingListener.NONE))
                .hasMessageContaining("freeze is set beside adapter");
    }

    private void assertRefused(TrainingConfig.Adapter adapter, String message) {
        assertThatThrownBy(
                        () ->
                                run(
                                        config(1, 0, adapter),
                                        directory.resolve("refused"),
                                        false,
                                        TrainingListener.NONE))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        e -> assertThat(e.kind()).isEqualTo(SundogException.Kind.DATA))
                .hasMessageContaining(message);
    }
}
