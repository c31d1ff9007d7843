package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.ImportanceFiles;
import dev.sundog.model.checkpoint.ImportanceMatrix;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.DivergenceMeter.Divergence;
import dev.sundog.model.surgery.Importance;
import dev.sundog.model.surgery.MeasuredImportance;
import dev.sundog.model.surgery.QuantisationPreset;
import dev.sundog.model.surgery.QuantizeResult;
import dev.sundog.model.surgery.Quantizer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
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

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description =
                    "A text whose activations say which columns matter, or an importance matrix"
                            + " (.gguf, .dat, .imatrix).")
    private Optional<Path> calibration = Optional.empty();

    @Option(
            names = "--imatrix-out",
            paramLabel = "FILE",
            description = "Write the importance matrix; as GGUF, or in the older form to *.dat.")
    private Optional<Path> importanceOut = Optional.empty();

    @Option(
            names = "--check",
            description =
                    "Compare with the original afterwards: perplexity and divergence; exit 3 above"
                            + " --max-kl.")
    private boolean check;

    @Option(
            names = "--check-text",
            paramLabel = "FILE",
            description = "Check on this text instead of texts that the original writes.")
    private Optional<Path> checkText = Optional.empty();

    @Option(
            names = "--max-kl",
            paramLabel = "NATS",
            description =
                    "Largest mean divergence that --check accepts (default: by type, 0.02 of Q8_0"
                            + " to 4 of Q2_K).")
    private Optional<Double> largestDivergence = Optional.empty();

    @Mixin private Destination destination = new Destination();
    @Mixin private EngineFlags engine = new EngineFlags();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        QuantisationPreset preset = QuantisationPreset.named(type);
        if (importanceOut.isPresent() && calibration.isEmpty()) {
            throw SundogException.user(
                    "imatrix-out", "--imatrix-out needs --calibration; name a text");
        }
        try (ProgressDisplay progress = output.progress()) {
            Importance importance = importance(progress);
            QuantizeResult result = quantize(preset, importance, progress);
            ObjectNode node =
                    Output.node().put("bytes", result.bytes()).put("rmsError", result.rmsError());
            String line =
                    String.format(
                            Locale.ROOT,
                            "%s: %,d bytes, relative RMS error %.5f",
                            out,
                            result.bytes(),
                            result.rmsError());
            Optional<Divergence> divergence =
                    check || checkText.isPresent()
                            ? Optional.of(compare(progress))
                            : Optional.empty();
            divergence.ifPresent(found -> put(node, found));
            output.object(node);
            output.line(line);
            divergence.ifPresent(this::print);
            divergence.ifPresent(found -> judge(preset, found));
        }
        return 0;
    }

    private Importance importance(ProgressDisplay progress) {
        if (calibration.isEmpty()) {
            return Importance.NONE;
        }
        Path file = calibration.get();
        ImportanceMatrix matrix = Calibration.of(file, model, progress);
        importanceOut.ifPresent(target -> ImportanceFiles.write(target, matrix));
        return new MeasuredImportance(matrix, file.toString());
    }

    private QuantizeResult quantize(
            QuantisationPreset preset, Importance importance, ProgressDisplay progress) {
        try (Checkpoint checkpoint = Models.checkpoint(model)) {
            destination.prepare(out, false);
            return Quantizer.quantize(
                    checkpoint, out, new Quantizer.Options(preset, pure, importance), progress);
        }
    }

    private Divergence compare(ProgressDisplay progress) {
        try (CpuModel original = engine.open(model);
                CpuModel changed = engine.open(out.toString())) {
            return QuantisationCheck.run(original, changed, checkText, progress);
        }
    }

    private static void put(ObjectNode node, Divergence found) {
        node.put("kl", found.divergence())
                .put("sameTop", found.sameTop())
                .put("perplexity", found.changedPerplexity())
                .put("originalPerplexity", found.originalPerplexity())
                .put("tokens", found.tokens());
    }

    private void print(Divergence found) {
        output.line(
                String.format(
                        Locale.ROOT,
                        "KL to the original %.5f nats a token, likeliest token the same in %.1f %%,"
                                + " perplexity %.4f (original %.4f) over %,d tokens",
                        found.divergence(),
                        100 * found.sameTop(),
                        found.changedPerplexity(),
                        found.originalPerplexity(),
                        found.tokens()));
    }

    private void judge(QuantisationPreset preset, Divergence found) {
        double bound = largestDivergence.orElseGet(preset::divergenceBound);
        if (!(found.divergence() <= bound)) {
            throw SundogException.data(
                    "quantise-check",
                    String.format(
                            Locale.ROOT,
                            "%s: its divergence from the original is %.5f nats a token, expected at"
                                    + " most %s; take a type of more bits, --calibration, or a"
                                    + " larger --max-kl",
                            out,
                            found.divergence(),
                            bound));
        }
    }
}
