package dev.sundog.cli.recipe;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.surgery.CheckpointFormat;
import dev.sundog.model.surgery.Converter;

import java.util.Map;
import java.util.Optional;

/**
 * The model a line starts from, as a Hugging Face directory.
 *
 * @param model MODEL
 * @param type precision to keep it in
 */
record BaseStage(String model, ElementType type) implements StageWork {
    static BaseStage defaults() {
        return new BaseStage("pico-base", ElementType.F32);
    }

    @Override
    public Map<String, Object> run(StageContext context) {
        try (Checkpoint checkpoint = Checkpoints.open(context.store().resolve(model))) {
            long bytes =
                    Converter.convert(
                            checkpoint,
                            context.directory(),
                            CheckpointFormat.HF,
                            Optional.of(type),
                            context.progress());
            return Map.of("bytes", bytes);
        }
    }

    @Override
    public String caption() {
        return model;
    }
}
