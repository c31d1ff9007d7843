package dev.sundog.model.surgery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.kernels.block.ElementType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Types of tensors against what llama.cpp chose ({@code quantise_types.py}). */
class QuantiseTypesTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tied",
                "grouped",
                "odd",
                "oddUntied",
                "narrow",
                "deep",
                "experts",
                "fewExperts",
                "fused"
            })
    void everyTensorGetsTheTypeThatTheReferenceGivesIt(String label) throws IOException {
        JsonNode golden = golden(label);
        int hidden = golden.path("hidden").intValue();
        int inner = golden.path("feedForward").intValue();
        TensorTypes.Shape shape =
                new TensorTypes.Shape(
                        golden.path("layers").intValue(),
                        golden.path("heads").intValue() / golden.path("keyValueHeads").intValue(),
                        golden.path("experts").asInt(0),
                        golden.path("tied").booleanValue());
        JsonNode types = golden.path("types");
        int compared = 0;
        for (Map.Entry<String, JsonNode> entry : types.properties()) {
            if (!entry.getValue().isObject()) {
                continue;
            }
            String name = entry.getKey().replace("+imatrix", "");
            QuantisationPreset preset = QuantisationPreset.named(name);
            for (boolean weighted : new boolean[] {false, true}) {
                boolean plain = name.equals(entry.getKey());
                if (weighted ? plain && types.has(name + "+imatrix") : !plain) {
                    continue;
                }
                TensorTypes chooser = new TensorTypes(preset, false, weighted, shape);
                Map<String, String> expected = new TreeMap<>();
                Map<String, String> found = new TreeMap<>();
                for (Map.Entry<String, JsonNode> tensor : entry.getValue().properties()) {
                    if (tensor.getKey().equals("file_type")) {
                        assertThat(preset.fileType()).isEqualTo(tensor.getValue().longValue());
                        continue;
                    }
                    long length = tensor.getKey().contains("ffn_down") ? inner : hidden;
                    expected.put(tensor.getKey(), tensor.getValue().stringValue());
                    found.put(
                            tensor.getKey(),
                            chooser.of(tensor.getKey(), List.of(64L, length)).name());
                    compared++;
                }
                assertThat(found)
                        .as("%s, weighted %s", entry.getKey(), weighted)
                        .isEqualTo(expected);
            }
        }
        assertThat(compared).isGreaterThan(19 * 14);
    }

    @Test
    void pureMeansOneTypeAndSmallTensorsStayExact() {
        TensorTypes types =
                new TensorTypes(
                        QuantisationPreset.Q4_K_M,
                        true,
                        false,
                        new TensorTypes.Shape(8, 1, 0, true));
        assertThat(types.of("token_embd.weight", List.of(64L, 512L))).isEqualTo(ElementType.Q4_K);
        assertThat(types.of("blk.7.attn_v.weight", List.of(64L, 512L))).isEqualTo(ElementType.Q4_K);
        assertThat(types.of("blk.7.attn_v.weight", List.of(64L, 96L))).isEqualTo(ElementType.Q5_0);
        assertThat(types.of("blk.7.attn_v.bias", List.of(512L))).isEqualTo(ElementType.F32);
        assertThat(types.of("blk.0.ffn_gate_inp.weight", List.of(8L, 512L)))
                .isEqualTo(ElementType.F32);
    }

    private static JsonNode golden(String label) throws IOException {
        try (InputStream in =
                        QuantiseTypesTest.class.getResourceAsStream("quantise_types.json.gz");
                GZIPInputStream json = new GZIPInputStream(in)) {
            return MAPPER.readTree(json).path(label);
        }
    }
}
