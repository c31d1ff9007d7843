package dev.sundog.server;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Writes a Llama with random weights, a token a byte, and a chat template that can refuse. */
final class TinyModel {
    static final int CONTEXT = 4096;
    static final int HIDDEN = 32;
    static final int VOCABULARY = 263;

    private static final int LAYERS = 2;
    private static final int INTERMEDIATE = 48;
    private static final int KEY_VALUE = 16;
    private static final double SPREAD = 0.35;

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final String TEMPLATE =
            """
            {%- if messages[0].role == 'assistant' %}{{ raise_exception('the user begins') }}{% endif -%}
            {%- for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor -%}
            {%- if add_generation_prompt %}<|assistant|>{% endif -%}
            """;

    private TinyModel() {}

    static Path write(Path folder, boolean template) throws IOException {
        return write(folder, template ? Optional.of(TEMPLATE) : Optional.empty());
    }

    static Path write(Path folder, Optional<String> template) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "bos_token_id": 256,
                 "eos_token_id": 257, "head_dim": 8, "hidden_act": "silu", "hidden_size": %d,
                 "intermediate_size": %d, "max_position_embeddings": %d, "num_attention_heads": 4,
                 "num_hidden_layers": %d, "num_key_value_heads": 2, "rms_norm_eps": 1e-05,
                 "rope_theta": 10000.0, "tie_word_embeddings": true, "vocab_size": %d}
                """
                        .formatted(HIDDEN, INTERMEDIATE, CONTEXT, LAYERS, VOCABULARY));
        ObjectNode tokenizer = MAPPER.createObjectNode();
        tokenizer.put("tokenizer_class", "PreTrainedTokenizerFast");
        tokenizer.put("bos_token", "<s>").put("eos_token", "</s>");
        template.ifPresent(source -> tokenizer.put("chat_template", source));
        Files.writeString(folder.resolve("tokenizer_config.json"), tokenizer.toString());
        Files.writeString(folder.resolve("tokenizer.json"), tokenizerJson());
        Files.write(folder.resolve("model.safetensors"), weights());
        return folder;
    }

    private static String tokenizerJson() {
        ObjectNode root = MAPPER.createObjectNode().put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        String[] special = {
            "<s>",
            "</s>",
            "<|end|>",
            "[TOOL_CALLS]",
            "<|fim_prefix|>",
            "<|fim_suffix|>",
            "<|fim_middle|>"
        };
        for (int i = 0; i < special.length; i++) {
            added.addObject()
                    .put("id", 256 + i)
                    .put("content", special[i])
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        ObjectNode bytes = MAPPER.createObjectNode().put("type", "ByteLevel");
        bytes.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", true);
        root.set("pre_tokenizer", bytes);
        root.set("decoder", bytes.deepCopy());
        ObjectNode model = root.putObject("model").put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        int next = 256;
        for (int value = 0; value < 256; value++) {
            boolean itself =
                    value > ' ' && value < 0x7f || value > 0xa0 && value != 0xad && value < 0x100;
            vocabulary.put(String.valueOf((char) (itself ? value : next++)), value);
        }
        model.putArray("merges");
        return root.toString();
    }

    private static byte[] weights() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", new int[] {VOCABULARY, HIDDEN});
        shapes.put("model.norm.weight", new int[] {HIDDEN});
        for (int i = 0; i < LAYERS; i++) {
            String layer = "model.layers." + i + ".";
            shapes.put(layer + "input_layernorm.weight", new int[] {HIDDEN});
            shapes.put(layer + "post_attention_layernorm.weight", new int[] {HIDDEN});
            shapes.put(layer + "self_attn.q_proj.weight", new int[] {HIDDEN, HIDDEN});
            shapes.put(layer + "self_attn.k_proj.weight", new int[] {KEY_VALUE, HIDDEN});
            shapes.put(layer + "self_attn.v_proj.weight", new int[] {KEY_VALUE, HIDDEN});
            shapes.put(layer + "self_attn.o_proj.weight", new int[] {HIDDEN, HIDDEN});
            shapes.put(layer + "mlp.gate_proj.weight", new int[] {INTERMEDIATE, HIDDEN});
            shapes.put(layer + "mlp.up_proj.weight", new int[] {INTERMEDIATE, HIDDEN});
            shapes.put(layer + "mlp.down_proj.weight", new int[] {HIDDEN, INTERMEDIATE});
        }
        ObjectNode header = MAPPER.createObjectNode();
        int end = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", "F32");
            ArrayNode shape = entry.putArray("shape");
            int size = Float.BYTES;
            for (int length : tensor.getValue()) {
                shape.add(length);
                size *= length;
            }
            entry.putArray("data_offsets").add(end).add(end + size);
            end += size;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer file =
                ByteBuffer.allocate(Long.BYTES + json.length + end).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        Random random = new Random(20260101);
        shapes.forEach(
                (name, shape) -> {
                    boolean norm = shape.length == 1;
                    int count = norm ? shape[0] : shape[0] * shape[1];
                    for (int i = 0; i < count; i++) {
                        file.putFloat(norm ? 1 : (float) (random.nextGaussian() * SPREAD));
                    }
                });
        return file.array();
    }
}
