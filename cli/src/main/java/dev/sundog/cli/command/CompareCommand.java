package dev.sundog.cli.command;

import dev.sundog.evaluation.task.Comparison;
import dev.sundog.evaluation.task.EvaluationResult;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code compare RUN RUN…}: paired tests between evaluations. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        header = {
            "Example: ./sundog compare runs/solar-pico/15-evaluate runs/solar-pico/25-evaluate",
            ""
        },
        description =
                "Better, worse or tied: paired tests of each run against the first, on the items"
                        + " both did.")
final class CompareCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "RUN",
            arity = "2..*",
            description = "Folders that eval or build wrote.")
    private List<Path> runs = new ArrayList<>();

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        EvaluationResult baseline = EvaluationResult.read(runs.getFirst());
        for (Path run : runs.subList(1, runs.size())) {
            output.line(run + " against " + runs.getFirst());
            for (Comparison comparison : Comparison.of(baseline, EvaluationResult.read(run))) {
                print(run, comparison);
            }
        }
        return 0;
    }

    private void print(Path run, Comparison comparison) {
        String verdict = comparison.verdict().name().toLowerCase(Locale.ROOT);
        output.object(
                Output.node()
                        .put("baseline", runs.getFirst().toString())
                        .put("run", run.toString())
                        .put("task", comparison.task())
                        .put("metric", comparison.metric().key())
                        .put("before", comparison.baseline().value())
                        .put("after", comparison.candidate().value())
                        .put("difference", comparison.test().difference())
                        .put("low", comparison.test().low())
                        .put("high", comparison.test().high())
                        .put("pValue", comparison.test().pValue())
                        .put("n", comparison.test().n())
                        .put("verdict", verdict));
        output.line(
                String.format(
                        Locale.ROOT,
                        "  %-32s %-16s %9.4f -> %9.4f  %-6s (p = %.4f, n = %d)",
                        comparison.task(),
                        comparison.metric().key(),
                        comparison.baseline().value(),
                        comparison.candidate().value(),
                        verdict,
                        comparison.test().pValue(),
                        comparison.test().n()));
    }
}
