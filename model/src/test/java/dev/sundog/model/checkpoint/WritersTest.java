package dev.sundog.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.Rope;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class WritersTest {
    private final Path temporary;

    WritersTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    private static void assertSameWeights(Checkpoint checkpoint, TinyLlama tiny) {
        assertThat(checkpoint.tensors())
                .extracting(TensorInfo::name)
                .containsExactlyElementsOf(tiny.weights().keySet());
        tiny.weights()
                .forEach(
                        (name, values) ->
                                assertThat(checkpoint.readAll(checkpoint.tensor(name)))
                                        .as(name)
                                        .isEqualTo(values));
    }

    @Test
    void directoryComesBackAsItWas() {
        TinyLlama tiny = TinyLlama.random(3, 1);
        Path directory = tiny.writeDirectory(temporary.resolve("m"), ElementType.F32);
        try (Checkpoint checkpoint = Checkpoints.open(directory)) {
            assertSameWeights(checkpoint, tiny);
            assertThat(checkpoint.find("lm_head.weight")).isEmpty();
            assertThat(checkpoint.configJson().path("dtype").stringValue()).isEqualTo("float32");
            assertThat(checkpoint.lineage()).contains(new LayerOrigin(2, "m", 2));
        }
    }

    @Test
    void shardsComeBackAsOneModel() throws IOException {
        TinyLlama tiny = TinyLlama.random(3, 2);
        HuggingFaceWriter.write(
                temporary,
                tiny.configJson(),
                Map.of("notes.txt", "hello".getBytes(StandardCharsets.UTF_8)),
                tiny.tensors(ElementType.F32),
                tiny.source(),
                ProgressListener.NONE,
                20_000);
        assertThat(temporary.resolve("model-00002-of-00008.safetensors")).exists();
        assertThat(temporary.resolve("notes.txt")).hasContent("hello");
        try (Checkpoint checkpoint = Checkpoints.open(temporary)) {
            assertSameWeights(checkpoint, tiny);
        }
        Files.delete(temporary.resolve("model-00002-of-00008.safetensors"));
        assertThatThrownBy(() -> Checkpoints.open(temporary))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("model-00002-of-00008.safetensors")
                .extracting("code")
                .isEqualTo("safetensors-shard-missing");
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "Q8_0", "Q4_0"})
    void ggufHoldsWhatTheDirectoryHolds(ElementType type) {
        TinyLlama tiny = TinyLlama.random(2, 3);
        Path file = tiny.writeGguf(temporary.resolve("m.gguf"), type);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.byteSize()).isEqualTo(file.toFile().length());
            TensorInfo query = checkpoint.tensor("model.layers.1.self_attn.q_proj.weight");
            assertThat(query.type()).isEqualTo(type);
            assertThat(checkpoint.tensor("model.norm.weight").type()).isEqualTo(ElementType.F32);
            double tolerance =
                    switch (type) {
                        case F32 -> 0;
                        case BF16 -> 0.02;
                        case Q8_0 -> 0.05;
                        default -> 0.7;
                    };
            float[] expected = tiny.values(query.name());
            float[] found = checkpoint.readAll(query);
            for (int i = 0; i < found.length; i++) {
                assertThat((double) found[i])
                        .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(tolerance));
            }
        }
    }

    /** A chat model ends its turns with a token that only generation_config.json names. */
    @Test
    void ggufKeepsTheEndsOfTheGenerationConfiguration() {
        TinyLlama tiny = TinyLlama.random(2, 3);
        Path file = temporary.resolve("m.gguf");
        byte[] generation = "{\"eos_token_id\": [2, 7]}".getBytes(StandardCharsets.UTF_8);
        GgufWriter.write(
                file,
                tiny.configJson(),
                Map.of("generation_config.json", generation),
                tiny.tensors(ElementType.F32),
                tiny.source(),
                List.of(),
                ProgressListener.NONE);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.config().eosTokenIds()).containsExactly(2, 7);
        }
    }

    @Test
    void ggufKeepsBiasesHeadLineageAndScaling() {
        ObjectNode config = TinyLlama.config(2);
        config.put("tie_word_embeddings", false);
        config.put("attention_bias", true);
        config.put("mlp_bias", true);
        config.putArray("eos_token_id").add(2);
        config.putObject("rope_scaling")
                .put("rope_type", "llama3")
                .put("factor", 32.0)
                .put("low_freq_factor", 1.0)
                .put("high_freq_factor", 4.0)
                .put("original_max_position_embeddings", 8192);
        config.put("rope_theta", 500000.0);
        TinyLlama tiny = TinyLlama.random(config, 4);
        List<LayerOrigin> lineage =
                List.of(new LayerOrigin(0, "base", 5), new LayerOrigin(1, "base", 7));
        Path file = temporary.resolve("m.gguf");
        GgufWriter.write(
                file,
                config,
                Map.of(),
                tiny.tensors(ElementType.F32),
                tiny.source(),
                lineage,
                ProgressListener.NONE);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertSameWeights(checkpoint, tiny);
            assertThat(checkpoint.lineage()).isEqualTo(lineage);
            assertThat(checkpoint.config().rope())
                    .isEqualTo(new Rope.Llama3(500000, 32, 1, 4, 8192));
            assertThat(checkpoint.config().mlpBias()).isTrue();
        }
    }

    @Test
    void bytesAreCopiedWhereTypesAreEqual() {
        TinyLlama tiny = TinyLlama.random(1, 5);
        Path source = tiny.writeGguf(temporary.resolve("a.gguf"), ElementType.Q4_0);
        Path copy = temporary.resolve("b.gguf");
        try (Checkpoint checkpoint = Checkpoints.open(source)) {
            GgufWriter.write(
                    copy,
                    checkpoint.configJson(),
                    Map.of(),
                    checkpoint.tensors(),
                    TensorSource.of(checkpoint),
                    checkpoint.lineage(),
                    ProgressListener.NONE);
            try (Checkpoint again = Checkpoints.open(copy)) {
                for (TensorInfo tensor : checkpoint.tensors()) {
                    for (int row = 0; row < tensor.rowCount(); row++) {
                        assertThat(again.row(tensor, row).mismatch(checkpoint.row(tensor, row)))
                                .as(tensor.name())
                                .isEqualTo(-1);
                    }
                }
            }
        }
    }

    @Test
    void whatFailsLeavesNothingThatLooksComplete() throws IOException {
        TinyLlama tiny = TinyLlama.random(2, 6);
        TensorSource failing =
                (tensor, first, rows, target, offset) -> {
                    if (tensor.name().contains("layers.1")) {
                        throw SundogException.data("broken-source", "no more");
                    }
                };
        Path directory = temporary.resolve("d");
        assertThatThrownBy(
                        () ->
                                HuggingFaceWriter.write(
                                        directory,
                                        tiny.configJson(),
                                        Map.of(),
                                        tiny.tensors(ElementType.F32),
                                        failing,
                                        ProgressListener.NONE))
                .hasMessage("no more");
        Path file = temporary.resolve("m.gguf");
        assertThatThrownBy(
                        () ->
                                GgufWriter.write(
                                        file,
                                        tiny.configJson(),
                                        Map.of(),
                                        tiny.tensors(ElementType.F32),
                                        failing,
                                        Lineage.identity(file, 2),
                                        ProgressListener.NONE))
                .hasMessage("no more");
        try (Stream<Path> left = Files.walk(temporary)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void fullDisksAreNamed() {
        SundogException error =
                PartialFile.failure(
                        Path.of("out", "model.gguf"),
                        1234,
                        new IOException("No space left on device"));
        assertThat(error.kind()).isEqualTo(SundogException.Kind.RESOURCE);
        assertThat(error.code()).isEqualTo("disk-full");
        assertThat(error).hasMessageContaining("model.gguf").hasMessageContaining("1234");
    }
}
