package dev.sundog.model.architecture;

import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns a Hugging Face {@code config.json} into a {@link ModelConfig}, by the keys of the family's
 * {@link ArchitectureDescription}. What is missing, of the wrong type or not supported is named.
 *
 * <p>Source: Hugging Face transformers, {@code LlamaConfig} and {@code modeling_rope_utils}; both
 * spellings of rotary settings are read, {@code rope_theta} with {@code rope_scaling} and {@code
 * rope_parameters}.
 */
public final class ConfigurationReader {
    private final ObjectNode config;
    private final String origin;
    private final ArchitectureDescription description;

    private ConfigurationReader(
            ObjectNode config, String origin, ArchitectureDescription description) {
        this.config = config;
        this.origin = origin;
        this.description = description;
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
                            .formatted(origin, shown(type)));
        }
        ArchitectureDescription description = Architectures.ofModelType(type.stringValue(), origin);
        return new ConfigurationReader(config, origin, description).read();
    }

    private ModelConfig read() {
        for (Map.Entry<String, JsonNode> demand : description.demands().entrySet()) {
            JsonNode found = config.path(demand.getKey());
            if (!absent(found) && !sameValue(found, demand.getValue())) {
                throw wrong(
                        demand.getKey(),
                        found,
                        demand.getValue() + ", the only one that is supported");
            }
        }
        int hiddenSize = requiredSize(Field.HIDDEN_SIZE);
        int headCount = requiredSize(Field.HEAD_COUNT);
        try {
            return new ModelConfig(
                    description.name(),
                    requiredSize(Field.VOCABULARY_SIZE),
                    hiddenSize,
                    requiredSize(Field.INTERMEDIATE_SIZE),
                    requiredSize(Field.LAYER_COUNT),
                    headCount,
                    size(Field.KEY_VALUE_HEAD_COUNT).orElse(headCount),
                    size(Field.HEAD_SIZE).orElse(hiddenSize / Math.max(1, headCount)),
                    requiredSize(Field.CONTEXT_LENGTH),
                    number(config, key(Field.NORM_EPSILON)).orElse(1e-6),
                    rope(),
                    flag("tie_word_embeddings"),
                    flag("attention_bias"),
                    flag("mlp_bias"),
                    tokens("bos_token_id").stream().mapToInt(id -> id).findFirst(),
                    tokens("eos_token_id"));
        } catch (IllegalArgumentException e) {
            throw SundogException.data(
                    "config-value",
                    origin + ": " + e.getMessage() + "; correct the configuration",
                    e);
        }
    }

    private Rope rope() {
        JsonNode parameters = config.path("rope_parameters");
        JsonNode scaling = config.path("rope_scaling");
        JsonNode chosen = absent(parameters) ? scaling : parameters;
        if (!absent(chosen) && !chosen.isObject()) {
            throw wrong("rope_parameters", chosen, "an object");
        }
        String thetaKey = key(Field.ROPE_THETA);
        double theta = number(chosen, thetaKey).or(() -> number(config, thetaKey)).orElse(10000.0);
        if (!(theta > 0 && Double.isFinite(theta))) {
            throw wrong(thetaKey, config.path(thetaKey), "a positive number");
        }
        JsonNode kind = chosen.path("rope_type");
        if (absent(kind)) {
            kind = chosen.path("type");
        }
        String type = absent(kind) ? "default" : kind.isString() ? kind.stringValue() : "";
        return switch (type) {
            case "default" -> new Rope.Standard(theta);
            case "linear" -> new Rope.Linear(theta, ratio(chosen, "factor"));
            case "llama3" ->
                    new Rope.Llama3(
                            theta,
                            ratio(chosen, "factor"),
                            ratio(chosen, "low_freq_factor"),
                            ratio(chosen, "high_freq_factor"),
                            (int) ratio(chosen, "original_max_position_embeddings"));
            default -> throw wrong("rope_type", kind, "one of: default, linear, llama3");
        };
    }

    private double ratio(JsonNode from, String key) {
        double value = number(from, key).orElseThrow(() -> wrong(key, from.path(key), "a number"));
        if (!(value > 0 && value <= Integer.MAX_VALUE)) {
            throw wrong(key, from.path(key), "a positive number");
        }
        return value;
    }

    private String key(Field field) {
        return description.key(field).huggingFace();
    }

    private int requiredSize(Field field) {
        return size(field)
                .orElseThrow(() -> wrong(key(field), config.path(key(field)), "a whole number"));
    }

    private OptionalInt size(Field field) {
        JsonNode value = config.path(key(field));
        if (absent(value)) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(key(field), value, "a whole number below 2^31");
        }
        return OptionalInt.of(value.intValue());
    }

    private Optional<Double> number(JsonNode from, String key) {
        JsonNode value = from.path(key);
        if (absent(value)) {
            return Optional.empty();
        }
        if (!value.isNumber()) {
            throw wrong(key, value, "a number");
        }
        return Optional.of(value.doubleValue());
    }

    private boolean flag(String key) {
        JsonNode value = config.path(key);
        if (absent(value)) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(key, value, "true or false");
        }
        return value.booleanValue();
    }

    private List<Integer> tokens(String key) {
        JsonNode value = config.path(key);
        if (absent(value)) {
            return List.of();
        }
        List<Integer> ids = new ArrayList<>();
        for (JsonNode id : value.isArray() ? value : List.of(value)) {
            if (!id.isIntegralNumber() || !id.canConvertToInt()) {
                throw wrong(key, value, "a token id or a list of them");
            }
            if (id.intValue() >= 0) {
                ids.add(id.intValue());
            }
        }
        return ids;
    }

    private static boolean sameValue(JsonNode found, JsonNode demanded) {
        return found.isNumber() && demanded.isNumber()
                ? found.doubleValue() == demanded.doubleValue()
                : found.equals(demanded);
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "missing" : node.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    private SundogException wrong(String key, JsonNode found, String expected) {
        return SundogException.data(
                "config-key",
                "%s: %s is %s, expected %s; correct the configuration"
                        .formatted(origin, key, shown(found), expected));
    }
}
