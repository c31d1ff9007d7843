package dev.sundog.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.torch.Goldens;
import dev.sundog.training.torch.MemoryCheckpoint;
import dev.sundog.training.torch.Precision;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Runs of alignment and of instruction tuning, whole, killed and resumed. */
class AlignmentRunTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    /** Dies after a scored pair, or after a step, as a process does. */
    private record Dies(long afterPair, long afterStep) implements TrainingListener {
        @Override
        public void onReference(long done, long total) {
            if (done == afterPair) {
                throw new IllegalStateException("killed");
            }
        }

        @Override
        public void onStep(StepMetrics metrics, long steps) {
            if (metrics.step() == afterStep) {
                throw new IllegalStateException("killed");
            }
        }
    }

    @Test
    void aKilledAlignmentGoesOnBitExactlyAndScoresNothingTwice() throws IOException {
        TrainingConfig config = TinyRuns.with(TinyRuns.config(12, 4), "shuffle", true);
        Path whole = directory.resolve("whole");
        Path killed = directory.resolve("killed");
        List<LaneReference> opened = new ArrayList<>();
        TrainingSet.Preferences set = preferences(opened);
        run(config, set, whole, false, TrainingListener.NONE);
        opened.clear();

        assertThatThrownBy(() -> run(config, set, killed, false, new Dies(3, 0)))
                .hasMessage("killed");
        assertThatThrownBy(() -> run(config, set, killed, true, new Dies(0, 6)))
                .hasMessage("killed");
        run(config, set, killed, true, TrainingListener.NONE);

        assertThat(opened.stream().mapToInt(LaneReference::asked).sum()).isEqualTo(2 * 10);
        assertThat(opened).hasSize(2); // the third part had all scores in its directory
        assertThat(lines(killed)).hasSize(12).isEqualTo(lines(whole));
        assertThat(Files.mismatch(weights(killed), weights(whole))).isEqualTo(-1);
    }

    @Test
    void aStopWhileScoringIsAnInterruption() {
        TrainingListener stop =
                new TrainingListener() {
                    @Override
                    public boolean stopRequested() {
                        return true;
                    }
                };
        TrainingSet set = preferences(new ArrayList<>());
        TrainingResult result = run(TinyRuns.config(2, 0), set, directory, false, stop);
        assertThat(result.outcome()).isEqualTo(TrainingResult.Outcome.INTERRUPTED);
        assertThat(result.steps()).isZero();
    }

    /** Model and reference are the same before the first step: log 2, no reward, no margin. */
    @Test
    void itBeginsAtTheReferenceAndLearnsToPrefer() {
        TrainingConfig config = TinyRuns.config(30, 0);
        run(config, preferences(new ArrayList<>()), directory, false, TrainingListener.NONE);
        List<StepMetrics> metrics = MetricsLog.read(directory.resolve("metrics.jsonl"));
        assertThat(metrics.getFirst().loss()).isCloseTo(Math.log(2), within(1e-5));
        assertThat(preference(metrics.getFirst()).rewardMargin()).isCloseTo(0, within(1e-4));
        PreferenceMetrics last = preference(metrics.getLast());
        assertThat(last.rewardAccuracy()).isEqualTo(1);
        assertThat(last.rewardMargin())
                .isGreaterThan(0.5)
                .isCloseTo(last.rewardChosen() - last.rewardRejected(), within(1e-9));
        assertThat(metrics.getLast().loss()).isLessThan(0.5);
    }

    private static PreferenceMetrics preference(StepMetrics metrics) {
        PreferenceMetrics preference = metrics.preference();
        if (preference == null) {
            throw new AssertionError("no preference metrics in " + metrics);
        }
        return preference;
    }

    @Test
    void scoresOfOtherPairsAreNotUsed() {
        TrainingConfig config = TinyRuns.config(1, 0);
        List<LaneReference> opened = new ArrayList<>();
        TrainingSet.Preferences set = preferences(opened);
        run(config, set, directory, false, TrainingListener.NONE);
        TrainingSet fewer =
                new TrainingSet.Preferences(set.pairs().subList(1, 9), "start", set.reference());
        run(config, fewer, directory, false, TrainingListener.NONE);
        assertThat(opened.getLast().asked()).as("the four pairs of the one step").isEqualTo(8);
    }

    @Test
    void methodsThatDoNotExistAreRefusedByName() {
        for (String method : List.of("kto", "orpo", "simpo", "anything")) {
            TrainingConfig config = TinyRuns.with(TinyRuns.config(1, 0), "method", method);
            TrainingSet set = preferences(new ArrayList<>());
            assertThatThrownBy(() -> run(config, set, directory, false, TrainingListener.NONE))
                    .hasMessageContaining("method is " + method + ", expected dpo");
        }
    }

    @Test
    void packingDoesNotChangeTheLossOfConversations() {
        TrainingSet set = conversations();
        List<Double> losses = new ArrayList<>();
        for (boolean packing : new boolean[] {true, false}) {
            TrainingConfig config = TinyRuns.with(TinyRuns.config(1, 0), "packing", packing);
            config = TinyRuns.with(config, "batch", new TrainingConfig.Batch(40, 1));
            Path path = directory.resolve("packing-" + packing);
            losses.add(run(config, set, path, false, TrainingListener.NONE).finalLoss());
        }
        assertThat(losses.get(0)).isCloseTo(losses.get(1), within(1e-6));
    }

    /** Seven samples in steps of four, 4 + 3: two epochs are four steps. */
    @Test
    void aKilledTuningGoesOnBitExactlyAndEpochsEndWithWhatIsLeft() throws IOException {
        TrainingConfig config = TinyRuns.with(TinyRuns.config(1, 1), "epochs", 2.0);
        TrainingConfig unpacked = TinyRuns.with(config, "packing", false);
        Path whole = directory.resolve("whole");
        Path killed = directory.resolve("killed");
        TrainingSet set = conversations();
        TrainingResult result = run(unpacked, set, whole, false, TrainingListener.NONE);
        assertThat(result.steps()).isEqualTo(4);
        assertThat(result.tokens()).isEqualTo(2 * (4 + 5 + 6 + 7 + 8 + 9 + 10));

        assertThatThrownBy(() -> run(unpacked, set, killed, false, new Dies(0, 3)))
                .hasMessage("killed");
        run(unpacked, set, killed, true, TrainingListener.NONE);
        assertThat(lines(killed)).isEqualTo(lines(whole));
        assertThat(Files.mismatch(weights(killed), weights(whole))).isEqualTo(-1);

        TrainingSet other =
                new TrainingSet.Conversations(
                        SampleSource.of(
                                IntStream.range(0, 7).mapToObj(i -> sample(i, 5 + i, 3)).toList()));
        assertThatThrownBy(() -> run(unpacked, other, killed, true, TrainingListener.NONE))
                .hasMessageContaining("other data");
    }

    private static TrainingSet conversations() {
        return new TrainingSet.Conversations(
                SampleSource.of(IntStream.range(0, 7).mapToObj(i -> sample(i, 5 + i, 2)).toList()));
    }

    private static TrainingSet.Preferences preferences(List<LaneReference> opened) {
        List<PreferencePair> pairs =
                IntStream.range(0, 10)
                        .mapToObj(i -> new PreferencePair(sample(i, 9, 4), sample(i + 30, 12, 4)))
                        .toList();
        return new TrainingSet.Preferences(
                pairs,
                "start",
                () -> {
                    LaneReference reference =
                            new LaneReference(
                                    new MemoryCheckpoint(
                                            Goldens.parameters(
                                                    Goldens.tiny(true, false), Precision.F32)));
                    opened.add(reference);
                    return reference;
                });
    }

    private static Sample sample(int number, int length, int prompt) {
        int[] ids = IntStream.range(0, length).map(t -> (7 * number + t * t) % 61).toArray();
        boolean[] counted = new boolean[length];
        Arrays.fill(counted, prompt, length, true);
        return new Sample(ids, counted);
    }

    private static TrainingResult run(
            TrainingConfig config,
            TrainingSet set,
            Path directory,
            boolean resume,
            TrainingListener listener) {
        return TrainingRun.run(
                config, TinyRuns.golden(true, false), set, directory, resume, listener);
    }

    /** The lines of the metrics without the speed. */
    private static List<String> lines(Path directory) throws IOException {
        return Files.readAllLines(directory.resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll("\"tokensPerSecond\":[^,}]*", ""))
                .toList();
    }

    private static Path weights(Path directory) {
        return directory.resolve("model.safetensors");
    }
}
