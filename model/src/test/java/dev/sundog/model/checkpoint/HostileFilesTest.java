package dev.sundog.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** Broken files either open or are refused by name and place, quickly and without a crash. */
class HostileFilesTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Path temporary;
    private final Path gguf;
    private final Path directory;

    HostileFilesTest(@TempDir Path temporary) {
        this.temporary = temporary;
        TinyLlama tiny = TinyLlama.random(1, 9);
        gguf = tiny.writeGguf(temporary.resolve("m.gguf"), ElementType.Q8_0);
        directory = tiny.writeDirectory(temporary.resolve("d"), ElementType.BF16);
    }

    /** Opens and reads everything, or expects a message that names the file. */
    private static void openOrRefuse(Path model, String named) {
        long start = processorTime();
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            checkpoint.tensors().forEach(checkpoint::readAll);
            checkpoint.lineage();
        } catch (SundogException e) {
            assertThat(e.kind()).isEqualTo(SundogException.Kind.DATA);
            assertThat(e).hasMessageContaining(named);
        }
        assertThat(Duration.ofNanos(processorTime() - start)).isLessThan(LIMIT);
    }

    /** Time of this thread on a processor, so that a busy machine does not fail the test. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void refuse(Path model, String code, String... parts) {
        assertThatThrownBy(() -> Checkpoints.open(model).close())
                .isInstanceOfSatisfying(
                        SundogException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(parts);
    }

    @Test
    void truncatedGgufIsRefusedWhereverItEnds() throws IOException {
        byte[] whole = Files.readAllBytes(gguf);
        for (int part = 0; part < 50; part++) {
            Files.write(gguf, Arrays.copyOf(whole, whole.length * part / 50));
            refuse(gguf, "gguf-truncated", "m.gguf", "byte", "expected", "found");
        }
    }

    @Test
    void truncatedSafetensorsAreRefusedWhereverTheyEnd() throws IOException {
        Path file = directory.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        for (int part = 0; part < 50; part++) {
            Files.write(file, Arrays.copyOf(whole, whole.length * part / 50));
            refuse(
                    directory,
                    "safetensors-truncated",
                    "model.safetensors",
                    "byte",
                    "expected",
                    "found");
        }
    }

    @Test
    void mutatedGgufOpensOrIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(gguf);
        Random random = new Random(10);
        for (int trial = 0; trial < 300; trial++) {
            byte[] bytes = whole.clone();
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int at = random.nextInt(3000);
            switch (trial % 3) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> buffer.putLong(at, 1L << (20 + random.nextInt(44)));
                default -> {
                    for (int i = 0; i < 8; i++) {
                        bytes[random.nextInt(3000)] = (byte) random.nextInt(256);
                    }
                }
            }
            Files.write(gguf, bytes);
            openOrRefuse(gguf, "m.gguf");
        }
    }

    @Test
    void mutatedSafetensorsOpenOrAreRefused() throws IOException {
        Path file = directory.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(11);
        for (int trial = 0; trial < 300; trial++) {
            byte[] bytes = whole.clone();
            for (int i = 0; i <= trial % 4; i++) {
                bytes[random.nextInt(1000)] = (byte) (32 + random.nextInt(96));
            }
            Files.write(file, bytes);
            openOrRefuse(directory, temporary.toString());
        }
    }

    @Test
    void mutatedConfigurationOpensOrIsRefused() throws IOException {
        Path file = directory.resolve("config.json");
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(12);
        for (int trial = 0; trial < 300; trial++) {
            byte[] bytes = whole.clone();
            bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(96));
            Files.write(file, bytes);
            openOrRefuse(directory, temporary.toString());
        }
    }

    @Test
    void hugeCountsAreNotBelieved() throws IOException {
        for (int at : new int[] {8, 16}) {
            byte[] bytes = Files.readAllBytes(gguf);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, 1L << 60);
            Path file = temporary.resolve("huge.gguf");
            Files.write(file, bytes);
            refuse(file, "gguf-truncated", "huge.gguf", "1152921504606846976", "byte " + at);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}|overlap
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}|gap
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}|expected 8 bytes
                    {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,12]}}|overflows
                    {"a":{"dtype":"F32","shape":[-3],"data_offsets":[0,12]}}|counts of 0 or more
                    {"a":{"dtype":"Z9","shape":[3],"data_offsets":[0,12]}}|dtype 'Z9'
                    {"a":{"dtype":"F32","shape":[3],"data_offsets":[12,0]}}|data_offsets [12, 0]
                    {"a":{"dtype":"F32","shape":[3]}}|lacks one of
                    {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}|JSON
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}|end at byte
                    {"a":7}|expected START_OBJECT
                    [1,2]|expected START_OBJECT
                    """)
    void inconsistentSafetensorsAreRefused(String header, String expected) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        Files.write(directory.resolve("model.safetensors"), bytes.array());
        refuse(directory, "safetensors-invalid", "model.safetensors", expected);
    }

    @Test
    void overlappingGgufTensorsAreRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(gguf);
        byte[] name = "blk.0.attn_norm.weight".getBytes(StandardCharsets.UTF_8);
        int at = indexOf(bytes, name) + name.length;
        // rank, one dimension, type, then the offset
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at + 4 + 8 + 4, 0);
        Files.write(gguf, bytes);
        refuse(gguf, "gguf-invalid", "m.gguf", "overlap");
    }

    @Test
    void otherFilesAreNamed() throws IOException {
        Path file = temporary.resolve("picture.gguf");
        Files.write(file, "PNG, not a model".getBytes(StandardCharsets.UTF_8));
        refuse(file, "gguf-invalid", "picture.gguf", "letters GGUF");
        Files.write(file, new byte[0]);
        refuse(file, "gguf-truncated", "picture.gguf");
        refuse(temporary.resolve("absent"), "model-missing", "absent");
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        refuse(empty, "file-missing", "config.json");
        Files.copy(directory.resolve("config.json"), empty.resolve("config.json"));
        refuse(empty, "weights-missing", "model.safetensors");
    }

    @Test
    void unknownArchitecturesAreNamedWithTheKnownOnes() throws IOException {
        Path config = directory.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"llama\"", "\"perceptron\""));
        refuse(directory, "unknown-architecture", "config.json", "perceptron", "llama");
    }

    @Test
    void tensorsThatDoNotFitTheConfigurationAreNamed() throws IOException {
        Path config = directory.resolve("config.json");
        String text = Files.readString(config);
        Files.writeString(config, text.replace("\"vocab_size\" : 24", "\"vocab_size\" : 25"));
        refuse(directory, "tensor-shape", "model.embed_tokens.weight", "[24, 32]", "[25, 32]");
        Files.writeString(
                config,
                text.replace("\"num_hidden_layers\" : 1", "\"num_hidden_layers\" : 2000000000"));
        refuse(directory, "tensor-missing", "model.layers.1.input_layernorm.weight");
    }

    @Test
    void shardsOutsideTheDirectoryAreRefused() throws IOException {
        Files.delete(directory.resolve("model.safetensors"));
        Files.writeString(
                directory.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"model.norm.weight\": \"../../secret.safetensors\"}}");
        refuse(directory, "safetensors-index", "weight_map.model.norm.weight");
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i < bytes.length - part.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
