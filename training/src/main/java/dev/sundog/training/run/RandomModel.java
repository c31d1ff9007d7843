package dev.sundog.training.run;

import dev.sundog.training.torch.Parameters;
import dev.sundog.training.torch.Precision;

import java.nio.file.Path;

/**
 * A model with random weights as a Hugging Face directory, to be trained from nothing. Stateless.
 */
public final class RandomModel {
    private RandomModel() {}

    /**
     * Writes it in F32.
     *
     * @param start shape and companions
     * @param seed the same seed gives the same bytes on every machine
     * @return bytes of the weights
     */
    public static long write(StartingPoint.RandomWeights start, long seed, Path directory) {
        try (Parameters parameters = Parameters.random(start.config(), seed, Precision.F32)) {
            return ModelOutput.write(directory, start, parameters);
        }
    }
}
