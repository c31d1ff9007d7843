package dev.sundog.model.surgery.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TinyLlama;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class LowRankAdapterTest {
    private static final String UP = "model.layers.1.mlp.up_proj.weight";
    private static final String DOWN = "model.layers.0.mlp.down_proj.weight";

    private final Path folder;

    LowRankAdapterTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static TensorInfo tensor(String name, long rows, long columns) {
        return new TensorInfo(name, ElementType.F32, List.of(rows, columns));
    }

    /** A and B of rank 2 with the elements 0.01·(row + 1) and 0.1·(row − column). */
    private Path write(Optional<String> base, boolean stabilised) {
        Path directory = folder.resolve("adapter");
        List<TensorInfo> a = List.of(tensor(UP, 2, 32), tensor(DOWN, 2, 64));
        LowRankAdapter.write(
                directory,
                new AdapterConfig(base, 2, 6, stabilised, List.of("up_proj", "down_proj")),
                a,
                List.of(tensor(UP, 64, 2), tensor(DOWN, 32, 2)),
                (tensor, first, rows, target, offset) -> {
                    for (int i = 0; i < rows * tensor.rowLength(); i++) {
                        long row = first + i / tensor.rowLength();
                        int column = i % tensor.rowLength();
                        target[offset + i] =
                                a.contains(tensor) ? 0.01f * (row + 1) : 0.1f * (row - column);
                    }
                });
        return directory;
    }

    private Checkpoint base(String name) {
        return Checkpoints.open(
                TinyLlama.random(2, 3).writeDirectory(folder.resolve(name), ElementType.F32));
    }

    @ParameterizedTest
    @CsvSource({"false, 3.0", "true, 4.242640687"})
    void theMergedWeightIsTheBaseAndTheScaledProduct(boolean stabilised, double scale) {
        Path out = folder.resolve("out");
        try (Checkpoint base = base("base");
                LowRankAdapter adapter =
                        LowRankAdapter.open(write(Optional.of("owner/base"), stabilised))) {
            AdapterMerger.Result result =
                    AdapterMerger.merge(base, adapter, out, false, ProgressListener.NONE);
            assertThat(result.adapted()).isEqualTo(2);
            try (Checkpoint merged = Checkpoints.open(out)) {
                for (TensorInfo info : base.tensors()) {
                    float[] before = base.readAll(info);
                    float[] after = merged.readAll(merged.tensor(info.name()));
                    boolean adapted = info.name().equals(UP) || info.name().equals(DOWN);
                    for (int i = 0; i < before.length; i++) {
                        int row = i / info.rowLength();
                        double product = 0.1 * row * 0.01 + 0.1 * (row - 1) * 0.02;
                        assertThat((double) after[i])
                                .as(info.name())
                                .isCloseTo(
                                        before[i] + (adapted ? scale * product : 0), within(1e-6));
                    }
                }
            }
        }
        Manifest manifest = Manifest.read(out).orElseThrow();
        assertThat(manifest.kind()).isEqualTo("adapter-merge");
        assertThat(manifest.inputs()).hasSize(4);
    }

    /** Through the adapter and merged the model is the same, rounded once. */
    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"F32", "BF16", "F16"})
    void aBaseSeenThroughItsAdapterIsTheMergedModel(ElementType type) {
        Path directory = write(Optional.empty(), false);
        Path out = folder.resolve("out");
        Path path = TinyLlama.random(2, 3).writeDirectory(folder.resolve("base"), type);
        try (Checkpoint base = Checkpoints.open(path);
                LowRankAdapter adapter = LowRankAdapter.open(directory)) {
            AdapterMerger.merge(base, adapter, out, false, ProgressListener.NONE);
        }
        try (Checkpoint merged = Checkpoints.open(out);
                Checkpoint adapted =
                        new AdaptedCheckpoint(
                                Checkpoints.open(path), LowRankAdapter.open(directory), false)) {
            assertThat(adapted.tensors()).isEqualTo(merged.tensors());
            for (TensorInfo tensor : merged.tensors()) {
                assertThat(adapted.readAll(tensor)).isEqualTo(merged.readAll(tensor));
                long last = tensor.rowCount() - 1;
                assertThat(adapted.row(tensor, last).mismatch(merged.row(tensor, last)))
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void anotherBaseIsRefusedByShapeAndByName() {
        Path directory = write(Optional.of("models/base"), false);
        try (Checkpoint other = base("other");
                LowRankAdapter adapter = LowRankAdapter.open(directory)) {
            assertThatThrownBy(() -> adapter.requireBase(other, false))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContainingAll("'models/base'", "'other'");
            adapter.requireBase(other, true);
        }
        TinyLlama shallow = TinyLlama.random(1, 3);
        try (Checkpoint other =
                        Checkpoints.open(
                                shallow.writeGguf(folder.resolve("base.gguf"), ElementType.F32));
                LowRankAdapter adapter = LowRankAdapter.open(directory)) {
            assertThatThrownBy(() -> adapter.requireBase(other, false))
                    .hasMessageContainingAll(UP, "does not have");
        }
        var wide = TinyLlama.config(2);
        wide.put("intermediate_size", 96);
        try (Checkpoint other =
                        Checkpoints.open(
                                TinyLlama.random(wide, 3)
                                        .writeDirectory(folder.resolve("base"), ElementType.F32));
                LowRankAdapter adapter = LowRankAdapter.open(directory)) {
            assertThatThrownBy(() -> adapter.requireBase(other, false))
                    .hasMessageContainingAll(DOWN, "[32, 64]", "[32, 96]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    "peft_type" : "LORA" | "peft_type" : "IA3" | peft_type is "IA3", expected "LORA"
                    "use_dora" : false | "use_dora" : true | use_dora is true, expected false
                    "bias" : "none" | "bias" : "all" | bias is "all"
                    "modules_to_save" : null | "modules_to_save" : ["lm_head"] | modules_to_save is ["lm_head"]
                    "modules_to_save" : null | "rank_pattern" : {"q": 2} | rank_pattern is {"q":2}
                    "modules_to_save" : null | "kasa_config" : {"x": 2} | kasa_config is
                    "init_lora_weights" : true | "init_lora_weights" : "pissa_niter_4" | changes the base too
                    "r" : 2 | "r" : 3 | expected rank 3
                    "r" : 2 | "r" : 0 | r is 0, expected 1
                    "r" : 2 | "rr" : 2 | r or lora_alpha is missing
                    { | [ | it cannot be read
                    """)
    void otherAdaptersAreRefusedByName(String old, String changed, String message)
            throws IOException {
        Path file = write(Optional.empty(), false).resolve(AdapterConfig.FILE_NAME);
        String json = Files.readString(file);
        assertThat(json).contains(old);
        Files.writeString(file, json.replace(old, changed));
        assertThatThrownBy(() -> LowRankAdapter.open(folder.resolve("adapter")))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        e -> assertThat(e.kind()).isEqualTo(SundogException.Kind.DATA))
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNoAdapterIsSaidToBeNone() {
        assertThatThrownBy(() -> LowRankAdapter.open(folder))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("has no adapter_config.json");
    }
}
