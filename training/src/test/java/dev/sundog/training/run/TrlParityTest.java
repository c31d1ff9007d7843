package dev.sundog.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.training.objective.PreferenceLoss;
import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.objective.SampleEncoder;
import dev.sundog.training.objective.TinyEncoder;
import dev.sundog.training.torch.Goldens;
import dev.sundog.training.torch.MemoryCheckpoint;
import dev.sundog.training.torch.Precision;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Ten steps of TRL's SFTTrainer and DPOTrainer (see trl_golden.py), from texts to losses. */
class TrlParityTest {
    private static final int LENGTH = 40;
    private static final JsonNode GOLDEN =
            new JsonMapper().readTree(TinyEncoder.resource("golden.json"));
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

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void instructionTuning(int index) {
        JsonNode run = GOLDEN.get("runs").get(index);
        boolean marked = run.get("template").asString().contains("generation %}");
        SampleFitting fitting = new SampleFitting(LENGTH, TrainingConfig.Overlong.TRUNCATE);
        List<Sample> samples = new ArrayList<>();
        try (Tokenizer tokenizer = TinyEncoder.tokenizer()) {
            SampleEncoder encoder = TinyEncoder.of(tokenizer, run.get("template").asString());
            for (JsonNode conversation : GOLDEN.get("conversations")) {
                if (marked || conversation.size() < 4) {
                    Sample sample = encoder.conversation(messages(conversation), true);
                    fitting.fit(sample).ifPresent(samples::add);
                }
            }
        }
        assertSamples(run.get("samples"), samples);
        TrainingConfig config = config(2, 2, 4e-3, run.get("schedule").asString());
        assertCurves(run, config, new TrainingSet.Conversations(SampleSource.of(samples)));
    }

    private static void assertSamples(JsonNode expected, List<Sample> samples) {
        assertThat(samples).hasSize(expected.size());
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            JsonNode labels = expected.get(i).get("labels");
            assertThat(sample.ids()).containsExactly(ids(expected.get(i).get("ids")));
            for (int t = 0; t < labels.size(); t++) {
                assertThat(sample.counted()[t])
                        .as("sample %d, token %d", i, t)
                        .isEqualTo(labels.get(t).asInt() >= 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void alignment(int index) {
        JsonNode run = GOLDEN.get("runs").get(index);
        boolean conversational = run.get("conversational").asBoolean();
        SampleFitting fitting = new SampleFitting(LENGTH, TrainingConfig.Overlong.TRUNCATE);
        List<PreferencePair> pairs = new ArrayList<>();
        try (Tokenizer tokenizer = TinyEncoder.tokenizer()) {
            SampleEncoder encoder = TinyEncoder.of(tokenizer, TinyEncoder.PLAIN);
            for (JsonNode pair : GOLDEN.get(conversational ? "preferences" : "texts")) {
                String chosen = pair.get("chosen").asString();
                String rejected = pair.get("rejected").asString();
                fitting.fit(
                                conversational
                                        ? encoder.preference(
                                                messages(pair.get("prompt")),
                                                List.of(ChatMessage.assistant(chosen)),
                                                List.of(ChatMessage.assistant(rejected)))
                                        : encoder.preference(
                                                pair.get("prompt").asString(), chosen, rejected))
                        .ifPresent(pairs::add);
            }
        }
        assertThat(pairs).hasSize(run.get("samples").size());
        for (int i = 0; i < pairs.size(); i++) {
            JsonNode expected = run.get("samples").get(i);
            assertCompletion(pairs.get(i).chosen(), expected, "chosen");
            assertCompletion(pairs.get(i).rejected(), expected, "rejected");
        }
        PreferenceLoss loss =
                PreferenceLoss.valueOf(run.get("loss_type").asString().toUpperCase(Locale.ROOT));
        TrainingConfig config =
                TinyRuns.with(
                        config(3, 1, 1e-3, "cosine"),
                        "dpo",
                        new TrainingConfig.Dpo(
                                loss,
                                run.get("beta").asDouble(),
                                run.get("labelSmoothing").asDouble()));
        assertCurves(
                run,
                config,
                new TrainingSet.Preferences(
                        pairs, "start", () -> new LaneReference(start().checkpoint())));
    }

    private static void assertCompletion(Sample sample, JsonNode expected, String key) {
        int[] prompt = ids(expected.get("prompt"));
        int[] completion = ids(expected.get(key));
        int length = Math.min(LENGTH, prompt.length + completion.length);
        assertThat(sample.ids()).hasSize(length).startsWith(prompt);
        for (int i = 0; i < length; i++) {
            assertThat(sample.counted()[i]).isEqualTo(i >= prompt.length);
            if (i >= prompt.length) {
                assertThat(sample.ids()[i]).isEqualTo(completion[i - prompt.length]);
            }
        }
    }

    private void assertCurves(JsonNode run, TrainingConfig config, TrainingSet set) {
        TrainingRun.run(config, start(), set, directory, false, TrainingListener.NONE);
        List<StepMetrics> found = MetricsLog.read(directory.resolve("metrics.jsonl"));
        assertThat(found).hasSize(10);
        assertCurve(run, "loss", found, StepMetrics::loss, 1e-4);
        assertCurve(run, "gradNorm", found, StepMetrics::gradNorm, 2e-4);
        assertCurve(run, "learningRate", found, StepMetrics::learningRate, 1e-12);
        if (run.has("rewardChosen")) {
            assertPreference(run, "rewardChosen", found, PreferenceMetrics::rewardChosen);
            assertPreference(run, "rewardRejected", found, PreferenceMetrics::rewardRejected);
            assertPreference(run, "rewardMargin", found, PreferenceMetrics::rewardMargin);
            assertPreference(run, "rewardAccuracy", found, PreferenceMetrics::rewardAccuracy);
            assertPreference(run, "logpsChosen", found, PreferenceMetrics::logpsChosen);
            assertPreference(run, "logpsRejected", found, PreferenceMetrics::logpsRejected);
        }
    }

    private static void assertPreference(
            JsonNode run,
            String name,
            List<StepMetrics> found,
            Function<PreferenceMetrics, Double> value) {
        assertCurve(
                run,
                name,
                found,
                metrics -> value.apply(Optional.ofNullable(metrics.preference()).orElseThrow()),
                1e-3);
    }

    /** Within {@code tolerance}, relative to values above 1. */
    private static void assertCurve(
            JsonNode run,
            String name,
            List<StepMetrics> found,
            Function<StepMetrics, Double> value,
            double tolerance) {
        for (int step = 0; step < found.size(); step++) {
            double expected = run.get(name).get(step).asDouble();
            assertThat(value.apply(found.get(step)))
                    .as("%s of step %d", name, step + 1)
                    .isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
        }
    }

    private static StartingPoint.Weights start() {
        return new StartingPoint.Weights(
                new MemoryCheckpoint(Goldens.parameters(MODEL, Precision.F32)));
    }

    private static TrainingConfig config(
            int batch, int accumulate, double learningRate, String schedule) {
        TrainingConfig config = TinyRuns.config(10, 0);
        config = TinyRuns.with(config, "sequence", LENGTH);
        config = TinyRuns.with(config, "packing", false);
        config = TinyRuns.with(config, "batch", new TrainingConfig.Batch(batch, accumulate));
        config =
                TinyRuns.with(
                        config,
                        "optimizer",
                        new TrainingConfig.Optimizer(
                                "adamw", learningRate, List.of(0.9, 0.95), 1e-8, 0.1, 1.0));
        double floor = schedule.equals("linear") ? 0 : 0.1;
        return TinyRuns.with(
                config, "schedule", new TrainingConfig.Schedule(schedule, 0.25, floor));
    }

    private static List<ChatMessage> messages(JsonNode conversation) {
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode message : conversation) {
            messages.add(
                    new ChatMessage(
                            message.get("role").asString(), message.get("content").asString()));
        }
        return messages;
    }

    private static int[] ids(JsonNode node) {
        int[] ids = new int[node.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = node.get(i).asInt();
        }
        return ids;
    }
}
