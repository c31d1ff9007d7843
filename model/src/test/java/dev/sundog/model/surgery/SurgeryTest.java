package dev.sundog.model.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TinyLlama;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class SurgeryTest {
    private static final String DOWN = "model.layers.%d.mlp.down_proj.weight";

    private final Path temporary;

    SurgeryTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    private Checkpoint tiny(String name, int layers, ElementType type) {
        return Checkpoints.open(
                TinyLlama.random(layers, 21).writeDirectory(temporary.resolve(name), type));
    }

    @Test
    void upscaledLayersAreTheSourcesByteForByte() {
        Path out = temporary.resolve("up");
        try (Checkpoint base = tiny("base", 4, ElementType.BF16)) {
            UpscaleResult result =
                    Upscaler.upscale(
                            base, LayerPlan.solar(4, 1), out, false, ProgressListener.NONE);
            assertThat(result.layerMap()).containsExactly(0, 1, 2, 1, 2, 3);
            // layer: q, o 32x32, k, v 16x32, three 32x64, two norms of 32; embedding 24x32; norm
            assertThat(result.parameters()).isEqualTo(6 * (2048 + 1024 + 6144 + 64) + 768 + 32);
            try (Checkpoint model = Checkpoints.open(out)) {
                assertThat(model.config().layerCount()).isEqualTo(6);
                assertThat(model.lineage().get(3)).isEqualTo(new LayerOrigin(3, "base", 1));
                for (int layer = 0; layer < 6; layer++) {
                    TensorInfo copy = model.tensor(DOWN.formatted(layer));
                    TensorInfo source = base.tensor(DOWN.formatted(result.layerMap().get(layer)));
                    assertThat(copy.type()).isEqualTo(ElementType.BF16);
                    for (int row = 0; row < copy.rowCount(); row++) {
                        assertThat(model.row(copy, row).mismatch(base.row(source, row)))
                                .isEqualTo(-1);
                    }
                }
            }
            Manifest manifest = Manifest.read(out).orElseThrow();
            assertThat(manifest.kind()).isEqualTo("upscale");
            assertThat(manifest.inputs()).hasSize(2);
        }
    }

    @Test
    void identityCopiesAddNothing() {
        Path out = temporary.resolve("up");
        try (Checkpoint base = tiny("base", 2, ElementType.F32)) {
            Upscaler.upscale(base, LayerPlan.interleave(2, 1, 1), out, true, ProgressListener.NONE);
            try (Checkpoint model = Checkpoints.open(out)) {
                assertThat(model.readAll(model.tensor(DOWN.formatted(2)))).containsOnly(0f);
                assertThat(model.readAll(model.tensor("model.layers.2.self_attn.o_proj.weight")))
                        .containsOnly(0f);
                assertThat(model.readAll(model.tensor(DOWN.formatted(1))))
                        .isEqualTo(base.readAll(base.tensor(DOWN.formatted(1))));
                assertThat(model.readAll(model.tensor("model.layers.2.mlp.up_proj.weight")))
                        .isEqualTo(base.readAll(base.tensor("model.layers.1.mlp.up_proj.weight")));
            }
        }
    }

    @Test
    void directoryToGgufAndBackIsTheSame() {
        try (Checkpoint base = tiny("base", 2, ElementType.F32)) {
            Path file = temporary.resolve("m.gguf");
            Path back = temporary.resolve("back");
            Converter.convert(
                    base, file, CheckpointFormat.GGUF, Optional.empty(), ProgressListener.NONE);
            try (Checkpoint gguf = Checkpoints.open(file)) {
                Converter.convert(
                        gguf, back, CheckpointFormat.HF, Optional.empty(), ProgressListener.NONE);
            }
            try (Checkpoint again = Checkpoints.open(back)) {
                assertThat(again.config()).isEqualTo(base.config());
                assertThat(again.tensors()).isEqualTo(base.tensors());
                for (TensorInfo tensor : base.tensors()) {
                    assertThat(again.readAll(tensor)).isEqualTo(base.readAll(tensor));
                }
                assertThat(again.lineage()).isEqualTo(base.lineage());
            }
            assertThatThrownBy(
                            () ->
                                    Converter.convert(
                                            base,
                                            back,
                                            CheckpointFormat.HF,
                                            Optional.empty(),
                                            ProgressListener.NONE))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("not empty");
        }
    }

    @Test
    void quantisedSourcesBecomeBrainFloats() {
        try (Checkpoint base = tiny("base", 1, ElementType.F32)) {
            Path file = temporary.resolve("q.gguf");
            QuantizeResult result =
                    Quantizer.quantize(
                            base,
                            file,
                            Quantizer.Options.of(QuantisationPreset.Q8_0),
                            ProgressListener.NONE);
            assertThat(result.bytes()).isEqualTo(file.toFile().length());
            assertThat(result.rmsError()).isBetween(0.001, 0.01);
            assertThat(result.fallbacks()).isEmpty();
            Path out = temporary.resolve("hf");
            try (Checkpoint quantised = Checkpoints.open(file)) {
                Converter.convert(
                        quantised,
                        out,
                        CheckpointFormat.HF,
                        Optional.empty(),
                        ProgressListener.NONE);
            }
            try (Checkpoint written = Checkpoints.open(out)) {
                assertThat(written.tensors())
                        .extracting(TensorInfo::type)
                        .containsOnly(ElementType.BF16);
            }
        }
    }

    @Test
    void rowsThatAreNoWholeBlocksFallBackByName() {
        var config = TinyLlama.config(1);
        config.put("intermediate_size", 48);
        Path directory =
                TinyLlama.random(config, 5).writeDirectory(temporary.resolve("b"), ElementType.F32);
        try (Checkpoint base = Checkpoints.open(directory)) {
            Path file = temporary.resolve("q.gguf");
            QuantizeResult result =
                    Quantizer.quantize(
                            base,
                            file,
                            Quantizer.Options.of(QuantisationPreset.Q4_0),
                            ProgressListener.NONE);
            assertThat(result.fallbacks()).containsExactly(DOWN.formatted(0));
            try (Checkpoint written = Checkpoints.open(file)) {
                assertThat(written.tensor(DOWN.formatted(0)).type()).isEqualTo(ElementType.F16);
            }
            assertThatThrownBy(() -> QuantisationPreset.named("IQ2_XS"))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("IQ2_XS")
                    .hasMessageContaining("Q8_0");
        }
    }

    @Test
    void driftIsTheDistanceRelativeToTheBase() {
        TinyLlama tiny = TinyLlama.random(2, 7);
        Map<String, float[]> moved = new HashMap<>(tiny.weights());
        // layer 0 is turned over and doubled: |-2w - w| / |w| = 3, cosine -1
        moved.replaceAll(
                (name, values) -> {
                    float[] copy = values.clone();
                    if (name.contains("layers.0.")) {
                        for (int i = 0; i < copy.length; i++) {
                            copy[i] *= -2;
                        }
                    }
                    return copy;
                });
        Path before = tiny.writeDirectory(temporary.resolve("m"), ElementType.F32);
        Path after =
                new TinyLlama(tiny.configJson(), moved)
                        .writeDirectory(temporary.resolve("n"), ElementType.F32);
        try (Checkpoint base = Checkpoints.open(before);
                Checkpoint model = Checkpoints.open(after)) {
            List<LayerDrift> drift = Drift.measure(base, model, ProgressListener.NONE);
            assertThat(drift.get(0).relativeFrobenius()).isCloseTo(3, within(1e-9));
            assertThat(drift.get(0).cosine()).isCloseTo(-1, within(1e-9));
            assertThat(drift.get(1)).isEqualTo(new LayerDrift(1, 1, 0, 1));
        }
    }

    @Test
    void driftFollowsTheLineage() {
        Path out = temporary.resolve("up");
        try (Checkpoint base = tiny("base", 3, ElementType.F32)) {
            Upscaler.upscale(base, LayerPlan.solar(3, 1), out, false, ProgressListener.NONE);
            try (Checkpoint model = Checkpoints.open(out)) {
                assertThat(Drift.measure(base, model, ProgressListener.NONE))
                        .containsExactly(
                                new LayerDrift(0, 0, 0, 1),
                                new LayerDrift(1, 1, 0, 1),
                                new LayerDrift(2, 1, 0, 1),
                                new LayerDrift(3, 2, 0, 1));
                // the same line compared with itself goes layer by layer
                assertThat(Drift.measure(model, model, ProgressListener.NONE))
                        .extracting(LayerDrift::from)
                        .containsExactly(0, 1, 2, 3);
            }
        }
    }
}
