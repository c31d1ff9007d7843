package dev.sundog.model.architecture;

import dev.sundog.model.architecture.ArchitectureDescription.Field;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads rotary settings in all their spellings: {@code rope_theta} with {@code rope_scaling},
 * {@code rope_parameters}, and {@code rope_parameters} by kind of layer.
 *
 * <p>Source: Hugging Face transformers, {@code modeling_rope_utils}.
 */
final class RopeReader {
    private static final String FULL = "full_attention";
    private static final String SLIDING = "sliding_attention";
    private static final String ORIGINAL = "original_max_position_embeddings";

    private final ConfigurationValues values;
    private final ArchitectureDescription description;
    private final int contextLength;

    RopeReader(ConfigurationValues values, ArchitectureDescription description, int contextLength) {
        this.values = values;
        this.description = description;
        this.contextLength = contextLength;
    }

    PositionConfig read(int headSize) {
        if (description.find(Field.ROPE_THETA).isEmpty()) {
            Rope unused = new Rope.Standard(10000);
            return new PositionConfig(unused, unused, 0);
        }
        JsonNode parameters = values.node("rope_parameters");
        JsonNode chosen =
                ConfigurationValues.absent(parameters) ? values.node("rope_scaling") : parameters;
        if (!ConfigurationValues.absent(chosen) && !chosen.isObject()) {
            throw values.wrong("rope_parameters", chosen, "an object");
        }
        boolean byKind = chosen.path(FULL).isObject() || chosen.path(SLIDING).isObject();
        JsonNode global = byKind ? chosen.path(FULL) : chosen;
        Rope rope = rope(global, Field.ROPE_THETA);
        Rope local = rope;
        if (description.find(Field.LOCAL_ROPE_THETA).isPresent()) {
            local =
                    byKind
                            ? rope(chosen.path(SLIDING), Field.LOCAL_ROPE_THETA)
                            : new Rope.Standard(
                                    theta(chosen.path(SLIDING), Field.LOCAL_ROPE_THETA));
        }
        return new PositionConfig(rope, local, rotarySize(global, headSize));
    }

    private int rotarySize(JsonNode global, int headSize) {
        if (description.find(Field.ROTARY_FRACTION).isEmpty()) {
            return headSize;
        }
        String key = description.key(Field.ROTARY_FRACTION).key();
        double fraction =
                values.number(global.path(key), key)
                        .or(() -> values.number(Field.ROTARY_FRACTION))
                        .orElse(1.0);
        if (!(fraction > 0 && fraction <= 1)) {
            throw values.wrong(key, values.node(key), "a number above 0, at most 1");
        }
        return (int) (headSize * fraction);
    }

    private double theta(JsonNode from, Field field) {
        double theta =
                values.number(from.path("rope_theta"), "rope_theta")
                        .or(() -> values.number(field))
                        .orElse(10000.0);
        if (!(theta > 0 && Double.isFinite(theta))) {
            String key = description.key(field).key();
            throw values.wrong(key, values.node(key), "a positive number");
        }
        return theta;
    }

    private Rope rope(JsonNode from, Field field) {
        double theta = theta(from, field);
        JsonNode kind = from.path("rope_type");
        if (ConfigurationValues.absent(kind)) {
            kind = from.path("type");
        }
        String type =
                ConfigurationValues.absent(kind)
                        ? "default"
                        : kind.isString() ? kind.stringValue() : "";
        return switch (type) {
            case "default" -> new Rope.Standard(theta);
            case "linear" -> new Rope.Linear(theta, ratio(from, "factor"));
            case "dynamic" -> new Rope.Dynamic(theta, ratio(from, "factor"), contextLength);
            case "llama3" ->
                    new Rope.Llama3(
                            theta,
                            ratio(from, "factor"),
                            ratio(from, "low_freq_factor"),
                            ratio(from, "high_freq_factor"),
                            original(from));
            // Phi-3's first configurations say su or yarn and mean longrope
            case "yarn" -> from.has("long_factor") ? longRope(from, theta) : yarn(from, theta);
            case "longrope", "su" -> longRope(from, theta);
            default ->
                    throw values.wrong(
                            "rope_type",
                            kind,
                            "one of: default, linear, dynamic, yarn, longrope, llama3");
        };
    }

    private Rope yarn(JsonNode from, double theta) {
        int original = original(from);
        double factor =
                ConfigurationValues.absent(from.path("factor"))
                        ? (double) contextLength / original
                        : ratio(from, "factor");
        double scale = number(from, "mscale").orElse(0.0);
        double scaleOfAll = number(from, "mscale_all_dim").orElse(0.0);
        double usual =
                scale != 0 && scaleOfAll != 0
                        ? scaled(factor, scale) / scaled(factor, scaleOfAll)
                        : Rope.Yarn.usualAttentionFactor(factor);
        JsonNode truncate = from.path("truncate");
        return new Rope.Yarn(
                theta,
                factor,
                number(from, "beta_fast").orElse(32.0),
                number(from, "beta_slow").orElse(1.0),
                original,
                number(from, "attention_factor").orElse(usual),
                ConfigurationValues.absent(truncate) || values.flag(truncate, "truncate"));
    }

    private static double scaled(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    private Rope longRope(JsonNode from, double theta) {
        int original = original(from);
        double factor = number(from, "factor").orElseGet(() -> (double) contextLength / original);
        double usual = Rope.LongRope.usualAttentionFactor(factor, original);
        return new Rope.LongRope(
                theta,
                factors(from, "short_factor"),
                factors(from, "long_factor"),
                original,
                number(from, "attention_factor").orElse(usual));
    }

    private List<Double> factors(JsonNode from, String key) {
        JsonNode list = from.path(key);
        List<Double> factors = new ArrayList<>();
        for (JsonNode number : list) {
            if (!number.isNumber() || !(number.doubleValue() > 0)) {
                throw values.wrong(key, list, "a list of positive numbers");
            }
            factors.add(number.doubleValue());
        }
        if (!list.isArray() || factors.isEmpty()) {
            throw values.wrong(key, list, "a list of positive numbers");
        }
        return factors;
    }

    /** Where transformers looks: beside the parameters, in them, else the context length. */
    private int original(JsonNode from) {
        OptionalInt size = values.size(Field.ORIGINAL_CONTEXT_LENGTH);
        if (size.isEmpty()) {
            size = values.size(values.node(ORIGINAL), ORIGINAL);
        }
        int original =
                size.orElseGet(
                        () -> number(from, ORIGINAL).map(Double::intValue).orElse(contextLength));
        if (original <= 0) {
            throw values.wrong(ORIGINAL, from.path(ORIGINAL), "a positive number");
        }
        return original;
    }

    private Optional<Double> number(JsonNode from, String key) {
        return values.number(from.path(key), key);
    }

    private double ratio(JsonNode from, String key) {
        double value =
                number(from, key).orElseThrow(() -> values.wrong(key, from.path(key), "a number"));
        if (!(value > 0 && value <= Integer.MAX_VALUE)) {
            throw values.wrong(key, from.path(key), "a positive number");
        }
        return value;
    }
}
