package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.ArchitectureDescription.Key;
import dev.sundog.model.architecture.ArchitectureDescription.Presence;
import dev.sundog.model.architecture.ExpertConfig;
import dev.sundog.model.architecture.LayerKind;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.architecture.TensorRole;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a configuration into GGUF metadata. */
final class GgufConfiguration {
    static final String BOS = "tokenizer.ggml.bos_token_id";
    static final String EOS = "tokenizer.ggml.eos_token_id";
    static final String END_OF_TURN = "tokenizer.ggml.eot_token_id";
    static final String END_OF_MESSAGE = "tokenizer.ggml.eom_token_id";
    static final String PADDING = "tokenizer.ggml.padding_token_id";
    static final String TOKEN_TYPES = "tokenizer.ggml.token_type_count";
    static final String WINDOW_PATTERN = "attention.sliding_window_pattern";
    static final String ROTARY_SIZE = "rope.dimension_count";

    /** Ours: {@code config.json} as it was, believed if the metadata still say the same. */
    static final String ORIGINAL = "sundog.config";

    private GgufConfiguration() {}

    /** The metadata that says what a configuration says, without vocabulary and file type. */
    static Map<String, Object> toMetadata(ModelConfig config, ArchitectureDescription family) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", family.gguf().architecture());
        metadata.put("general.type", "model");
        metadata.putAll(shape(config, family));
        config.bosTokenId().ifPresent(id -> metadata.put(BOS, (long) id));
        List<Integer> ends = config.eosTokenIds();
        List<String> endKeys = List.of(EOS, END_OF_TURN, END_OF_MESSAGE);
        for (int i = 0; i < Math.min(ends.size(), endKeys.size()); i++) {
            metadata.put(endKeys.get(i), (long) ends.get(i));
        }
        return metadata;
    }

    /** The part of the metadata that shapes the model. */
    static Map<String, Object> shape(ModelConfig config, ArchitectureDescription family) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        for (Field field : Field.values()) {
            Optional<Object> value = value(field, config, family);
            for (String key : family.ggufKeys(field)) {
                value.ifPresent(found -> metadata.put(key, found));
            }
        }
        if (config.positions().rotarySize() > 0) {
            metadata.put(family.gguf().key(ROTARY_SIZE), (long) config.positions().rotarySize());
            GgufRope.putMetadata(metadata, config, family);
        }
        if (config.kinds().stream().anyMatch(kind -> kind.window() > 0)
                && (config.kinds().size() > 1 || !family.layers().window().types().isEmpty())) {
            boolean[] pattern = new boolean[config.layerCount()];
            for (int layer = 0; layer < pattern.length; layer++) {
                pattern[layer] = config.kind(layer).window() > 0;
            }
            metadata.put(family.gguf().key(WINDOW_PATTERN), pattern);
        }
        if (family.encoder()) {
            metadata.put(family.gguf().key("attention.causal"), false);
            metadata.put(TOKEN_TYPES, (long) Math.max(1, config.tokenTypeCount()));
        }
        return metadata;
    }

    private static Optional<Object> value(
            Field field, ModelConfig config, ArchitectureDescription family) {
        Optional<ExpertConfig> experts = config.feedForward().experts();
        boolean own = family.find(field).isPresent();
        return switch (field) {
            case VOCABULARY_SIZE -> Optional.of((long) config.vocabularySize());
            case HIDDEN_SIZE -> Optional.of((long) config.hiddenSize());
            case INTERMEDIATE_SIZE -> Optional.of((long) config.intermediateSize());
            case LAYER_COUNT -> Optional.of((long) config.layerCount());
            case HEAD_COUNT -> Optional.of((long) config.headCount());
            case KEY_VALUE_HEAD_COUNT -> Optional.of((long) config.keyValueHeadCount());
            case HEAD_SIZE -> Optional.of((long) config.headSize());
            case CONTEXT_LENGTH ->
                    Optional.of((long) config.contextLength() - GgufLayouts.unused(config, family));
            case NORM_EPSILON -> Optional.of(config.normEpsilon());
            case ROPE_THETA -> when(own, config.rope().theta());
            case LOCAL_ROPE_THETA -> when(own, config.positions().localRope().theta());
            case SLIDING_WINDOW -> {
                int window = config.kinds().stream().mapToInt(LayerKind::window).max().orElse(0);
                yield when(window > 0, (long) window);
            }
            case ATTENTION_SCALE -> when(own, config.attention().scale());
            case ATTENTION_SOFT_CAP -> {
                double cap = config.attention().softCap();
                yield when(cap > 0, cap);
            }
            case LOGIT_SOFT_CAP -> {
                double cap = config.multipliers().logitSoftCap();
                yield when(cap > 0, cap);
            }
            case EMBEDDING_SCALE -> when(own, config.multipliers().embedding());
            case RESIDUAL_SCALE -> when(own, config.multipliers().residual());
            case LOGIT_DIVISOR -> when(own, config.multipliers().logitDivisor());
            case EXPERT_COUNT -> experts.map(e -> (long) e.count());
            case EXPERT_USED_COUNT -> experts.map(e -> (long) e.usedCount());
            case EXPERT_SIZE -> experts.map(e -> (long) e.intermediateSize());
            case SHARED_EXPERT_SIZE ->
                    experts.filter(e -> e.sharedIntermediateSize() > 0)
                            .map(e -> (long) e.sharedIntermediateSize());
            // said by tensors, implied by the architecture, or by keys of their own
            case ORIGINAL_CONTEXT_LENGTH,
                    ROTARY_FRACTION,
                    QUERY_SCALAR,
                    NORMALIZED_EXPERTS,
                    TOKEN_TYPE_COUNT,
                    TIED_EMBEDDINGS,
                    ATTENTION_BIAS,
                    MLP_BIAS ->
                    Optional.empty();
        };
    }

    private static Optional<Object> when(boolean condition, Object value) {
        return condition ? Optional.of(value) : Optional.empty();
    }

    /** Whether a tensor that is there under some condition is there, in the first layer. */
    static boolean has(GgufFacts facts, ArchitectureDescription family, Presence presence) {
        return family.tensors().stream()
                .filter(template -> template.presence() == presence)
                .anyMatch(template -> facts.has(template.gguf(0)));
    }

    /** Rows of the embedding. */
    static Optional<Long> embeddingRows(GgufFacts facts, ArchitectureDescription family) {
        return family.tensors().stream()
                .filter(template -> template.role() == TensorRole.EMBEDDING)
                .findFirst()
                .flatMap(template -> facts.shapes().apply(template.gguf()))
                .map(List::getFirst);
    }

    /** The key of a field of the family, if it has one. */
    static Optional<String> key(ArchitectureDescription family, Field field) {
        return family.find(field).map(Key::key);
    }
}
