package dev.sundog.cli.recipe;

import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.failure.SundogException;
import dev.sundog.training.run.RandomModel;
import dev.sundog.training.run.StartingPoint;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Llama with random weights.
 *
 * @param tokenizer folder of the tokenizer, e.g. an earlier stage
 * @param vocabularySize entries
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width inside the feed-forward network
 * @param layers decoder layers
 * @param heads query heads
 * @param keyValueHeads key and value heads
 * @param contextLength positions
 */
record InitStage(
        String tokenizer,
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        int contextLength)
        implements StageWork {
    private static final List<String> COMPANIONS =
            List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json");

    static InitStage defaults() {
        return new InitStage("tokenizer", 2048, 192, 512, 8, 6, 3, 512);
    }

    @Override
    public Map<String, Object> run(StageContext context) {
        ObjectNode json = configJson();
        ModelConfig config =
                ConfigurationReader.read(
                        json, context.directory().resolve("config.json").toString());
        Map<String, byte[]> companions = new LinkedHashMap<>();
        Path folder = context.resolve(tokenizer);
        for (String name : COMPANIONS) {
            companions.put(name, read(folder.resolve(name)));
        }
        ObjectNode generation = JsonNodeFactory.instance.objectNode().put("bos_token_id", 0);
        generation.putArray("eos_token_id").add(0).add(2);
        companions.put(
                "generation_config.json",
                generation.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        long bytes =
                RandomModel.write(
                        new StartingPoint.RandomWeights(config, json, companions),
                        context.seed(),
                        context.directory());
        return Map.of("bytes", bytes);
    }

    private ObjectNode configJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("model_type", "llama");
        json.put("attention_bias", false).put("attention_dropout", 0.0);
        json.put("bos_token_id", 0).put("eos_token_id", 0).put("pad_token_id", 0);
        json.put("head_dim", hiddenSize / heads)
                .put("hidden_act", "silu")
                .put("hidden_size", hiddenSize);
        json.put("initializer_range", 0.02).put("intermediate_size", intermediateSize);
        json.put("max_position_embeddings", contextLength).put("mlp_bias", false);
        json.put("num_attention_heads", heads)
                .put("num_hidden_layers", layers)
                .put("num_key_value_heads", keyValueHeads);
        json.put("rms_norm_eps", 1e-5).put("rope_theta", 10000.0).put("tie_word_embeddings", true);
        json.put("dtype", "float32")
                .put("torch_dtype", "float32")
                .put("use_cache", true)
                .put("vocab_size", vocabularySize);
        return json;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw SundogException.data(
                    "tokenizer-missing",
                    file + ": cannot be read; expected what a tokenizer stage writes",
                    e);
        }
    }

    @Override
    public String caption() {
        return "random weights";
    }
}
