package dev.sundog.cli.recipe;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.store.ModelStore;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Builds a line: runs the stages of a recipe one after the other, evaluates after every arrow, and
 * writes the report. A stage whose folder is complete and was made from the same configuration and
 * the same predecessors is skipped; one that can resume goes on where it was. Not thread-safe.
 */
public final class LineBuilder {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int STEP = 10;
    private static final String MARK = ".sundog-run";

    private final Recipe recipe;
    private final String recipeText;
    private final Path line;
    private final ModelStore store;
    private final ProgressDisplay progress;
    private final Consumer<String> say;
    private final Map<String, Path> folders = new LinkedHashMap<>();
    private final List<BuiltStage> built = new ArrayList<>();
    private String chain = "";
    private Optional<Path> model = Optional.empty();
    private Optional<Path> firstEvaluation = Optional.empty();

    public LineBuilder(
            Recipe recipe,
            String recipeText,
            Path line,
            ModelStore store,
            ProgressDisplay progress,
            Consumer<String> say) {
        this.recipe = recipe;
        this.recipeText = recipeText;
        this.line = line;
        this.store = store;
        this.progress = progress;
        this.say = say;
    }

    /**
     * Runs what is not done yet.
     *
     * @return what was built, in order
     * @throws InterruptedBuild if the user asked to stop
     */
    public List<BuiltStage> build() {
        long started = System.nanoTime();
        makeFolder(line);
        chain = Fingerprint.of(recipe.seed());
        int number = 0;
        for (Stage stage : recipe.stages()) {
            boolean model = stage.kind().yieldsModel();
            String folder =
                    model
                            ? String.format(Locale.ROOT, "%02d-%s", number, stage.name())
                            : stage.name();
            run(stage, line.resolve(folder));
            if (model && stage.kind() != StageKind.INIT) {
                evaluate(
                        stage,
                        line.resolve(
                                String.format(Locale.ROOT, "%02d-evaluate", number + STEP / 2)));
            }
            number += model ? STEP : 0;
        }
        finish((System.nanoTime() - started) / 1e9);
        return List.copyOf(built);
    }

    private void run(Stage stage, Path directory) {
        long seed = recipe.seed() * 1_000_003 + folders.size();
        String fingerprint =
                Fingerprint.of(
                        chain,
                        stage.kind().key(),
                        stage.configuration().toString(),
                        String.valueOf(budgetOf(stage)),
                        inputs(stage));
        StageContext context =
                new StageContext(
                        line,
                        directory,
                        model,
                        Map.copyOf(folders),
                        seed,
                        recipe.budget(),
                        store,
                        progress);
        Optional<Manifest> done = complete(directory, fingerprint);
        if (done.isPresent()) {
            say.accept(stage.name() + ": done already");
        } else {
            say.accept(
                    stage.name() + " (" + stage.kind().key() + ": " + stage.work().caption() + ")");
            done = Optional.of(execute(stage, context, fingerprint));
        }
        chain = fingerprint;
        folders.put(stage.name(), directory);
        built.add(new BuiltStage(stage, directory, done.get(), Optional.empty()));
        if (stage.kind().yieldsModel()) {
            Path file = directory.resolve(QuantizeStage.FILE);
            model = Optional.of(Files.isRegularFile(file) ? file : directory);
        }
    }

    private double budgetOf(Stage stage) {
        return stage.work().resumable() ? recipe.budget() : 1.0;
    }

    /** Digests of what a stage takes from outside the line. */
    private String inputs(Stage stage) {
        return switch (stage.work()) {
            case BaseStage base -> Fingerprint.ofModel(store.resolve(base.model()));
            case WorldStage world -> Fingerprint.of(world.probe().toArray(String[]::new));
            case StageWork within -> "";
        };
    }

    private Manifest execute(Stage stage, StageContext context, String fingerprint) {
        Path directory = context.directory();
        boolean sameWork = Fingerprint.read(directory).equals(Optional.of(fingerprint));
        if (!(sameWork && stage.work().resumable())) {
            Folders.delete(directory);
            OutputDirectory.prepare(directory, true);
            Fingerprint.write(directory, fingerprint);
        }
        long started = System.nanoTime();
        Map<String, Object> metrics = new LinkedHashMap<>(stage.work().run(context));
        progress.close();
        metrics.put("seconds", (System.nanoTime() - started) / 1e9);
        Manifest manifest =
                manifest(
                        stage.kind().key(),
                        stage.configuration(),
                        fingerprint,
                        context.seed(),
                        metrics);
        Manifest sealed = manifest.withLineage(lineage(stage, context));
        OutputDirectory.complete(directory, sealed);
        return sealed;
    }

    /** What the stage itself wrote into a manifest, else the one of the layers it kept. */
    private static ArrayNode lineage(Stage stage, StageContext context) {
        return Manifest.read(context.directory())
                .map(Manifest::lineage)
                .or(
                        () ->
                                context.model()
                                        .filter(model -> stage.work().keepsLayers())
                                        .map(Training::lineage))
                .orElseGet(JsonNodeFactory.instance::arrayNode);
    }

    private static Manifest manifest(
            String kind,
            ObjectNode configuration,
            String fingerprint,
            long seed,
            Map<String, Object> metrics) {
        return Manifest.of(kind, configuration, Map.of("fingerprint", fingerprint))
                .withSeed(seed)
                .withMetrics(JSON.valueToTree(metrics));
    }

    private static Optional<Manifest> complete(Path directory, String fingerprint) {
        return Manifest.read(directory)
                .filter(manifest -> fingerprint.equals(manifest.inputs().get("fingerprint")));
    }

    private void evaluate(Stage stage, Path directory) {
        if (firstEvaluation.isEmpty()) {
            firstEvaluation = Optional.of(directory);
        }
        BuiltStage of = built.removeLast();
        Path evaluated = model.orElseThrow();
        StageEvaluation evaluation =
                new StageEvaluation(recipe, folders, firstEvaluation.get(), progress);
        String plan = JSON.valueToTree(recipe.evaluate()).toString();
        String fingerprint = Fingerprint.of(chain, "evaluate", plan);
        Optional<Manifest> done = complete(directory, fingerprint);
        if (done.isEmpty()) {
            say.accept("evaluating " + stage.name());
            Folders.delete(directory);
            OutputDirectory.prepare(directory, true);
            long started = System.nanoTime();
            Map<String, Object> metrics =
                    new LinkedHashMap<>(evaluation.run(stage, evaluated, directory));
            progress.close();
            metrics.put("seconds", (System.nanoTime() - started) / 1e9);
            ObjectNode configuration = JsonNodeFactory.instance.objectNode();
            configuration.set("evaluate", JSON.valueToTree(recipe.evaluate()));
            Manifest manifest =
                    manifest("evaluate", configuration, fingerprint, recipe.seed(), metrics);
            OutputDirectory.complete(directory, manifest);
            done = Optional.of(manifest);
        }
        StageEvaluation.Findings findings = evaluation.read(directory, done.get());
        previousFindings().ifPresent(before -> Verdicts.of(stage, before, findings).forEach(say));
        built.add(of.with(findings));
    }

    private Optional<StageEvaluation.Findings> previousFindings() {
        return built.reversed().stream().flatMap(stage -> stage.findings().stream()).findFirst();
    }

    private void finish(double seconds) {
        if (model.isPresent()) {
            FinalModel.place(built, line);
            if (Files.isDirectory(line.resolve("model"))) {
                ModelCard.write(recipe, built, line);
            }
        }
        LineReportAssembly.write(recipe, recipeText, built, line);
        ObjectNode configuration =
                JSON.createObjectNode().put("name", recipe.name()).put("budget", recipe.budget());
        ObjectNode metrics = JSON.createObjectNode().put("seconds", seconds);
        metrics.putArray("stages")
                .addAll(
                        built.stream()
                                .map(
                                        stage ->
                                                JSON.getNodeFactory()
                                                        .stringNode(stage.stage().name()))
                                .toList());
        Manifest.of("build", configuration, Map.of("fingerprint", chain))
                .withSeed(recipe.seed())
                .withMetrics(metrics)
                .write(line);
    }

    /**
     * Empties a run's folder, so that it is made anew.
     *
     * @throws SundogException (user) if it is not one of ours
     */
    public static void clear(Path line) {
        if (!Manifest.exists(line) && !Files.exists(line.resolve(MARK))) {
            throw SundogException.user(
                    "output-exists",
                    line
                            + ": is no run of Sundog's, so it is not cleared; choose another folder"
                            + " with -o");
        }
        Folders.delete(line);
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(MARK), "");
        } catch (IOException e) {
            throw SundogException.resource(
                    "run-folder", folder + ": cannot be made: " + e.getMessage(), e);
        }
    }
}
