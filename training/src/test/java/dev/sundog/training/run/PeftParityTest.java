package dev.sundog.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.training.objective.PreferenceLoss;
import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.torch.Goldens;
import dev.sundog.training.torch.Lane;
import dev.sundog.training.torch.MemoryCheckpoint;
import dev.sundog.training.torch.Parameters;
import dev.sundog.training.torch.Precision;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** Ten steps of TRL's trainers on PEFT's LoRA (see peft_golden.py), from the adapters it saved. */
class PeftParityTest {
    private static final int LENGTH = 40;
    private static final Path RESOURCES = resources();
    private static final JsonNode GOLDEN =
            new JsonMapper().readTree(RESOURCES.resolve("golden.json").toFile());
    private static final ModelConfig MODEL =
            ModelConfig.builder("llama")
                    .vocabularySize(GOLDEN.get("vocabularySize").asInt())
                    .hiddenSize(64)
                    .intermediateSize(48)
                    .layerCount(2)
                    .heads(4, 2, 16)
                    .contextLength(64)
                    .tiedEmbeddings(true)
                    .build();

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    private static Path resources() {
        try {
            return Path.of(
                            Objects.requireNonNull(
                                            PeftParityTest.class.getResource(
                                                    "/dev/sundog/training/peft/golden.json"))
                                    .toURI())
                    .resolveSibling(".")
                    .normalize();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void instructionTuning(int index) {
        JsonNode run = GOLDEN.get("runs").get(index);
        List<Sample> samples = new ArrayList<>();
        for (JsonNode sample : run.get("samples")) {
            int[] ids = ids(sample.get("ids"));
            boolean[] counted = new boolean[ids.length];
            for (int i = 0; i < ids.length; i++) {
                counted[i] = sample.get("counted").get(i).asBoolean();
            }
            samples.add(new Sample(ids, counted));
        }
        train(
                run,
                config(2, 2, 4e-3, run),
                new TrainingSet.Conversations(SampleSource.of(samples)));
    }

    @ParameterizedTest
    @ValueSource(ints = 2)
    void alignmentToTheBase(int index) {
        JsonNode run = GOLDEN.get("runs").get(index);
        List<PreferencePair> pairs = new ArrayList<>();
        for (JsonNode sample : run.get("samples")) {
            pairs.add(
                    new PreferencePair(
                            completion(sample, "chosen"), completion(sample, "rejected")));
        }
        TrainingConfig config =
                TinyRuns.with(
                        config(3, 1, 4e-3, run),
                        "dpo",
                        new TrainingConfig.Dpo(PreferenceLoss.SIGMOID, 0.5, 0));
        train(
                run,
                config,
                new TrainingSet.Preferences(
                        pairs, "start", () -> new LaneReference(start().checkpoint())));
        List<StepMetrics> found = MetricsLog.read(directory.resolve("metrics.jsonl"));
        for (int step = 0; step < found.size(); step++) {
            PreferenceMetrics metrics = Objects.requireNonNull(found.get(step).preference());
            assertThat(metrics.rewardMargin())
                    .as("margin of step %d", step + 1)
                    .isCloseTo(run.get("rewardMargin").get(step).asDouble(), within(1e-3));
        }
    }

    private void train(JsonNode run, TrainingConfig config, TrainingSet set) {
        TrainingRun.run(config, start(), set, directory, false, TrainingListener.NONE);
        List<StepMetrics> found = MetricsLog.read(directory.resolve("metrics.jsonl"));
        assertThat(found).hasSize(10);
        assertCurve(run.get("loss"), found, StepMetrics::loss);
        assertCurve(run.get("gradNorm"), found, StepMetrics::gradNorm);
        try (Checkpoint merged = Checkpoints.open(directory);
                Parameters parameters = Parameters.of(merged, Precision.F32);
                Lane lane = Lane.of(parameters)) {
            float[] logits = lane.logits(1, 2, 3, 4, 5, 6, 7, 8)[7];
            for (int i = 0; i < logits.length; i++) {
                assertThat((double) logits[i])
                        .as("logit %d of the merged model", i)
                        .isCloseTo(run.get("logits").get(i).asDouble(), within(1e-3));
            }
        }
    }

    private static void assertCurve(
            JsonNode expected, List<StepMetrics> found, ToDoubleFunction<StepMetrics> value) {
        for (int step = 0; step < found.size(); step++) {
            double reference = expected.get(step).asDouble();
            assertThat(value.applyAsDouble(found.get(step)))
                    .as("step %d", step + 1)
                    .isCloseTo(reference, within(1e-4 * Math.max(1, reference)));
        }
    }

    private static Sample completion(JsonNode sample, String key) {
        int[] prompt = ids(sample.get("prompt"));
        int[] completion = ids(sample.get(key));
        int length = Math.min(LENGTH, prompt.length + completion.length);
        int[] ids = Arrays.copyOf(prompt, length);
        System.arraycopy(completion, 0, ids, prompt.length, length - prompt.length);
        boolean[] counted = new boolean[length];
        Arrays.fill(counted, prompt.length, length, true);
        return new Sample(ids, counted);
    }

    private static int[] ids(JsonNode list) {
        int[] ids = new int[list.size()];
        Arrays.setAll(ids, i -> list.get(i).asInt());
        return ids;
    }

    private static StartingPoint.Weights start() {
        return new StartingPoint.Weights(
                new MemoryCheckpoint(Goldens.parameters(MODEL, Precision.F32)));
    }

    private static TrainingConfig config(int batch, int accumulate, double rate, JsonNode run) {
        String targets = run.get("targets").asString();
        TrainingConfig config = TinyRuns.config(10, 0);
        config = TinyRuns.with(config, "sequence", LENGTH);
        config = TinyRuns.with(config, "packing", false);
        config = TinyRuns.with(config, "batch", new TrainingConfig.Batch(batch, accumulate));
        config =
                TinyRuns.with(
                        config,
                        "optimizer",
                        new TrainingConfig.Optimizer(
                                "adamw", rate, List.of(0.9, 0.95), 1e-8, 0.1, 1.0));
        config =
                TinyRuns.with(config, "schedule", new TrainingConfig.Schedule("cosine", 0.25, 0.1));
        return TinyRuns.with(
                config,
                "adapter",
                new TrainingConfig.Adapter(
                        "lora",
                        4,
                        6,
                        0,
                        targets.equals("all") ? List.of("all-linear") : List.of("q_proj", "v_proj"),
                        RESOURCES.resolve("init-" + targets).toString()));
    }
}
