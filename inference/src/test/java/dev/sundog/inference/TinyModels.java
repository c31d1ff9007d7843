package dev.sundog.inference;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.kernels.KernelProvider;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.progress.ProgressListener;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The committed tiny Llamas and what transformers computed with them. */
public final class TinyModels {
    private TinyModels() {}

    /** The folder of a model, {@code awkward} or {@code plain}. */
    public static Path path(String name) {
        URL url = Objects.requireNonNull(TinyModels.class.getResource(name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A model on the kernels of that name. */
    public static CpuModel open(Path path, String kernels, int threads) {
        EngineOptions options =
                new EngineOptions(
                        threads,
                        KernelProvider.named(kernels).orElseThrow(),
                        ProgressListener.NONE);
        return CpuModel.open(Checkpoints.open(path), options);
    }

    /** {@code golden.json}. */
    public static JsonNode golden(String name) {
        return new JsonMapper().readTree(path(name).resolve("golden.json").toFile());
    }

    /** A JSON array of integers. */
    public static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }

    /** A JSON array of numbers. */
    public static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).floatValue();
        }
        return values;
    }
}
