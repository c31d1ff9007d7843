package dev.sundog.cli.recipe;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.evaluation.metric.BaseSample;
import dev.sundog.evaluation.metric.BaseSamples;
import dev.sundog.evaluation.metric.Recovery;
import dev.sundog.evaluation.metric.RecoveryResult;
import dev.sundog.evaluation.report.StageReport;
import dev.sundog.evaluation.task.EvaluationOptions;
import dev.sundog.evaluation.task.EvaluationResult;
import dev.sundog.evaluation.task.Task;
import dev.sundog.evaluation.task.TaskRegistry;
import dev.sundog.inference.batch.BatchedModel;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;
import dev.sundog.model.manifest.Manifest;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is measured after an arrow: the recipe's tasks, recovery on text sampled from the line's own
 * base, and sample outputs.
 */
final class StageEvaluation {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String BASE_SAMPLES = "base-samples.jsonl";
    private static final int SAMPLE_TOKENS = 40;

    private final Recipe recipe;
    private final Map<String, Path> folders;
    private final Path baseSamples;
    private final ProgressDisplay progress;

    StageEvaluation(
            Recipe recipe,
            Map<String, Path> folders,
            Path firstEvaluation,
            ProgressDisplay progress) {
        this.recipe = recipe;
        this.folders = folders;
        this.baseSamples = firstEvaluation.resolve(BASE_SAMPLES);
        this.progress = progress;
    }

    /**
     * What was found.
     *
     * @param tasks the recipe's tasks, if it has any
     * @param recovery against the line's base, if the recipe asks for it
     * @param samples prompt and output
     * @param chats what a user says and the answer
     * @param speed tokens a second, from the prompts and answers of the samples
     */
    record Findings(
            Optional<EvaluationResult> tasks,
            Optional<RecoveryResult> recovery,
            Map<String, String> samples,
            Map<String, String> chats,
            StageReport.Speed speed) {}

    /**
     * Evaluates {@code model} and leaves the findings in {@code directory}; returns what goes into
     * the manifest.
     */
    Map<String, Object> run(Stage stage, Path model, Path directory) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        try (CpuModel opened = CpuModel.open(Checkpoints.open(model), EngineOptions.defaults())) {
            if (!recipe.evaluate().data().isEmpty()) {
                evaluateTasks(stage, opened).write(directory);
            }
            samples(opened, metrics);
            chats(opened, metrics);
            if (recipe.evaluate().recovery().sequences() > 0) {
                metrics.put("recovery", recover(opened));
            }
        }
        return metrics;
    }

    private EvaluationResult evaluateTasks(Stage stage, CpuModel model) {
        TaskRegistry registry = TaskRegistry.in(Folders.resolve(folders, recipe.evaluate().data()));
        List<String> names = new ArrayList<>(recipe.evaluate().tasks());
        if (names.isEmpty()) {
            registry.entries().stream()
                    .filter(entry -> !entry.builtIn())
                    .forEach(entry -> names.add(entry.description().task()));
        }
        List<Task> tasks = registry.load(names);
        int limit = recipe.evaluate().limit();
        EvaluationOptions options =
                new EvaluationOptions(
                        limit > 0 ? OptionalInt.of(limit) : OptionalInt.empty(),
                        0,
                        recipe.seed(),
                        false);
        EvaluationResult result =
                ChatPrompts.evaluator(model)
                        .evaluate(new BatchedModel(model), tasks, options, progress);
        return new EvaluationResult(stage.name(), result.options(), result.tasks());
    }

    private void samples(CpuModel model, Map<String, Object> metrics) {
        Map<String, String> outputs = new LinkedHashMap<>();
        double seconds = 0;
        int tokens = 0;
        double promptSeconds = 0;
        int promptTokens = 0;
        for (String prompt : recipe.evaluate().samples()) {
            Generation generation =
                    model.generate(
                            prompt, GenerationOptions.greedy(SAMPLE_TOKENS), TokenListener.NONE);
            outputs.put(prompt, generation.text());
            seconds += generation.predictedSeconds();
            tokens += generation.ids().size();
            promptSeconds += generation.promptSeconds();
            promptTokens += generation.promptTokens();
        }
        metrics.put("samples", outputs);
        metrics.put(
                "promptTokensPerSecond", promptSeconds > 0 ? promptTokens / promptSeconds : 0.0);
        metrics.put("generatedTokensPerSecond", seconds > 0 ? tokens / seconds : 0.0);
    }

    private void chats(CpuModel model, Map<String, Object> metrics) {
        if (model.chatTemplate().isEmpty()) {
            return;
        }
        Map<String, String> answers = new LinkedHashMap<>();
        for (String said : recipe.evaluate().chats()) {
            Generation answer =
                    model.chat(
                            List.of(ChatMessage.user(said)),
                            GenerationOptions.greedy(SAMPLE_TOKENS),
                            TokenListener.NONE);
            answers.put(said, answer.text());
        }
        metrics.put("chats", answers);
    }

    /** The base's own text is sampled once, at the first evaluation of the line. */
    private List<RecoveryResult.SequenceScore> recover(CpuModel model) {
        Path file = baseSamples;
        EvaluationPlan.Recovery plan = recipe.evaluate().recovery();
        Path base = baseOfLine();
        try (CpuModel reference = CpuModel.open(Checkpoints.open(base), EngineOptions.defaults())) {
            String fingerprint = fingerprintOf(base, plan);
            if (!Files.isRegularFile(file)
                    || !Fingerprint.read(file).equals(Optional.of(fingerprint))) {
                List<BaseSample> fresh =
                        BaseSamples.sample(
                                reference,
                                plan.starts(),
                                plan.sequences(),
                                plan.length(),
                                recipe.seed(),
                                progress);
                BaseSamples.write(fresh, file);
                Fingerprint.write(file, fingerprint);
            }
            return Recovery.measure(
                            reference, model, BaseSamples.read(file), recipe.seed(), progress)
                    .sequences();
        }
    }

    /** What the sampled text depends on; another base or another plan is sampled anew. */
    private String fingerprintOf(Path base, EvaluationPlan.Recovery plan) {
        String made =
                Manifest.read(base)
                        .map(manifest -> String.valueOf(manifest.inputs().get("fingerprint")))
                        .orElse("");
        return Fingerprint.of(made, plan.toString(), String.valueOf(recipe.seed()));
    }

    private Path baseOfLine() {
        return recipe.stages().stream()
                .filter(stage -> stage.kind().yieldsModel())
                .findFirst()
                .map(stage -> folders.get(stage.name()))
                .orElseThrow();
    }

    /** Reads back what {@link #run} left. */
    Findings read(Path directory, Manifest manifest) {
        Optional<EvaluationResult> tasks =
                Files.isRegularFile(directory.resolve("results.json"))
                        ? Optional.of(EvaluationResult.read(directory))
                        : Optional.empty();
        List<RecoveryResult.SequenceScore> scores = new ArrayList<>();
        for (JsonNode score : manifest.metrics().path("recovery")) {
            scores.add(JSON.treeToValue(score, RecoveryResult.SequenceScore.class));
        }
        Optional<RecoveryResult> recovery =
                scores.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new RecoveryResult(scores, recipe.seed()));
        return new Findings(
                tasks,
                recovery,
                texts(manifest, "samples"),
                texts(manifest, "chats"),
                new StageReport.Speed(
                        manifest.metrics().path("promptTokensPerSecond").asDouble(0),
                        manifest.metrics().path("generatedTokensPerSecond").asDouble(0)));
    }

    private static Map<String, String> texts(Manifest manifest, String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        manifest.metrics()
                .path(key)
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
        return texts;
    }
}
