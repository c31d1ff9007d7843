package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.recipe.ChatPrompts;
import dev.sundog.evaluation.report.EvaluationReport;
import dev.sundog.evaluation.task.EvaluationOptions;
import dev.sundog.evaluation.task.EvaluationResult;
import dev.sundog.evaluation.task.Evaluator;
import dev.sundog.evaluation.task.MetricValue;
import dev.sundog.evaluation.task.Task;
import dev.sundog.evaluation.task.TaskRegistry;
import dev.sundog.evaluation.task.TaskResult;
import dev.sundog.inference.batch.BatchedModel;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/** {@code eval MODEL… --tasks a,b}: what models can do, with intervals. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        header = {
            "Example: ./sundog eval pico-base --tasks world_completions_en --data"
                    + " runs/solar-pico/world/eval",
            ""
        },
        description = "Run tasks on models; task names and prompts are lm-evaluation-harness's.")
final class EvalCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", arity = "1..*")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--tasks",
            required = true,
            split = ",",
            paramLabel = "a,b",
            description = "Task names or task files; see the verb tasks.")
    private List<String> tasks = new ArrayList<>();

    @Option(names = "--data", paramLabel = "DIR", description = "Where the tasks' data are.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "At most N items a task.")
    private Optional<Integer> limit = Optional.empty();

    @Option(
            names = "--shots",
            paramLabel = "K",
            defaultValue = "0",
            description = "Examples before each item (default: ${DEFAULT-VALUE}).")
    private int shots;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of examples and bootstrap (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "-o",
            paramLabel = "DIR",
            description =
                    "Write results.json, samples.jsonl and report.html; one folder a model if there"
                            + " are several.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--apply-chat-template",
            description = "Put prompts through the model's chat template.")
    private boolean applyChatTemplate;

    @Mixin private Destination destination = new Destination();
    @Mixin private EngineFlags engine = new EngineFlags();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        EvaluationOptions options = options();
        List<Task> loaded = data.map(TaskRegistry::in).orElseGet(TaskRegistry::builtIn).load(tasks);
        out.ifPresent(folder -> destination.prepare(folder, true));
        for (String model : models) {
            EvaluationResult result = evaluate(model, loaded, options);
            print(model, result);
            out.ifPresent(
                    folder ->
                            write(
                                    models.size() == 1 ? folder : folder.resolve(folderName(model)),
                                    result));
        }
        out.ifPresent(
                folder ->
                        OutputDirectory.complete(
                                folder,
                                Manifest.of(
                                                "eval",
                                                Output.node().put("tasks", String.join(",", tasks)),
                                                Map.of("models", String.join(",", models)))
                                        .withSeed(seed)));
        return 0;
    }

    private EvaluationOptions options() {
        try {
            return new EvaluationOptions(
                    limit.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                    shots,
                    seed,
                    applyChatTemplate);
        } catch (IllegalArgumentException e) {
            throw SundogException.user("eval-option", String.valueOf(e.getMessage()));
        }
    }

    private EvaluationResult evaluate(String model, List<Task> loaded, EvaluationOptions options) {
        try (CpuModel opened = engine.open(model);
                ProgressDisplay progress = output.progress()) {
            Evaluator evaluator = ChatPrompts.evaluator(opened);
            return evaluator.evaluate(new BatchedModel(opened), loaded, options, progress);
        }
    }

    private void print(String model, EvaluationResult result) {
        output.line(model);
        for (TaskResult task : result.tasks()) {
            for (MetricValue value : task.values()) {
                output.object(
                        Output.node()
                                .put("model", model)
                                .put("task", task.task())
                                .put("metric", value.metric().key())
                                .put("value", value.estimate().value())
                                .put("low", value.estimate().low())
                                .put("high", value.estimate().high())
                                .put("n", value.estimate().n()));
                output.line(
                        String.format(
                                Locale.ROOT,
                                "  %-32s %-16s %9.4f  [%.4f, %.4f]  n=%d",
                                task.task(),
                                value.metric().key(),
                                value.estimate().value(),
                                value.estimate().low(),
                                value.estimate().high(),
                                value.estimate().n()));
            }
        }
    }

    private static void write(Path folder, EvaluationResult result) {
        Evaluations.write(folder, result);
        EvaluationReport.write("Evaluation", List.of(result), folder.resolve("report.html"));
    }

    private static String folderName(String model) {
        return model.replaceAll("[^A-Za-z0-9._=-]+", "-");
    }
}
