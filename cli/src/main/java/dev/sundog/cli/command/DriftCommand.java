package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.surgery.Drift;
import dev.sundog.model.surgery.LayerDrift;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code drift BASE MODEL}: how far each layer moved from the layer it came from. */
@Command(
        name = "drift",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog drift pico-base runs/solar-pico/model", ""},
        description = "Measure how far each layer has moved from the layer it came from.")
final class DriftCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BASE")
    private String base = "";

    @Parameters(index = "1", paramLabel = "MODEL")
    private String model = "";

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        try (Checkpoint from = Models.checkpoint(base);
                Checkpoint to = Models.checkpoint(model);
                ProgressDisplay progress = output.progress()) {
            output.line("layer  from  relative Frobenius    cosine");
            for (LayerDrift drift : Drift.measure(from, to, progress)) {
                output.object(
                        Output.node()
                                .put("layer", drift.layer())
                                .put("from", drift.from())
                                .put("relativeFrobenius", drift.relativeFrobenius())
                                .put("cosine", drift.cosine()));
                output.line(
                        String.format(
                                Locale.ROOT,
                                "%5d %5d %19.5f %9.5f",
                                drift.layer(),
                                drift.from(),
                                drift.relativeFrobenius(),
                                drift.cosine()));
            }
        }
        return 0;
    }
}
