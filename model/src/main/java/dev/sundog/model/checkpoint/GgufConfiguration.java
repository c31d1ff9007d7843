package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.ArchitectureDescription.Presence;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.architecture.Rope;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Translates between GGUF metadata and {@code config.json}. */
final class GgufConfiguration {
    private static final String BOS = "tokenizer.ggml.bos_token_id";
    private static final String EOS = "tokenizer.ggml.eos_token_id";
    private static final String END_OF_TURN = "tokenizer.ggml.eot_token_id";
    private static final String END_OF_MESSAGE = "tokenizer.ggml.eom_token_id";
    private static final String PADDING = "tokenizer.ggml.padding_token_id";

    private GgufConfiguration() {}

    /** The {@code config.json} that says what the metadata and the tensors of a file say. */
    static ObjectNode toConfigJson(GgufFile file, ArchitectureDescription description) {
        String origin = file.file().path().toString();
        Map<String, Object> metadata = file.metadata();
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add(description.modelClass());
        config.put("model_type", description.modelTypes().getFirst());
        for (Field field : Field.values()) {
            ArchitectureDescription.Key key = description.key(field);
            Optional<Object> value = agreed(metadata, key.gguf(), origin);
            if (value.isPresent()) {
                put(config, key.huggingFace(), value.get(), key.gguf().getFirst(), origin);
            }
        }
        String vocabulary = description.key(Field.VOCABULARY_SIZE).huggingFace();
        if (!config.has(vocabulary)) {
            embeddingRows(file, description).ifPresent(rows -> config.put(vocabulary, rows));
        }
        description
                .demands()
                .forEach(
                        (key, value) -> {
                            if (value.isString()) {
                                config.set(key, value);
                            }
                        });
        config.put("tie_word_embeddings", !has(file, description, Presence.UNTIED_EMBEDDINGS));
        config.put("attention_bias", has(file, description, Presence.ATTENTION_BIAS));
        config.put("mlp_bias", has(file, description, Presence.MLP_BIAS));
        putToken(config, "bos_token_id", metadata, BOS);
        putEnds(config, metadata);
        putToken(config, "pad_token_id", metadata, PADDING);
        GgufRope.putScaling(config, file, description);
        return config;
    }

    /** The metadata that says what a configuration says, without vocabulary and file type. */
    static Map<String, Object> toMetadata(ModelConfig config, ArchitectureDescription description) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", description.ggufArchitecture());
        metadata.put("general.type", "model");
        for (Field field : Field.values()) {
            Object value =
                    switch (field) {
                        case VOCABULARY_SIZE -> (long) config.vocabularySize();
                        case HIDDEN_SIZE -> (long) config.hiddenSize();
                        case INTERMEDIATE_SIZE -> (long) config.intermediateSize();
                        case LAYER_COUNT -> (long) config.layerCount();
                        case HEAD_COUNT -> (long) config.headCount();
                        case KEY_VALUE_HEAD_COUNT -> (long) config.keyValueHeadCount();
                        case HEAD_SIZE -> (long) config.headSize();
                        case CONTEXT_LENGTH -> (long) config.contextLength();
                        case NORM_EPSILON -> config.normEpsilon();
                        case ROPE_THETA -> config.rope().theta();
                    };
            for (String key : description.key(field).gguf()) {
                metadata.put(key, value);
            }
        }
        config.bosTokenId().ifPresent(id -> metadata.put(BOS, (long) id));
        List<Integer> ends = config.eosTokenIds();
        List<String> endKeys = List.of(EOS, END_OF_TURN, END_OF_MESSAGE);
        for (int i = 0; i < Math.min(ends.size(), endKeys.size()); i++) {
            metadata.put(endKeys.get(i), (long) ends.get(i));
        }
        if (config.rope() instanceof Rope.Linear linear) {
            metadata.put(GgufRope.scalingType(description), "linear");
            metadata.put(GgufRope.scalingFactor(description), linear.factor());
        }
        return metadata;
    }

    private static Optional<Object> agreed(
            Map<String, Object> metadata, List<String> keys, String origin) {
        Optional<Object> found = Optional.empty();
        for (String key : keys) {
            Object value = metadata.get(key);
            if (value == null) {
                continue;
            }
            if (found.isPresent() && !found.get().equals(value)) {
                throw SundogException.data(
                        "gguf-metadata",
                        "%s: %s is %s, expected %s as %s says; this layout is not supported"
                                .formatted(
                                        origin,
                                        key,
                                        shown(value),
                                        shown(found.get()),
                                        keys.get(0)));
            }
            found = Optional.of(value);
        }
        return found;
    }

    private static void put(
            ObjectNode config, String key, Object value, String ggufKey, String origin) {
        switch (value) {
            case Long number -> config.put(key, number);
            case Double number -> config.put(key, number);
            default ->
                    throw SundogException.data(
                            "gguf-metadata",
                            "%s: %s is %s, expected one number; this layout is not supported"
                                    .formatted(origin, ggufKey, shown(value)));
        }
    }

    private static void putToken(
            ObjectNode config, String key, Map<String, Object> metadata, String ggufKey) {
        if (metadata.get(ggufKey) instanceof Long id && id >= 0 && id <= Integer.MAX_VALUE) {
            config.put(key, id.intValue());
        }
    }

    /** A chat model ends a turn (EOT, EOM) with another token than a text (EOS). */
    private static void putEnds(ObjectNode config, Map<String, Object> metadata) {
        Set<Integer> ends = new LinkedHashSet<>();
        for (String key : List.of(EOS, END_OF_TURN, END_OF_MESSAGE)) {
            if (metadata.get(key) instanceof Long id && id >= 0 && id <= Integer.MAX_VALUE) {
                ends.add(id.intValue());
            }
        }
        if (ends.size() == 1) {
            config.put("eos_token_id", ends.iterator().next());
        } else if (!ends.isEmpty()) {
            ArrayNode ids = config.putArray("eos_token_id");
            ends.forEach(ids::add);
        }
    }

    private static boolean has(
            GgufFile file, ArchitectureDescription description, Presence presence) {
        return description.tensors().stream()
                .filter(template -> template.presence() == presence)
                .anyMatch(template -> file.entries().containsKey(template.gguf(0)));
    }

    private static Optional<Long> embeddingRows(
            GgufFile file, ArchitectureDescription description) {
        return description.tensors().stream()
                .filter(template -> !template.perLayer())
                .flatMap(
                        template ->
                                Optional.ofNullable(file.entries().get(template.gguf())).stream())
                .findFirst()
                .map(entry -> entry.shape().getFirst());
    }

    private static String shown(Object value) {
        return value instanceof Number || value instanceof Boolean
                ? value.toString()
                : "a " + value.getClass().getSimpleName();
    }
}
