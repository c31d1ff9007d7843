package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.QuantizeResult;
import dev.sundog.model.surgery.Quantizer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code quantize MODEL OUT.gguf --type T}: fewer bits a weight, as one GGUF file. */
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog quantize runs/solar-pico/model pico.gguf --type Q8_0", ""},
        description = "Write a model as a quantised GGUF file.")
final class QuantizeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL")
    private String model = "";

    @Parameters(index = "1", paramLabel = "OUT.gguf")
    private Path out = Path.of("");

    @Option(
            names = "--type",
            required = true,
            paramLabel = "TYPE",
            description = "Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, F16, BF16 or F32.")
    private String type = "";

    @Mixin private Destination destination = new Destination();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        ElementType element = element(type);
        try (Checkpoint checkpoint = Models.checkpoint(model);
                ProgressDisplay progress = output.progress()) {
            destination.prepare(out, false);
            QuantizeResult result = Quantizer.quantize(checkpoint, out, element, progress);
            output.object(
                    Output.node().put("bytes", result.bytes()).put("rmsError", result.rmsError()));
            output.line(
                    String.format(
                            Locale.ROOT,
                            "%s: %,d bytes, relative RMS error %.5f",
                            out,
                            result.bytes(),
                            result.rmsError()));
        }
        return 0;
    }

    private static ElementType element(String name) {
        List<ElementType> known =
                Arrays.stream(ElementType.values()).filter(BlockCodec::canEncode).toList();
        return known.stream()
                .filter(candidate -> candidate.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                SundogException.user(
                                        "quantize-type",
                                        "--type "
                                                + name
                                                + " cannot be written yet; known: "
                                                + known));
    }
}
