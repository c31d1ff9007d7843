package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.surgery.Importance;
import dev.sundog.model.surgery.QuantisationPreset;
import dev.sundog.model.surgery.QuantizeResult;
import dev.sundog.model.surgery.Quantizer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
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
            description =
                    "As llama-quantize names them: Q8_0, Q6_K, Q5_K_M, Q5_K_S, Q4_K_M, Q4_K_S,"
                            + " Q3_K_L, Q3_K_M, Q3_K_S, Q2_K, IQ4_NL, IQ4_XS, Q4_0, Q4_1, Q5_0,"
                            + " Q5_1, F16, BF16 or F32.")
    private String type = "";

    @Option(
            names = "--pure",
            description = "The same type for all matrices; the preset chooses for each otherwise.")
    private boolean pure;

    @Mixin private Destination destination = new Destination();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        QuantisationPreset preset = QuantisationPreset.named(type);
        try (Checkpoint checkpoint = Models.checkpoint(model);
                ProgressDisplay progress = output.progress()) {
            destination.prepare(out, false);
            QuantizeResult result =
                    Quantizer.quantize(
                            checkpoint,
                            out,
                            new Quantizer.Options(preset, pure, Importance.NONE),
                            progress);
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
}
