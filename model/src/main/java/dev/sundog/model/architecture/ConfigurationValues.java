package dev.sundog.model.architecture;

import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.ArchitectureDescription.Key;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Typed values of one {@code config.json}; what is of another type is named. */
final class ConfigurationValues {
    private final ObjectNode config;
    private final String origin;
    private final ArchitectureDescription description;

    ConfigurationValues(ObjectNode config, String origin, ArchitectureDescription description) {
        this.config = config;
        this.origin = origin;
        this.description = description;
    }

    /** The value of a key as it stands. */
    JsonNode node(String key) {
        return config.path(key);
    }

    /** The value of a field, or what transformers assumes if its key is missing. */
    JsonNode node(Field field) {
        Optional<Key> key = description.find(field);
        if (key.isEmpty()) {
            return MissingNode.getInstance();
        }
        JsonNode found = config.path(key.get().key());
        if (found.isMissingNode()) {
            found = config.path(key.get().other());
        }
        return found.isMissingNode() ? key.get().value() : found;
    }

    int required(Field field) {
        OptionalInt size = size(field);
        if (size.isPresent()) {
            return size.getAsInt();
        }
        Key key = description.key(field);
        if (key.timesHidden() > 0) {
            return Math.multiplyExact(key.timesHidden(), required(Field.HIDDEN_SIZE));
        }
        throw wrong(key.key(), config.path(key.key()), "a whole number");
    }

    OptionalInt size(Field field) {
        return description.find(field).isEmpty()
                ? OptionalInt.empty()
                : size(node(field), description.key(field).key());
    }

    OptionalInt size(JsonNode value, String key) {
        if (absent(value)) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(key, value, "a whole number below 2^31");
        }
        return OptionalInt.of(value.intValue());
    }

    Optional<Double> number(Field field) {
        return description.find(field).isEmpty()
                ? Optional.empty()
                : number(node(field), description.key(field).key());
    }

    Optional<Double> number(JsonNode value, String key) {
        if (absent(value)) {
            return Optional.empty();
        }
        if (!value.isNumber()) {
            throw wrong(key, value, "a number");
        }
        return Optional.of(value.doubleValue());
    }

    boolean flag(Field field) {
        return description.find(field).isPresent()
                && flag(node(field), description.key(field).key());
    }

    boolean flag(JsonNode value, String key) {
        if (absent(value)) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(key, value, "true or false");
        }
        return value.booleanValue();
    }

    List<Integer> tokens(String key) {
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

    String origin() {
        return origin;
    }

    static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "missing" : node.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    SundogException wrong(String key, JsonNode found, String expected) {
        return SundogException.data(
                "config-key",
                "%s: %s is %s, expected %s; correct the configuration"
                        .formatted(origin, key, shown(found), expected));
    }
}
