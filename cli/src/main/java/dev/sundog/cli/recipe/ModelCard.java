package dev.sundog.cli.recipe;

import dev.sundog.evaluation.report.LineReport;
import dev.sundog.evaluation.task.EvaluationResult;
import dev.sundog.evaluation.task.MetricValue;
import dev.sundog.evaluation.task.TaskResult;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Digests;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The card beside a line's model: {@code README.md} with the front matter that model hubs read,
 * written from the recipe and the manifests of its stages.
 */
final class ModelCard {
    private static final String FILE = "README.md";

    private final Recipe recipe;
    private final List<BuiltStage> built;
    private final Path line;
    private final StringBuilder text = new StringBuilder();

    private ModelCard(Recipe recipe, List<BuiltStage> built, Path line) {
        this.recipe = recipe;
        this.built = built;
        this.line = line;
    }

    /** Writes the card of {@code line/model}. */
    static void write(Recipe recipe, List<BuiltStage> built, Path line) {
        ModelCard card = new ModelCard(recipe, built, line);
        card.frontMatter();
        card.introduction();
        card.stages();
        card.scores();
        card.effects();
        card.limits();
        card.lineage();
        card.files();
        try {
            Files.writeString(line.resolve("model").resolve(FILE), card.text);
        } catch (IOException e) {
            throw SundogException.resource(
                    "model-card",
                    line.resolve("model").resolve(FILE) + ": cannot be written: " + e.getMessage(),
                    e);
        }
    }

    private void frontMatter() {
        Card card = recipe.card();
        text.append("---\n");
        if (!card.license().isEmpty()) {
            text.append("license: ").append(card.license()).append('\n');
        }
        if (!card.languages().isEmpty()) {
            text.append("language:\n");
            card.languages().forEach(tag -> text.append("- ").append(tag).append('\n'));
        }
        base().ifPresent(
                        base ->
                                text.append("base_model: ")
                                        .append(base.replace(":", "/"))
                                        .append('\n'));
        text.append("library_name: transformers\npipeline_tag: text-generation\ntags:\n");
        built.stream()
                .map(stage -> stage.stage().kind())
                .filter(StageKind::yieldsModel)
                .map(StageKind::key)
                .distinct()
                .forEach(key -> text.append("- ").append(key).append('\n'));
        text.append("---\n\n");
    }

    private Optional<String> base() {
        return built.stream()
                .filter(stage -> stage.stage().work() instanceof BaseStage)
                .map(stage -> ((BaseStage) stage.stage().work()).model())
                .findFirst();
    }

    private void introduction() {
        text.append("# ").append(recipe.name()).append("\n\n");
        if (!recipe.card().description().isEmpty()) {
            text.append(recipe.card().description().strip()).append("\n\n");
        }
        try (Checkpoint model = Checkpoints.open(line.resolve("model"))) {
            long parameters =
                    model.tensors().stream().mapToLong(tensor -> tensor.elementCount()).sum();
            text.append(
                    String.format(
                            Locale.ROOT,
                            "A %s of %d layers and %,d parameters%s. Made and measured on: %s.\n\n",
                            model.config().family(),
                            model.config().layerCount(),
                            parameters,
                            base().map(base -> ", made from `" + base + "`").orElse(""),
                            Machine.describe()));
        }
    }

    private void stages() {
        text.append("## How it was made\n\n| stage | kind | data | steps | time |\n");
        text.append("|---|---|---|---|---|\n");
        for (BuiltStage stage : built) {
            JsonNode metrics = stage.manifest().metrics();
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %s | %s | %.0f s |\n",
                            stage.stage().name(),
                            stage.stage().kind().key(),
                            dataOf(stage.stage()),
                            metrics.has("steps") ? metrics.path("steps").asString() : "",
                            metrics.path("seconds").asDouble(0)));
        }
        text.append("\nSeed ").append(recipe.seed());
        if (recipe.budget() != 1) {
            text.append(", ").append(recipe.budget()).append(" times the recipe's steps");
        }
        text.append(". Everything a stage did is in the `manifest.json` of its folder.\n\n");
        recipe.card().data().forEach(entry -> text.append("- ").append(entry).append('\n'));
        if (!recipe.card().data().isEmpty()) {
            text.append('\n');
        }
    }

    private static String dataOf(Stage stage) {
        JsonNode data = stage.configuration().path("data");
        if (data.isString()) {
            return data.asString();
        }
        return data.valueStream()
                .map(source -> source.isString() ? source : source.path("path"))
                .map(JsonNode::asString)
                .collect(Collectors.joining(", "));
    }

    private void scores() {
        List<EvaluationResult> results =
                built.stream()
                        .flatMap(stage -> stage.findings().stream())
                        .flatMap(findings -> findings.tasks().stream())
                        .toList();
        if (results.isEmpty()) {
            return;
        }
        EvaluationResult first = results.getFirst();
        EvaluationResult last = results.getLast();
        text.append(
                "## Scores\n\nHeadline metric of each task with its 95 % interval: of the base");
        text.append(" (").append(first.model()).append(") and of the last stage (");
        text.append(last.model()).append(").\n\n");
        text.append(
                "| task | language | metric | n | base | this model |\n"
                        + "|---|---|---|---|---|---|\n");
        for (TaskResult task : last.tasks()) {
            MetricValue value = task.headline();
            String before =
                    first.task(task.task()).map(other -> withInterval(other.headline())).orElse("");
            text.append(
                    "| %s | %s | %s | %d | %s | %s |\n"
                            .formatted(
                                    task.task(),
                                    task.language(),
                                    value.metric().key(),
                                    value.estimate().n(),
                                    before,
                                    withInterval(value)));
        }
        text.append('\n');
    }

    private static String withInterval(MetricValue value) {
        return String.format(
                Locale.ROOT,
                "%.3f [%.3f, %.3f]",
                value.estimate().value(),
                value.estimate().low(),
                value.estimate().high());
    }

    private void effects() {
        List<LineReport.Effect> effects = Effects.of(models());
        if (effects.isEmpty()) {
            return;
        }
        text.append("## What each stage did\n\nExpectations were written down before the run; the");
        text.append(" verdict is a paired test at the 5 % level.\n\n");
        text.append(
                "| stage | what | expected | before | after | found |\n"
                        + "|---|---|---|---|---|---|\n");
        for (LineReport.Effect effect : effects) {
            text.append(
                    "| %s | %s | %s | %s | %s | %s%s |\n"
                            .formatted(
                                    effect.stage(),
                                    effect.subject(),
                                    effect.expected(),
                                    effect.before(),
                                    effect.after(),
                                    effect.found().name().toLowerCase(Locale.ROOT),
                                    effect.shown() ? "" : " (not as expected)"));
        }
        text.append('\n');
    }

    private List<BuiltStage> models() {
        return built.stream().filter(stage -> stage.stage().kind().yieldsModel()).toList();
    }

    private void limits() {
        if (recipe.card().limits().isEmpty()) {
            return;
        }
        text.append("## Limits\n\n");
        recipe.card().limits().forEach(limit -> text.append("- ").append(limit).append('\n'));
        text.append('\n');
    }

    private void lineage() {
        try (Checkpoint model = Checkpoints.open(line.resolve("model"))) {
            List<LayerOrigin> lineage = model.lineage();
            if (lineage.stream().noneMatch(origin -> origin.layer() != origin.fromLayer())) {
                return;
            }
            text.append("## Lineage\n\nLayer of this model ← layer of the base: ");
            text.append(
                    lineage.stream()
                            .map(origin -> origin.layer() + " ← " + origin.fromLayer())
                            .collect(Collectors.joining(", ")));
            text.append(".\n\n");
        }
    }

    private void files() {
        text.append("## Files\n\n| file | SHA-256 |\n|---|---|\n");
        Map<String, String> digests = Digests.of(line.resolve("model"));
        digests.forEach((file, digest) -> file(Path.of(file), digest));
        Path gguf = line.resolve("model.gguf");
        if (Files.isRegularFile(gguf)) {
            file(gguf, Digests.sha256(gguf));
        }
        if (!recipe.card().license().isEmpty()) {
            text.append("\nLicence: ").append(recipe.card().license()).append(".\n");
        }
    }

    private void file(Path file, String digest) {
        if (!file.endsWith(FILE)) {
            text.append("| `%s` | `%s` |\n".formatted(line.relativize(file), digest));
        }
    }
}
