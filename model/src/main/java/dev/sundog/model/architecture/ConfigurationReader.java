package dev.sundog.model.architecture;

import dev.sundog.kernels.Activation;
import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns a Hugging Face {@code config.json} into a {@link ModelConfig}, by the keys of the family's
 * {@link ArchitectureDescription}. What is missing, of the wrong type or not supported is named.
 *
 * <p>Source: Hugging Face transformers, the configuration class of each family, whose defaults are
 * in its description.
 */
public final class ConfigurationReader {
    private final ArchitectureDescription description;
    private final ConfigurationValues values;

    private ConfigurationReader(ArchitectureDescription description, ConfigurationValues values) {
        this.description = description;
        this.values = values;
    }

    /**
     * Reads {@code config}.
     *
     * @param origin the file, for messages
     * @throws SundogException (data) naming the key, what was expected and what was found
     */
    public static ModelConfig read(ObjectNode config, String origin) {
        JsonNode type = config.path("model_type");
        if (!type.isString()) {
            throw SundogException.data(
                    "config-key",
                    "%s: model_type is %s, expected a string that names the family; add it"
                            .formatted(origin, ConfigurationValues.shown(type)));
        }
        ArchitectureDescription description = Architectures.ofModelType(type.stringValue(), origin);
        return new ConfigurationReader(
                        description, new ConfigurationValues(config, origin, description))
                .read();
    }

    private ModelConfig read() {
        checkDemands();
        try {
            int hiddenSize = values.required(Field.HIDDEN_SIZE);
            int layerCount = values.required(Field.LAYER_COUNT);
            int contextLength = values.required(Field.CONTEXT_LENGTH);
            AttentionConfig attention = attention(hiddenSize);
            return ModelConfig.builder(description.name())
                    .vocabularySize(values.required(Field.VOCABULARY_SIZE))
                    .hiddenSize(hiddenSize)
                    .layerCount(layerCount)
                    .contextLength(contextLength)
                    .normEpsilon(values.number(Field.NORM_EPSILON).orElse(1e-6))
                    .attention(attention)
                    .feedForward(feedForward())
                    .positions(positions(attention.headSize(), contextLength))
                    .multipliers(multipliers(hiddenSize))
                    .kinds(new LayerKindReader(values, description, layerCount).read())
                    .tiedEmbeddings(values.flag(Field.TIED_EMBEDDINGS))
                    .tokenTypeCount(values.size(Field.TOKEN_TYPE_COUNT).orElse(0))
                    .padTokenId(first("pad_token_id"))
                    .bosTokenId(first("bos_token_id"))
                    .eosTokenIds(values.tokens("eos_token_id"))
                    .build();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw SundogException.data(
                    "config-value",
                    values.origin() + ": " + e.getMessage() + "; correct the configuration",
                    e);
        }
    }

    private OptionalInt first(String key) {
        return values.tokens(key).stream().mapToInt(id -> id).findFirst();
    }

    private void checkDemands() {
        for (Map.Entry<String, JsonNode> demand : description.demands().entrySet()) {
            JsonNode found = values.node(demand.getKey());
            if (!ConfigurationValues.absent(found) && !sameValue(found, demand.getValue())) {
                throw values.wrong(
                        demand.getKey(),
                        found,
                        demand.getValue() + ", the only one that is supported");
            }
        }
    }

    private AttentionConfig attention(int hiddenSize) {
        int headCount = values.required(Field.HEAD_COUNT);
        int headSize = values.size(Field.HEAD_SIZE).orElse(hiddenSize / Math.max(1, headCount));
        double scale =
                values.number(Field.ATTENTION_SCALE)
                        .or(() -> values.number(Field.QUERY_SCALAR).map(s -> 1 / Math.sqrt(s)))
                        .orElse(1 / Math.sqrt(headSize));
        return new AttentionConfig(
                headCount,
                values.size(Field.KEY_VALUE_HEAD_COUNT).orElse(headCount),
                headSize,
                values.flag(Field.ATTENTION_BIAS),
                scale,
                values.number(Field.ATTENTION_SOFT_CAP).orElse(0.0));
    }

    private FeedForwardConfig feedForward() {
        Optional<ExpertConfig> experts = Optional.empty();
        int count = values.size(Field.EXPERT_COUNT).orElse(0);
        if (!description.layers().experts().layers().isEmpty() && count > 0) {
            experts =
                    Optional.of(
                            new ExpertConfig(
                                    count,
                                    values.required(Field.EXPERT_USED_COUNT),
                                    values.required(Field.EXPERT_SIZE),
                                    values.size(Field.SHARED_EXPERT_SIZE).orElse(0),
                                    description.find(Field.NORMALIZED_EXPERTS).isEmpty()
                                            || values.flag(Field.NORMALIZED_EXPERTS)));
        }
        return new FeedForwardConfig(
                values.required(Field.INTERMEDIATE_SIZE),
                activation(),
                values.flag(Field.MLP_BIAS),
                experts);
    }

    private Activation activation() {
        BlockDescription block = description.block();
        JsonNode found = values.node(block.activationKey());
        String name =
                ConfigurationValues.absent(found)
                        ? block.activations().getFirst()
                        : found.asString("");
        if (!block.activations().contains(name)) {
            throw values.wrong(
                    block.activationKey(),
                    found,
                    String.join(" or ", block.activations()) + ", the only supported");
        }
        return switch (name) {
            case "silu", "swish" -> Activation.SILU;
            case "gelu" -> Activation.GELU;
            case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> Activation.GELU_TANH;
            case "relu" -> Activation.RELU;
            default -> throw new IllegalStateException("activation " + name);
        };
    }

    private PositionConfig positions(int headSize, int contextLength) {
        PositionConfig positions =
                new RopeReader(values, description, contextLength).read(headSize);
        if (positions.rope() instanceof Rope.LongRope rope
                && rope.shortFactors().size() != positions.rotarySize() / 2) {
            throw new IllegalArgumentException(
                    "short_factor has "
                            + rope.shortFactors().size()
                            + " numbers, expected "
                            + positions.rotarySize() / 2);
        }
        return positions;
    }

    private MultiplierConfig multipliers(int hiddenSize) {
        double embedding =
                description.block().scaledEmbedding()
                        ? Math.sqrt(hiddenSize)
                        : values.number(Field.EMBEDDING_SCALE).orElse(1.0);
        return new MultiplierConfig(
                embedding,
                values.number(Field.RESIDUAL_SCALE).orElse(1.0),
                values.number(Field.LOGIT_DIVISOR).orElse(1.0),
                values.number(Field.LOGIT_SOFT_CAP).orElse(0.0));
    }

    private static boolean sameValue(JsonNode found, JsonNode demanded) {
        return found.isNumber() && demanded.isNumber()
                ? found.doubleValue() == demanded.doubleValue()
                : found.equals(demanded);
    }
}
