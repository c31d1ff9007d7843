package dev.sundog.cli.recipe;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.surgery.QuantisationPreset;
import dev.sundog.model.surgery.QuantizeResult;
import dev.sundog.model.surgery.Quantizer;

import java.nio.file.Path;
import java.util.Map;

/**
 * Fewer bits a weight.
 *
 * @param type of the weights
 */
record QuantizeStage(QuantisationPreset type) implements StageWork {
    /** The file it leaves in its folder. */
    static final String FILE = "model.gguf";

    static QuantizeStage defaults() {
        return new QuantizeStage(QuantisationPreset.Q8_0);
    }

    @Override
    public Map<String, Object> run(StageContext context) {
        Path model = context.requireModel("quantize");
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            QuantizeResult result =
                    Quantizer.quantize(
                            checkpoint,
                            context.directory().resolve(FILE),
                            Quantizer.Options.of(type),
                            context.progress());
            return Map.of("bytes", result.bytes(), "rmsError", result.rmsError());
        }
    }

    @Override
    public String caption() {
        return type.name();
    }
}
