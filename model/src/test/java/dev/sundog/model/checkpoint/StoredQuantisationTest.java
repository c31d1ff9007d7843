package dev.sundog.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Eight-bit weights with scales, and what is refused. */
class StoredQuantisationTest {
    private static final String UP = "model.layers.0.mlp.up_proj.weight";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir private Path folder;

    private final TinyLlama tiny = TinyLlama.random(1, 3);
    private final ObjectNode header = MAPPER.createObjectNode();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    private void add(String name, String dtype, List<Integer> shape, byte[] bytes) {
        ObjectNode entry = header.putObject(name);
        entry.put("dtype", dtype);
        entry.putPOJO("shape", shape);
        entry.putPOJO("data_offsets", List.of(data.size(), data.size() + bytes.length));
        data.writeBytes(bytes);
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** A directory whose up projection, 64 x 32, holds 1.5 (0x3c) everywhere as eight bits. */
    private Path write(ObjectNode quantisation, List<Integer> scaleShape, float... scales)
            throws IOException {
        Path directory = folder.resolve("m");
        Files.createDirectories(directory);
        for (TensorInfo tensor : tiny.tensors(ElementType.F32)) {
            List<Integer> shape = tensor.shape().stream().map(Long::intValue).toList();
            if (tensor.name().equals(UP)) {
                byte[] bytes = new byte[64 * 32];
                java.util.Arrays.fill(bytes, (byte) 0x3c);
                add(UP, "F8_E4M3", shape, bytes);
                if (scales.length > 0) {
                    add(UP + "_scale_inv", "F32", scaleShape, floats(scales));
                }
            } else {
                add(tensor.name(), "F32", shape, floats(tiny.values(tensor.name())));
            }
        }
        byte[] json = MAPPER.writeValueAsBytes(header);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + data.size());
        file.order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).put(data.toByteArray());
        Files.write(directory.resolve("model.safetensors"), file.array());
        ObjectNode config = tiny.configJson().deepCopy();
        if (!quantisation.isEmpty()) {
            config.set("quantization_config", quantisation);
        }
        Files.write(directory.resolve("config.json"), MAPPER.writeValueAsBytes(config));
        return directory;
    }

    private static ObjectNode method(String name) {
        return MAPPER.createObjectNode().put("quant_method", name);
    }

    private static void refuse(Path model, String code, String... parts) {
        assertThatThrownBy(() -> Checkpoints.open(model).close())
                .isInstanceOfSatisfying(
                        SundogException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(parts);
    }

    @Test
    void rectanglesHaveScalesOfTheirOwn() throws IOException {
        ObjectNode quantisation = method("fp8");
        quantisation.putArray("weight_block_size").add(48).add(20);
        // rows 0-47 and 48-63, columns 0-19 and 20-31
        Path model = write(quantisation, List.of(2, 2), 1, 2, 4, 0.5f);
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            TensorInfo up = checkpoint.tensor(UP);
            assertThat(up.type()).isEqualTo(ElementType.F8_E4M3);
            float[] values = checkpoint.readAll(up);
            assertThat(values[0]).isEqualTo(1.5f);
            assertThat(values[47 * 32 + 20]).isEqualTo(3);
            assertThat(values[48 * 32 + 19]).isEqualTo(6);
            assertThat(values[63 * 32 + 31]).isEqualTo(0.75f);
            float[] last = new float[32];
            checkpoint.readRows(up, 63, 1, last, 0);
            assertThat(last[0]).isEqualTo(6);
            assertThat(checkpoint.configJson().has("quantization_config")).isFalse();
        }
    }

    @Test
    void oneScaleServesAllOrEachRowHasItsOwn() throws IOException {
        Path model = write(method("fbgemm_fp8"), List.of(), 0.25f);
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            assertThat(checkpoint.readAll(checkpoint.tensor(UP))).containsOnly(0.375f);
        }
        header.removeAll();
        data.reset();
        float[] scales = new float[64];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = i;
        }
        model = write(method("fbgemm_fp8"), List.of(64, 1), scales);
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            float[] values = checkpoint.readAll(checkpoint.tensor(UP));
            assertThat(values[0]).isZero();
            assertThat(values[10 * 32 + 31]).isEqualTo(15);
        }
    }

    @Test
    void withoutScalesTheStoredNumbersAreMeant() throws IOException {
        Path model = write(MAPPER.createObjectNode(), List.of());
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            assertThat(checkpoint.readAll(checkpoint.tensor(UP))).containsOnly(1.5f);
        }
    }

    @Test
    void convertedWeightsNoLongerSayThatTheyAreQuantised() throws IOException {
        Path model = write(method("fp8"), List.of(1), 2);
        Path out = folder.resolve("out");
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            dev.sundog.model.surgery.Converter.convert(
                    checkpoint,
                    out,
                    dev.sundog.model.surgery.CheckpointFormat.HF,
                    Optional.empty(),
                    dev.sundog.model.progress.ProgressListener.NONE);
        }
        try (Checkpoint checkpoint = Checkpoints.open(out)) {
            assertThat(checkpoint.tensor(UP).type()).isEqualTo(ElementType.BF16);
            assertThat(checkpoint.readAll(checkpoint.tensor(UP))).containsOnly(3);
        }
        assertThat(Files.readString(out.resolve("config.json"))).doesNotContain("quantization");
    }

    @Test
    void promisedScalesMustBeThereAndFit() throws IOException {
        refuse(write(method("fp8"), List.of()), "tensor-missing", UP + "_scale_inv", "fp8");
        header.removeAll();
        data.reset();
        refuse(
                write(method("fp8"), List.of(3), 1, 2, 3),
                "tensor-shape",
                UP + "_scale_inv",
                "[3]",
                "64 rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gptq", "awq", "bitsandbytes", "compressed-tensors"})
    void otherQuantisationsAreRefusedByName(String method) throws IOException {
        refuse(write(method(method), List.of()), "quantisation-unknown", method, "GGUF");
    }

    @Test
    void compressedEightBitFloatsAreKnown() throws IOException {
        ObjectNode quantisation = method("compressed-tensors");
        quantisation
                .putObject("config_groups")
                .putObject("group_0")
                .putObject("weights")
                .put("num_bits", 8)
                .put("type", "float");
        try (Checkpoint checkpoint = Checkpoints.open(write(quantisation, List.of(1), 4))) {
            assertThat(checkpoint.readAll(checkpoint.tensor(UP))).containsOnly(6);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pytorch_model.bin, weights-pickled, pickle",
        "pytorch_model-00001-of-00002.bin, weights-pickled, save_pretrained",
        "consolidated.00.pth, weights-pickled, can run any code",
        "tf_model.h5, weights-missing, another framework"
    })
    void picklesAreRefusedWithTheReason(String name, String code, String part) throws IOException {
        Path directory = tiny.writeDirectory(folder.resolve("p"), ElementType.F32);
        Files.delete(directory.resolve("model.safetensors"));
        Files.write(directory.resolve(name), new byte[] {'P', 'K', 3, 4});
        refuse(directory, code, name, part);
        if (code.equals("weights-pickled")) {
            refuse(directory.resolve(name), code, name, part);
        }
    }

    @Test
    void aFileOfAModelIsToldFromTheModel() {
        Path directory = tiny.writeDirectory(folder.resolve("d"), ElementType.F32);
        refuse(directory.resolve("model.safetensors"), "model-directory", "config.json");
    }

    @ParameterizedTest
    @CsvSource({"17, IQ2_XS", "21, IQ3_S", "19, IQ1_S", "40, NVFP4", "99, 99"})
    void otherTypesOfGgufAreRefusedByName(int id, String name) throws IOException {
        Path file = tiny.writeGguf(folder.resolve("m.gguf"), ElementType.Q8_0);
        byte[] bytes = Files.readAllBytes(file);
        byte[] tensor = "token_embd.weight".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int at = 0;
        while (!java.util.Arrays.equals(tensor, 0, tensor.length, bytes, at, at + tensor.length)) {
            at++;
        }
        // rank, two sizes, type
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(at + tensor.length + 4 + 16, id);
        Files.write(file, bytes);
        refuse(file, "tensor-type", "token_embd.weight", name, "quantize");
    }
}
