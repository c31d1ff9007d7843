package dev.sundog.model.checkpoint;

import dev.sundog.model.failure.SundogException;

import java.nio.file.Files;
import java.nio.file.Path;

/** Opens checkpoints of either format. Thread-safe. */
public final class Checkpoints {
    private Checkpoints() {}

    /**
     * Opens and checks a Hugging Face directory or a {@code .gguf} file. Only headers are read;
     * weights are mapped, not loaded.
     *
     * @throws SundogException (data) naming file and place, what was expected and what was found
     */
    public static Checkpoint open(Path path) {
        if (!Files.exists(path)) {
            throw SundogException.data(
                    "model-missing",
                    path + " does not exist; expected a model directory or a .gguf file");
        }
        PickledWeights.refuse(path);
        return Files.isDirectory(path) ? HuggingFaceReader.open(path) : GgufReader.open(path);
    }
}
