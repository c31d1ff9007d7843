package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.TinyLlama;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models of {@code merge_golden.py}: random weights that two languages agree on. */
final class FormulaLlama {
    private FormulaLlama() {}

    /** The {@code config.json} of a model of some two thousand weights with its own head. */
    static ObjectNode config(int layers, int vocabularySize) {
        ObjectNode config = TinyLlama.config(layers);
        config.put("vocab_size", vocabularySize);
        config.put("hidden_size", 8);
        config.put("intermediate_size", 12);
        config.put("num_attention_heads", 2);
        config.put("num_key_value_heads", 1);
        config.put("head_dim", 4);
        config.put("max_position_embeddings", 64);
        config.put("tie_word_embeddings", false);
        return config;
    }

    /** The noise of seed 1 and {@code scale} times that of {@code seed}. */
    static TinyLlama of(int layers, long seed, float scale) {
        return of(layers, seed, scale, 10);
    }

    static TinyLlama of(int layers, long seed, float scale, int vocabularySize) {
        ObjectNode json = config(layers, vocabularySize);
        ModelConfig config = ConfigurationReader.read(json, "config.json");
        Map<String, Integer> sizes = new LinkedHashMap<>();
        Architectures.named("llama")
                .visit(
                        config,
                        place ->
                                sizes.put(
                                        place.huggingFace(),
                                        place.shape().stream()
                                                .mapToInt(Long::intValue)
                                                .reduce(1, (a, b) -> a * b)));
        List<String> names = new ArrayList<>(sizes.keySet());
        names.sort(null);
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (int tensor = 0; tensor < names.size(); tensor++) {
            float[] values = new float[sizes.getOrDefault(names.get(tensor), 0)];
            for (int i = 0; i < values.length; i++) {
                values[i] = noise(1, tensor, i) + scale * noise(seed, tensor, i);
            }
            weights.put(names.get(tensor), values);
        }
        return new TinyLlama(json, weights);
    }

    /** All the models under their names in the recipes. */
    static void writeAll(Path folder) {
        of(3, 1, 0).writeDirectory(folder.resolve("base"), ElementType.F32);
        of(3, 2, 0.2f).writeDirectory(folder.resolve("a"), ElementType.F32);
        of(3, 3, 0.3f).writeDirectory(folder.resolve("b"), ElementType.F32);
        of(5, 4, 0.5f).writeDirectory(folder.resolve("deep"), ElementType.F32);
        of(3, 5, 0.01f).writeDirectory(folder.resolve("near"), ElementType.F32);
        of(3, 1, 0).writeDirectory(folder.resolve("half"), ElementType.BF16);
        of(3, 2, 0.2f).writeDirectory(folder.resolve("half_a"), ElementType.BF16);
        writeWords(folder.resolve("words"), "xabcdef", List.of("<s>", "</s>"), 10);
        writeWords(
                folder.resolve("other_words"),
                "agdbxhc",
                List.of("</s>", "<s>", "<|user|>", "e"),
                12);
    }

    /** A model of two layers whose tokens are letters. */
    private static void writeWords(Path folder, String words, List<String> special, int rows) {
        of(2, words.length() + rows, 0.5f, rows).writeDirectory(folder, ElementType.F32);
        ObjectNode tokenizer = JsonNodeFactory.instance.objectNode();
        tokenizer.put("version", "1.0");
        ArrayNode added = tokenizer.putArray("added_tokens");
        for (int i = 0; i < special.size(); i++) {
            ObjectNode token = added.addObject();
            token.put("id", words.length() + i);
            token.put("content", special.get(i));
            token.put("special", special.get(i).length() > 1);
        }
        ObjectNode model = tokenizer.putObject("model");
        model.put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        for (int i = 0; i < words.length(); i++) {
            vocabulary.put(words.substring(i, i + 1), i);
        }
        model.putArray("merges");
        try {
            Files.writeString(folder.resolve("tokenizer.json"), tokenizer.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Source: Steele, Lea and Flood, SplitMix64 (OOPSLA 2014), its output function. */
    private static float noise(long seed, long tensor, long element) {
        long z = (seed + (tensor << 40) + element + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 40) * 0x1p-23f - 1f;
    }
}
