package dev.sundog.cli.recipe;

import dev.sundog.evaluation.metric.RecoveryResult;
import dev.sundog.evaluation.report.LineReport;
import dev.sundog.evaluation.report.ReportWriter;
import dev.sundog.evaluation.report.StageReport;
import dev.sundog.evaluation.task.Comparison;
import dev.sundog.evaluation.task.EvaluationResult;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.Drift;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Gathers what the stages of a line left and writes {@code report.html}. */
final class LineReportAssembly {

    private final Recipe recipe;
    private final List<BuiltStage> models;
    private final Path line;

    private LineReportAssembly(Recipe recipe, List<BuiltStage> built, Path line) {
        this.recipe = recipe;
        this.line = line;
        models = built.stream().filter(stage -> stage.stage().kind().yieldsModel()).toList();
    }

    static void write(Recipe recipe, String recipeText, List<BuiltStage> built, Path line) {
        LineReportAssembly assembly = new LineReportAssembly(recipe, built, line);
        if (!assembly.models.isEmpty()) {
            ReportWriter.write(assembly.report(recipeText), line.resolve("report.html"));
        }
    }

    private LineReport report(String recipeText) {
        List<StageReport> stages = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            stages.add(stage(i));
        }
        return new LineReport(
                recipe.name(),
                Instant.now(),
                Machine.describe(),
                stages,
                versusBase(),
                Effects.of(models),
                recovery(),
                nextSteps(),
                recipeText);
    }

    private StageReport stage(int index) {
        BuiltStage built = models.get(index);
        Path file = modelOf(built);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            Optional<StageEvaluation.Findings> findings = built.findings();
            JsonNode metrics = built.manifest().metrics();
            return new StageReport(
                    built.directory().getFileName().toString(),
                    built.stage().name(),
                    built.stage().kind().key(),
                    metrics.path("seconds").asDouble(0),
                    checkpoint.tensors().stream().mapToLong(TensorInfo::elementCount).sum(),
                    checkpoint.config().layerCount(),
                    checkpoint.byteSize(),
                    metrics.has("trainingTokensPerSecond")
                            ? Optional.of(metrics.path("trainingTokensPerSecond").asDouble())
                            : Optional.empty(),
                    findings.map(StageEvaluation.Findings::speed),
                    StepCurves.losses(built.directory()),
                    StepCurves.rewards(built.directory()),
                    findings.flatMap(StageEvaluation.Findings::tasks)
                            .map(
                                    result ->
                                            result.tasks().stream()
                                                    .map(StageReport.TaskScore::of)
                                                    .toList())
                            .orElse(List.of()),
                    versusBefore(index),
                    texts(findings, StageEvaluation.Findings::samples),
                    texts(findings, StageEvaluation.Findings::chats),
                    lineage(checkpoint),
                    drift(index, checkpoint));
        }
    }

    private static Path modelOf(BuiltStage built) {
        Path quantised = built.directory().resolve(QuantizeStage.FILE);
        return Files.isRegularFile(quantised) ? quantised : built.directory();
    }

    private List<Comparison> versusBefore(int index) {
        for (int before = index - 1; before >= 0; before--) {
            Optional<EvaluationResult> earlier = tasks(models.get(before));
            if (earlier.isPresent()) {
                return tasks(models.get(index))
                        .map(now -> Comparison.of(earlier.get(), now))
                        .orElse(List.of());
            }
        }
        return List.of();
    }

    private List<Comparison> versusBase() {
        List<EvaluationResult> all =
                models.stream().flatMap(stage -> tasks(stage).stream()).toList();
        return all.size() < 2 ? List.of() : Comparison.of(all.getFirst(), all.getLast());
    }

    private static Optional<EvaluationResult> tasks(BuiltStage stage) {
        return stage.findings().flatMap(StageEvaluation.Findings::tasks);
    }

    private static List<StageReport.TextSample> texts(
            Optional<StageEvaluation.Findings> findings,
            Function<StageEvaluation.Findings, Map<String, String>> kind) {
        List<StageReport.TextSample> texts = new ArrayList<>();
        findings.ifPresent(
                found ->
                        kind.apply(found)
                                .forEach(
                                        (prompt, output) ->
                                                texts.add(
                                                        new StageReport.TextSample(
                                                                Scripts.languageOf(prompt),
                                                                prompt,
                                                                output))));
        return texts;
    }

    /** Empty where every layer is its own. */
    private static List<LayerOrigin> lineage(Checkpoint checkpoint) {
        List<LayerOrigin> lineage = checkpoint.lineage();
        boolean moved = lineage.stream().anyMatch(origin -> origin.layer() != origin.fromLayer());
        return moved ? lineage : List.of();
    }

    /** Against the line's base, for models in full precision that were made from it. */
    private List<StageReport.LayerDrift> drift(int index, Checkpoint checkpoint) {
        if (index == 0
                || models.getFirst().stage().kind() != StageKind.BASE
                || models.get(index).stage().kind() == StageKind.QUANTIZE) {
            return List.of();
        }
        try (Checkpoint base = Checkpoints.open(modelOf(models.getFirst()))) {
            return Drift.measure(base, checkpoint, ProgressListener.NONE).stream()
                    .map(
                            drift ->
                                    new StageReport.LayerDrift(
                                            drift.layer(),
                                            drift.from(),
                                            drift.relativeFrobenius(),
                                            drift.cosine()))
                    .toList();
        }
    }

    private Optional<LineReport.RecoveryCurve> recovery() {
        List<LineReport.RecoveryPoint> points = new ArrayList<>();
        Optional<RecoveryResult> any = Optional.empty();
        for (BuiltStage stage : models) {
            Optional<RecoveryResult> measured =
                    stage.findings().flatMap(StageEvaluation.Findings::recovery);
            if (measured.isPresent()) {
                any = measured;
                points.add(
                        new LineReport.RecoveryPoint(
                                stage.stage().name(),
                                "",
                                measured.get().perplexity(),
                                measured.get().divergence()));
            }
        }
        return any.map(result -> new LineReport.RecoveryCurve(result.basePerplexity(), points));
    }

    private List<LineReport.NextStep> nextSteps() {
        return List.of(
                new LineReport.NextStep(
                        "./sundog chat " + line.resolve("model.gguf"), "talk to the result"),
                new LineReport.NextStep(
                        "./sundog serve " + line.resolve("model.gguf"),
                        "serve it: OpenAI's interface, and a page for the browser"),
                new LineReport.NextStep(
                        "./sundog inspect " + line.resolve("model") + " --lineage",
                        "see where each layer came from"),
                new LineReport.NextStep(
                        "./sundog bench " + line.resolve("model.gguf"),
                        "measure its speed on your machine"));
    }
}
