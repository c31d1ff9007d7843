package dev.sundog.model.architecture;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model family as data: what its weights are called in each file format, which shapes they have,
 * what they do, and which configuration keys say so. Read from a JSON resource, one a family;
 * immutable.
 *
 * @param name the family, e.g. {@code llama}
 * @param modelTypes values of {@code model_type} in {@code config.json} that mean this family
 * @param modelClasses entries of {@code architectures} in {@code config.json}; the first is written
 * @param prefixes what tensor names in safetensors begin with: the first as named here, the others
 *     as some tools write them
 * @param block what the tensors do not say of the block
 * @param gguf what a GGUF file can say
 * @param demands keys of {@code config.json} that, if present, must have this value
 * @param keys where each number of the configuration is found
 * @param layers by which keys layers differ
 * @param tensors templates in the order of the file; those with <code>{layer}</code> in their name
 *     exist once a layer and stand together
 */
public record ArchitectureDescription(
        String name,
        List<String> modelTypes,
        List<String> modelClasses,
        List<String> prefixes,
        BlockDescription block,
        GgufRules gguf,
        Map<String, JsonNode> demands,
        Map<Field, Key> keys,
        LayerRules layers,
        List<TensorTemplate> tensors) {

    /** What a value of the configuration is. */
    public enum Kind {
        SIZE,
        NUMBER,
        FLAG
    }

    /** A value of the configuration, and how GGUF metadata calls it after the architecture. */
    public enum Field {
        VOCABULARY_SIZE(Kind.SIZE, "vocab_size"),
        HIDDEN_SIZE(Kind.SIZE, "embedding_length"),
        INTERMEDIATE_SIZE(Kind.SIZE, "feed_forward_length"),
        LAYER_COUNT(Kind.SIZE, "block_count"),
        HEAD_COUNT(Kind.SIZE, "attention.head_count"),
        KEY_VALUE_HEAD_COUNT(Kind.SIZE, "attention.head_count_kv"),
        HEAD_SIZE(Kind.SIZE, "attention.key_length", "attention.value_length"),
        CONTEXT_LENGTH(Kind.SIZE, "context_length"),
        NORM_EPSILON(Kind.NUMBER),
        ROPE_THETA(Kind.NUMBER, "rope.freq_base"),
        LOCAL_ROPE_THETA(Kind.NUMBER, "rope.freq_base_swa"),
        ROTARY_FRACTION(Kind.NUMBER),
        ORIGINAL_CONTEXT_LENGTH(Kind.SIZE, "rope.scaling.original_context_length"),
        SLIDING_WINDOW(Kind.SIZE, "attention.sliding_window"),
        ATTENTION_SCALE(Kind.NUMBER, "attention.scale"),
        QUERY_SCALAR(Kind.NUMBER),
        ATTENTION_SOFT_CAP(Kind.NUMBER, "attn_logit_softcapping"),
        LOGIT_SOFT_CAP(Kind.NUMBER, "final_logit_softcapping"),
        EMBEDDING_SCALE(Kind.NUMBER, "embedding_scale"),
        RESIDUAL_SCALE(Kind.NUMBER, "residual_scale"),
        LOGIT_DIVISOR(Kind.NUMBER, "logit_scale"),
        EXPERT_COUNT(Kind.SIZE, "expert_count"),
        EXPERT_USED_COUNT(Kind.SIZE, "expert_used_count"),
        EXPERT_SIZE(Kind.SIZE, "expert_feed_forward_length"),
        SHARED_EXPERT_SIZE(Kind.SIZE, "expert_shared_feed_forward_length"),
        NORMALIZED_EXPERTS(Kind.FLAG),
        TOKEN_TYPE_COUNT(Kind.SIZE),
        TIED_EMBEDDINGS(Kind.FLAG),
        ATTENTION_BIAS(Kind.FLAG),
        MLP_BIAS(Kind.FLAG);

        private final Kind kind;
        private final List<String> gguf;

        Field(Kind kind, String... gguf) {
            this.kind = kind;
            this.gguf = List.of(gguf);
        }

        /** What it is. */
        public Kind kind() {
            return kind;
        }
    }

    /**
     * Where a value is found.
     *
     * @param key key of {@code config.json}
     * @param other another key that some versions of transformers write; empty for none
     * @param value what transformers assumes if the key is missing; a missing node for nothing
     * @param timesHidden for nothing said: this many times the hidden size
     */
    public record Key(String key, String other, JsonNode value, int timesHidden) {
        /** Key of {@code config.json}. */
        public String huggingFace() {
            return key;
        }
    }

    /** A size that shapes are made of. */
    public enum Size {
        ONE,
        VOCABULARY_SIZE,
        CONTEXT_LENGTH,
        TOKEN_TYPE_COUNT,
        HIDDEN_SIZE,
        INTERMEDIATE_SIZE,
        GATE_UP_SIZE,
        HEAD_SIZE,
        QUERY_SIZE,
        KEY_VALUE_SIZE,
        QUERY_KEY_VALUE_SIZE,
        EXPERT_COUNT,
        EXPERT_SIZE,
        SHARED_EXPERT_SIZE;

        /** Its value in one model. */
        public long of(ModelConfig config) {
            return switch (this) {
                case ONE -> 1;
                case VOCABULARY_SIZE -> config.vocabularySize();
                case CONTEXT_LENGTH -> config.contextLength();
                case TOKEN_TYPE_COUNT -> config.tokenTypeCount();
                case HIDDEN_SIZE -> config.hiddenSize();
                case INTERMEDIATE_SIZE -> config.intermediateSize();
                case GATE_UP_SIZE -> 2L * config.intermediateSize();
                case HEAD_SIZE -> config.headSize();
                case QUERY_SIZE -> config.querySize();
                case KEY_VALUE_SIZE -> config.keyValueSize();
                case QUERY_KEY_VALUE_SIZE -> config.querySize() + 2L * config.keyValueSize();
                case EXPERT_COUNT -> experts(config).map(ExpertConfig::count).orElse(0);
                case EXPERT_SIZE -> experts(config).map(ExpertConfig::intermediateSize).orElse(0);
                case SHARED_EXPERT_SIZE ->
                        experts(config).map(ExpertConfig::sharedIntermediateSize).orElse(0);
            };
        }

        private static Optional<ExpertConfig> experts(ModelConfig config) {
            return config.feedForward().experts();
        }
    }

    /** When a tensor belongs to a model. */
    public enum Presence {
        ALWAYS,
        UNTIED_EMBEDDINGS,
        ATTENTION_BIAS,
        MLP_BIAS,
        TOKEN_TYPES,
        DENSE_LAYER,
        EXPERT_LAYER;

        /** Whether it does, in {@code layer} if it depends on the layer. */
        public boolean in(ModelConfig config, int layer) {
            return switch (this) {
                case ALWAYS -> true;
                case UNTIED_EMBEDDINGS -> !config.tiedEmbeddings();
                case ATTENTION_BIAS -> config.attentionBias();
                case MLP_BIAS -> config.mlpBias();
                case TOKEN_TYPES -> config.tokenTypeCount() > 0;
                case DENSE_LAYER -> !config.kind(layer).experts();
                case EXPERT_LAYER -> config.kind(layer).experts();
            };
        }
    }

    /**
     * One tensor, or one a layer, or one an expert of each layer.
     *
     * @param role what it does
     * @param bias whether it is the bias of that role, not its weight
     * @param huggingFace its name in safetensors
     * @param gguf its name in GGUF; without <code>{expert}</code> where the other has it, the
     *     experts are stacked
     * @param shape row-major, {@code [out, in]} for a projection
     * @param presence when it exists
     * @param layout how the formats differ
     */
    public record TensorTemplate(
            TensorRole role,
            boolean bias,
            String huggingFace,
            String gguf,
            List<Size> shape,
            Presence presence,
            Layout layout) {
        private static final String LAYER = "{layer}";
        private static final String EXPERT = "{expert}";

        public TensorTemplate {
            shape = List.copyOf(shape);
        }

        /** Whether there is one a layer. */
        public boolean perLayer() {
            return huggingFace.contains(LAYER);
        }

        /** Whether there is one an expert. */
        public boolean perExpert() {
            return huggingFace.contains(EXPERT);
        }

        /**
         * Whether it produces what its block adds: with all of these zero, a layer does nothing.
         */
        public boolean writesResidual() {
            return role.writesResidual();
        }

        /** Its name in safetensors; {@code layer} is ignored if there is only one. */
        public String huggingFace(int layer) {
            return huggingFace.replace(LAYER, Integer.toString(layer));
        }

        /** Its name in GGUF; {@code layer} is ignored if there is only one. */
        public String gguf(int layer) {
            return gguf.replace(LAYER, Integer.toString(layer));
        }

        /** The template of one expert's tensor. */
        public TensorTemplate ofExpert(int expert) {
            String name = huggingFace.replace(EXPERT, Integer.toString(expert));
            return new TensorTemplate(role, bias, name, gguf, shape, presence, layout);
        }

        /** The tensor of one layer; {@code layer} is ignored if there is only one. */
        public TensorPlace at(int layer, ModelConfig config) {
            return at(layer, -1, config);
        }

        private TensorPlace at(int layer, int expert, ModelConfig config) {
            return new TensorPlace(
                    this,
                    layer,
                    expert,
                    huggingFace(layer),
                    gguf(layer),
                    shape.stream().map(size -> size.of(config)).toList());
        }
    }

    /**
     * One tensor of one model.
     *
     * @param template what it was made of; the template of its expert if it has one
     * @param layer its layer, 0 if it belongs to none
     * @param expert its expert, -1 if it belongs to none; GGUF stacks the experts of a name
     * @param huggingFace its name in safetensors
     * @param gguf its name in GGUF
     * @param shape row-major
     */
    public record TensorPlace(
            TensorTemplate template,
            int layer,
            int expert,
            String huggingFace,
            String gguf,
            List<Long> shape) {
        public TensorPlace {
            shape = List.copyOf(shape);
        }

        /** How the formats differ. */
        public Layout layout() {
            return template.layout();
        }

        /** What it does. */
        public TensorRole role() {
            return template.role();
        }
    }

    /** Sees the tensors of a model one after the other. */
    @FunctionalInterface
    public interface PlaceVisitor {
        /** Called once a tensor; may throw to stop. */
        void visit(TensorPlace place);
    }

    public ArchitectureDescription {
        modelTypes = List.copyOf(modelTypes);
        modelClasses = List.copyOf(modelClasses);
        prefixes = List.copyOf(prefixes);
        demands = Map.copyOf(demands);
        keys = Map.copyOf(keys);
        tensors = List.copyOf(tensors);
    }

    /** The entry of {@code architectures} in {@code config.json}. */
    public String modelClass() {
        return modelClasses.getFirst();
    }

    /** Where {@code field} is found, if the family has it. */
    public Optional<Key> find(Field field) {
        return Optional.ofNullable(keys.get(field));
    }

    /** Where {@code field} is found. */
    public Key key(Field field) {
        return find(field)
                .orElseThrow(() -> new IllegalStateException(name + " has no key for " + field));
    }

    /** Metadata keys of {@code field} in GGUF; all are written, those present must agree. */
    public List<String> ggufKeys(Field field) {
        if (field == Field.NORM_EPSILON) {
            return List.of(gguf.key(block.norm().ggufEpsilon()));
        }
        return field.gguf.stream().map(gguf::key).toList();
    }

    /** Whether a tensor of this role exists. */
    public boolean has(TensorRole role) {
        return tensors.stream().anyMatch(template -> template.role() == role);
    }

    /** Whether it reads whole texts at once and has no output projection. */
    public boolean encoder() {
        return !has(TensorRole.HEAD);
    }

    /**
     * Shows every tensor of a model in Hugging Face order: those before the layers, layer by layer,
     * those after. Nothing proportional to the claimed number of layers is held.
     */
    public void visit(ModelConfig config, PlaceVisitor visitor) {
        List<TensorTemplate> after = new ArrayList<>();
        boolean layersSeen = false;
        for (TensorTemplate template : tensors) {
            if (template.perLayer()) {
                layersSeen = true;
            } else if (template.presence().in(config, 0)) {
                if (layersSeen) {
                    after.add(template);
                } else {
                    visitor.visit(template.at(0, config));
                }
            }
        }
        for (int layer = 0; layer < config.layerCount(); layer++) {
            visitLayer(config, layer, visitor);
        }
        for (TensorTemplate template : after) {
            visitor.visit(template.at(0, config));
        }
    }

    /** Shows every tensor of one layer. */
    public void visitLayer(ModelConfig config, int layer, PlaceVisitor visitor) {
        int experts = config.feedForward().experts().map(ExpertConfig::count).orElse(0);
        for (TensorTemplate template : tensors) {
            if (!template.perLayer() || !template.presence().in(config, layer)) {
                continue;
            }
            if (!template.perExpert()) {
                visitor.visit(template.at(layer, config));
                continue;
            }
            for (int expert = 0; expert < experts; expert++) {
                visitor.visit(template.ofExpert(expert).at(layer, expert, config));
            }
        }
    }

    /** Names of the tensors that safetensors have as {@code [in, out]}. */
    public Set<String> transposed(ModelConfig config) {
        if (tensors.stream().noneMatch(template -> template.layout() == Layout.TRANSPOSED)) {
            return Set.of();
        }
        return places(config).stream()
                .filter(place -> place.layout() == Layout.TRANSPOSED)
                .map(TensorPlace::huggingFace)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Every tensor of a model in Hugging Face order. */
    public List<TensorPlace> places(ModelConfig config) {
        List<TensorPlace> places = new ArrayList<>();
        visit(config, places::add);
        return places;
    }
}
