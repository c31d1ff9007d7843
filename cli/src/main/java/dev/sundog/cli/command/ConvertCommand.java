package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.surgery.CheckpointFormat;
import dev.sundog.model.surgery.Converter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code convert MODEL OUT}: between Hugging Face directories and GGUF files. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog convert model.gguf model-hf --to hf --type BF16", ""},
        description =
                "Write a model in another format or precision; a quantised one is dequantised.")
final class ConvertCommand implements Callable<Integer> {
    enum Type {
        F32,
        F16,
        BF16;

        ElementType element() {
            return ElementType.valueOf(name());
        }
    }

    @Parameters(index = "0", paramLabel = "MODEL")
    private String model = "";

    @Parameters(index = "1", paramLabel = "OUT")
    private Path out = Path.of("");

    @Option(
            names = "--to",
            paramLabel = "hf|gguf",
            description = "Format (default: by the name of OUT).")
    private Optional<CheckpointFormat> to = Optional.empty();

    @Option(
            names = "--type",
            paramLabel = "F32|F16|BF16",
            description = "Precision (default: the source's; BF16 if it was quantised).")
    private Optional<Type> type = Optional.empty();

    @Mixin private Destination destination = new Destination();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        CheckpointFormat format =
                to.orElse(
                        out.toString().endsWith(".gguf")
                                ? CheckpointFormat.GGUF
                                : CheckpointFormat.HF);
        try (Checkpoint checkpoint = Models.checkpoint(model);
                ProgressDisplay progress = output.progress()) {
            destination.prepare(out, format == CheckpointFormat.HF);
            long bytes =
                    Converter.convert(checkpoint, out, format, type.map(Type::element), progress);
            output.object(Output.node().put("bytes", bytes));
            output.line(String.format(Locale.ROOT, "%s: %,d bytes", out, bytes));
        }
        return 0;
    }
}
