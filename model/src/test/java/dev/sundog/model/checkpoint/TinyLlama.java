package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.progress.ProgressListener;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random Llama of some ten thousand weights, made in code and written in either format: hidden
 * 32, feed-forward 64, 4 heads of 8 with 2 key-value heads, vocabulary 24.
 *
 * @param configJson its {@code config.json}
 * @param weights values by Hugging Face name, row-major
 */
public record TinyLlama(ObjectNode configJson, Map<String, float[]> weights) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** A configuration of {@code layers} layers with tied embeddings. */
    public static ObjectNode config(int layers) {
        ObjectNode config = MAPPER.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama");
        config.put("vocab_size", 24);
        config.put("hidden_size", 32);
        config.put("intermediate_size", 64);
        config.put("num_hidden_layers", layers);
        config.put("num_attention_heads", 4);
        config.put("num_key_value_heads", 2);
        config.put("head_dim", 8);
        config.put("max_position_embeddings", 128);
        config.put("rms_norm_eps", 1e-5);
        config.put("rope_theta", 10000.0);
        config.put("tie_word_embeddings", true);
        config.put("bos_token_id", 1);
        config.put("eos_token_id", 2);
        return config;
    }

    /** Normal weights from a seed. */
    public static TinyLlama random(ObjectNode config, long seed) {
        Random random = new Random(seed);
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (TensorPlace place : places(config)) {
            int count =
                    (int)
                            place.shape().stream()
                                    .mapToLong(Long::longValue)
                                    .reduce(1, (a, b) -> a * b);
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (float) random.nextGaussian();
            }
            weights.put(place.huggingFace(), values);
        }
        return new TinyLlama(config, weights);
    }

    public static TinyLlama random(int layers, long seed) {
        return random(config(layers), seed);
    }

    private static List<TensorPlace> places(ObjectNode config) {
        ModelConfig read = ConfigurationReader.read(config, "config.json");
        return Architectures.named(read.family()).places(read);
    }

    /** What to write, all of one type. */
    public List<TensorInfo> tensors(ElementType type) {
        return places(configJson).stream()
                .map(place -> new TensorInfo(place.huggingFace(), type, place.shape()))
                .toList();
    }

    /** The weights of that name. */
    public float[] values(String name) {
        float[] values = weights.get(name);
        if (values == null) {
            throw new IllegalArgumentException("no weights " + name);
        }
        return values;
    }

    /** The weights as a source for writers. */
    public TensorSource source() {
        return (tensor, first, rows, target, offset) ->
                System.arraycopy(
                        values(tensor.name()),
                        (int) first * tensor.rowLength(),
                        target,
                        offset,
                        rows * tensor.rowLength());
    }

    /** Writes a Hugging Face directory. */
    public Path writeDirectory(Path directory, ElementType type) {
        HuggingFaceWriter.write(
                directory, configJson, Map.of(), tensors(type), source(), ProgressListener.NONE);
        return directory;
    }

    /** Writes a GGUF file without a tokenizer. */
    public Path writeGguf(Path file, ElementType type) {
        GgufWriter.write(
                file,
                configJson,
                Map.of(),
                tensors(type),
                source(),
                Lineage.identity(file, configJson.path("num_hidden_layers").intValue()),
                ProgressListener.NONE);
        return file;
    }
}
