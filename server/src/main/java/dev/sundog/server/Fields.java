package dev.sundog.server;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The fields of a request: of the right type and range, or a 400 that names the field. */
final class Fields {
    private static final int MOST_STOPS = 64;
    private static final double LARGEST_BIAS = 100;

    private final ObjectNode body;

    Fields(ObjectNode body) {
        this.body = body;
    }

    /** The field, unless it is absent or null. */
    Optional<JsonNode> find(String name) {
        JsonNode node = body.path(name);
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    JsonNode require(String name) {
        return find(name)
                .orElseThrow(
                        () ->
                                ApiException.field(
                                        name,
                                        "missing_required_parameter",
                                        "Missing required parameter: '" + name + "'."));
    }

    String requireString(String name) {
        JsonNode node = require(name);
        if (!node.isString()) {
            throw wrongType(name, "a string", node);
        }
        return node.stringValue();
    }

    boolean flag(String name) {
        return find(name)
                .map(
                        node -> {
                            if (!node.isBoolean()) {
                                throw wrongType(name, "a boolean", node);
                            }
                            return node.booleanValue();
                        })
                .orElse(false);
    }

    OptionalDouble number(String name, double low, double high) {
        Optional<JsonNode> found = find(name);
        if (found.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!found.get().isNumber()) {
            throw wrongType(name, "a number", found.get());
        }
        double value = found.get().doubleValue();
        if (!(value >= low && value <= high)) {
            throw outOfRange(name, plain(low), plain(high), found.get());
        }
        return OptionalDouble.of(value);
    }

    OptionalInt integer(String name, int low, int high) {
        Optional<JsonNode> found = find(name);
        if (found.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!whole(found.get())) {
            throw wrongType(name, "an integer", found.get());
        }
        double value = found.get().doubleValue();
        if (value < low || value > high) {
            throw outOfRange(name, String.valueOf(low), String.valueOf(high), found.get());
        }
        return OptionalInt.of((int) value);
    }

    OptionalLong seed() {
        Optional<JsonNode> found = find("seed");
        if (found.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!found.get().isIntegralNumber() || !found.get().canConvertToLong()) {
            throw wrongType("seed", "a 64-bit integer", found.get());
        }
        return OptionalLong.of(found.get().longValue());
    }

    /** {@code stop}: a text or a list of texts. */
    List<String> stops() {
        Optional<JsonNode> found = find("stop");
        if (found.isEmpty()) {
            return List.of();
        }
        JsonNode node = found.get();
        if (node.isString()) {
            return List.of(node.stringValue());
        }
        if (!node.isArray()) {
            throw wrongType("stop", "a string or an array of strings", node);
        }
        if (node.size() > MOST_STOPS) {
            throw ApiException.field(
                    "stop",
                    "array_above_max_length",
                    "'stop' has %d texts, at most %d are taken."
                            .formatted(node.size(), MOST_STOPS));
        }
        List<String> stops = new ArrayList<>();
        for (JsonNode stop : node) {
            if (!stop.isString()) {
                throw wrongType("stop", "an array of strings", stop);
            }
            stops.add(stop.stringValue());
        }
        return stops;
    }

    /** {@code logit_bias}: token ids to -100 … 100. */
    Map<Integer, Double> biases(int vocabularySize) {
        Optional<JsonNode> found = find("logit_bias");
        if (found.isEmpty()) {
            return Map.of();
        }
        if (!found.get().isObject()) {
            throw wrongType("logit_bias", "an object of token ids and numbers", found.get());
        }
        Map<Integer, Double> biases = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : found.get().properties()) {
            biases.put(tokenId(entry.getKey(), vocabularySize), bias(entry.getValue()));
        }
        return biases;
    }

    private static int tokenId(String text, int vocabularySize) {
        try {
            int id = Integer.parseInt(text);
            if (id >= 0 && id < vocabularySize) {
                return id;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw ApiException.field(
                "logit_bias",
                "invalid_value",
                "'logit_bias' names token '%s'; the ids of this model are 0 to %d."
                        .formatted(shortened(text), vocabularySize - 1));
    }

    private static double bias(JsonNode node) {
        if (!node.isNumber()) {
            throw wrongType("logit_bias", "an object of token ids and numbers", node);
        }
        double bias = node.doubleValue();
        if (!(Math.abs(bias) <= LARGEST_BIAS)) {
            throw outOfRange("logit_bias", plain(-LARGEST_BIAS), plain(LARGEST_BIAS), node);
        }
        return bias;
    }

    /** Refuses a field that would change the answer and is not understood. */
    void refuse(String name, String why) {
        Optional<JsonNode> found = find(name);
        if (found.isPresent() && !harmless(found.get())) {
            throw unsupported(name, why);
        }
    }

    static ApiException unsupported(String name, String why) {
        return ApiException.field(
                name,
                "unsupported_parameter",
                "'" + name + "' is not supported by this server: " + why + ".");
    }

    /** What says "nothing of it". */
    private static boolean harmless(JsonNode node) {
        return node.isBoolean() && !node.booleanValue()
                || node.isContainer() && node.isEmpty()
                || node.isString() && node.stringValue().isEmpty();
    }

    static boolean whole(JsonNode node) {
        return node.isNumber() && node.doubleValue() == Math.rint(node.doubleValue());
    }

    static ApiException wrongType(String name, String expected, JsonNode found) {
        return ApiException.field(
                name,
                "invalid_type",
                "Invalid type for '%s': expected %s, but got %s."
                        .formatted(
                                name,
                                expected,
                                found.getNodeType().name().toLowerCase(Locale.ROOT)));
    }

    private static ApiException outOfRange(String name, String low, String high, JsonNode found) {
        return ApiException.field(
                name,
                "invalid_value",
                "Invalid value for '%s': expected %s to %s, but got %s."
                        .formatted(name, low, high, shortened(found.asString())));
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
