package dev.sundog.model.architecture;

import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.EnumNaming;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model family as data: what its weights are called in each file format, which shapes they have,
 * and which configuration keys say so. Read from a JSON resource, one a family; immutable.
 *
 * @param name the family, e.g. {@code llama}
 * @param modelTypes values of {@code model_type} in {@code config.json} that mean this family
 * @param modelClass the entry of {@code architectures} in {@code config.json}
 * @param ggufArchitecture value of {@code general.architecture} in a GGUF file
 * @param demands keys of {@code config.json} that, if present, must have this value
 * @param keys where each number of the configuration is found
 * @param tensors templates in the order of the file; those with <code>{layer}</code> in their name
 *     exist once a layer and stand together
 */
public record ArchitectureDescription(
        String name,
        List<String> modelTypes,
        String modelClass,
        String ggufArchitecture,
        Map<String, JsonNode> demands,
        Map<Field, Key> keys,
        List<TensorTemplate> tensors) {

    /** A number of the configuration. */
    @EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
    public enum Field {
        VOCABULARY_SIZE,
        HIDDEN_SIZE,
        INTERMEDIATE_SIZE,
        LAYER_COUNT,
        HEAD_COUNT,
        KEY_VALUE_HEAD_COUNT,
        HEAD_SIZE,
        CONTEXT_LENGTH,
        NORM_EPSILON,
        ROPE_THETA
    }

    /**
     * Where a number is found.
     *
     * @param huggingFace key of {@code config.json}
     * @param gguf metadata keys of a GGUF file; all are written, those present must agree
     */
    public record Key(String huggingFace, List<String> gguf) {
        public Key {
            gguf = List.copyOf(gguf);
        }
    }

    /** A size that shapes are made of. */
    @EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
    public enum Size {
        VOCABULARY_SIZE,
        HIDDEN_SIZE,
        INTERMEDIATE_SIZE,
        QUERY_SIZE,
        KEY_VALUE_SIZE;

        /** Its value in one model. */
        public long of(ModelConfig config) {
            return switch (this) {
                case VOCABULARY_SIZE -> config.vocabularySize();
                case HIDDEN_SIZE -> config.hiddenSize();
                case INTERMEDIATE_SIZE -> config.intermediateSize();
                case QUERY_SIZE -> config.querySize();
                case KEY_VALUE_SIZE -> config.keyValueSize();
            };
        }
    }

    /** When a tensor belongs to a model. */
    @EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
    public enum Presence {
        ALWAYS,
        UNTIED_EMBEDDINGS,
        ATTENTION_BIAS,
        MLP_BIAS;

        /** Whether it does. */
        public boolean in(ModelConfig config) {
            return switch (this) {
                case ALWAYS -> true;
                case UNTIED_EMBEDDINGS -> !config.tiedEmbeddings();
                case ATTENTION_BIAS -> config.attentionBias();
                case MLP_BIAS -> config.mlpBias();
            };
        }
    }

    /**
     * One tensor, or one a layer.
     *
     * @param huggingFace its name in safetensors
     * @param gguf its name in GGUF
     * @param shape row-major
     * @param presence when it exists
     * @param rotary whether GGUF stores its rows with the two halves of each head interleaved
     * @param writesResidual whether it produces what its block adds to the residual stream: with
     *     all of these zero, a layer does nothing
     */
    public record TensorTemplate(
            String huggingFace,
            String gguf,
            List<Size> shape,
            Presence presence,
            boolean rotary,
            boolean writesResidual) {
        private static final String LAYER = "{layer}";

        public TensorTemplate {
            shape = List.copyOf(shape);
        }

        /** Whether there is one a layer. */
        public boolean perLayer() {
            return huggingFace.contains(LAYER);
        }

        /** Its name in safetensors; {@code layer} is ignored if there is only one. */
        public String huggingFace(int layer) {
            return huggingFace.replace(LAYER, Integer.toString(layer));
        }

        /** Its name in GGUF; {@code layer} is ignored if there is only one. */
        public String gguf(int layer) {
            return gguf.replace(LAYER, Integer.toString(layer));
        }

        /** The tensor of one layer; {@code layer} is ignored if there is only one. */
        public TensorPlace at(int layer, ModelConfig config) {
            return new TensorPlace(
                    this,
                    layer,
                    huggingFace(layer),
                    gguf(layer),
                    shape.stream().map(size -> size.of(config)).toList());
        }
    }

    /**
     * One tensor of one model.
     *
     * @param template what it was made of
     * @param layer its layer, 0 if it belongs to none
     * @param huggingFace its name in safetensors
     * @param gguf its name in GGUF
     * @param shape row-major
     */
    public record TensorPlace(
            TensorTemplate template, int layer, String huggingFace, String gguf, List<Long> shape) {
        public TensorPlace {
            shape = List.copyOf(shape);
        }

        /** Whether GGUF interleaves the halves of each head. */
        public boolean rotary() {
            return template.rotary();
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
        demands = Map.copyOf(demands);
        keys = Map.copyOf(keys);
        tensors = List.copyOf(tensors);
        for (Field field : Field.values()) {
            if (!keys.containsKey(field)) {
                throw new IllegalArgumentException(name + " has no key for " + field);
            }
        }
    }

    /** Where {@code field} is found. */
    public Key key(Field field) {
        Key key = keys.get(field);
        if (key == null) {
            throw new IllegalStateException(name + " has no key for " + field);
        }
        return key;
    }

    /**
     * Shows every tensor of a model in Hugging Face order: those before the layers, layer by layer,
     * those after. Nothing proportional to the claimed number of layers is held.
     */
    public void visit(ModelConfig config, PlaceVisitor visitor) {
        List<TensorTemplate> ofLayer = new ArrayList<>();
        List<TensorTemplate> after = new ArrayList<>();
        for (TensorTemplate template : tensors) {
            if (!template.presence().in(config)) {
                continue;
            }
            if (template.perLayer()) {
                ofLayer.add(template);
            } else if (ofLayer.isEmpty()) {
                visitor.visit(template.at(0, config));
            } else {
                after.add(template);
            }
        }
        for (int layer = 0; layer < config.layerCount(); layer++) {
            for (TensorTemplate template : ofLayer) {
                visitor.visit(template.at(layer, config));
            }
        }
        for (TensorTemplate template : after) {
            visitor.visit(template.at(0, config));
        }
    }

    /** Every tensor of a model in Hugging Face order. */
    public List<TensorPlace> places(ModelConfig config) {
        List<TensorPlace> places = new ArrayList<>();
        visit(config, places::add);
        return places;
    }
}
