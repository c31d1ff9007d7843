package dev.sundog.training.run;

import dev.sundog.training.torch.Parameters;

import java.nio.file.Path;

/** Writes a model as a Hugging Face directory. */
final class ModelOutput {
    private ModelOutput() {}

    static void write(Path directory, StartingPoint start, Parameters parameters) {
        // awaits the writer of model.checkpoint
    }
}
