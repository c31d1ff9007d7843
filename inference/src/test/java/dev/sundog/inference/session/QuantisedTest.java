package dev.sundog.inference.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.inference.TinyModels;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.CheckpointFormat;
import dev.sundog.model.surgery.Converter;
import dev.sundog.model.surgery.QuantisationPreset;
import dev.sundog.model.surgery.Quantizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Optional;

/** Narrower weights compute what their dequantised numbers compute, near what F32 does. */
class QuantisedTest {
    @ParameterizedTest
    @CsvSource({"BF16, 0.1", "F16, 0.02"})
    void floatTypesStayNearF32(ElementType type, double tolerance, @TempDir Path folder) {
        Path path = folder.resolve("model");
        try (Checkpoint source = Checkpoints.open(TinyModels.path("plain"))) {
            Converter.convert(
                    source, path, CheckpointFormat.HF, Optional.of(type), ProgressListener.NONE);
        }
        compare(path, tolerance);
    }

    @ParameterizedTest
    @CsvSource({"Q8_0, 0.3", "Q4_0, 3"})
    void blockTypesStayNearF32(QuantisationPreset preset, double tolerance, @TempDir Path folder) {
        Path path = folder.resolve("model.gguf");
        try (Checkpoint source = Checkpoints.open(TinyModels.path("plain"))) {
            Quantizer.quantize(source, path, Quantizer.Options.of(preset), ProgressListener.NONE);
        }
        compare(path, tolerance);
    }

    /** The fast kernels equal the oracle on the same file; its distance to F32 is bounded. */
    private static void compare(Path path, double tolerance) {
        float[][] reference = logits(TinyModels.path("plain"), "vector");
        float[][] oracle = logits(path, "scalar");
        float[][] fast = logits(path, "vector");
        assertThat(distance(oracle, fast)).isLessThan(1e-4);
        assertThat(distance(reference, fast)).isBetween(1e-5, tolerance);
    }

    private static float[][] logits(Path path, String kernels) {
        int[] ids = TinyModels.ints(TinyModels.golden("plain").path("ids"));
        float[][] all = new float[ids.length][];
        try (CpuModel model = TinyModels.open(path, kernels, 2);
                Session session = model.openSession(64)) {
            session.appendAll(ids, ids.length, (index, logits) -> all[index] = logits.clone());
        }
        return all;
    }

    /** Root of the mean squared difference. */
    private static double distance(float[][] a, float[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < a[i].length; k++) {
                sum += (a[i][k] - b[i][k]) * (a[i][k] - b[i][k]);
            }
        }
        return Math.sqrt(sum / a.length / a[0].length);
    }

    @Test
    void distanceIsAMetric() {
        assertThat(distance(new float[][] {{1, 1}}, new float[][] {{1, 3}}))
                .isEqualTo(Math.sqrt(2));
    }
}
