package dev.sundog.evaluation.lines;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of one JSON object at a known place in a file, read with errors that name the place.
 */
public final class JsonFields {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final String place;
    private final JsonNode object;

    private JsonFields(String place, JsonNode object) {
        this.place = place;
        this.object = object;
    }

    /** Parses one line. */
    public static JsonFields parse(String place, String line) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JacksonException e) {
            throw SundogException.data(
                    "jsonl-syntax", "%s: not JSON: %s".formatted(place, e.getOriginalMessage()), e);
        }
        return of(place, node);
    }

    /** The fields of a node that must be an object. */
    public static JsonFields of(String place, JsonNode node) {
        if (!node.isObject()) {
            throw SundogException.data(
                    "jsonl-object",
                    "%s: expected a JSON object {…}, found %s".formatted(place, shown(node)));
        }
        return new JsonFields(place, node);
    }

    /** {@code file:line}. */
    public String place() {
        return place;
    }

    /** Whether the key is there and not null. */
    public boolean has(String key) {
        JsonNode node = object.get(key);
        return node != null && !node.isNull();
    }

    /** A text, or a whole number as text. */
    public Optional<String> label(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonNode node = object.get(key);
        return Optional.of(
                node.isIntegralNumber() ? node.bigIntegerValue().toString() : text(key, node));
    }

    /** A text. */
    public String text(String key) {
        return text(key, object.get(key));
    }

    /** A list of texts. */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        int index = 0;
        for (JsonNode node : array(key)) {
            texts.add(text(key + "[" + index++ + "]", node));
        }
        return texts;
    }

    /** A list of objects. */
    public List<JsonFields> objects(String key) {
        List<JsonFields> fields = new ArrayList<>();
        int index = 0;
        for (JsonNode node : array(key)) {
            fields.add(of(place + ": " + key + "[" + index++ + "]", node));
        }
        return fields;
    }

    /** An object. */
    public JsonFields object(String key) {
        JsonNode node = object.get(key);
        if (node == null) {
            throw wrong(key, "an object {…}", null);
        }
        return of(place + ": " + key, node);
    }

    /** A list of numbers. */
    public List<Double> numbers(String key) {
        List<Double> values = new ArrayList<>();
        for (JsonNode node : array(key)) {
            if (!node.isNumber()) {
                throw wrong(key, "numbers", node);
            }
            values.add(node.doubleValue());
        }
        return values;
    }

    /** A list of whole numbers. */
    public List<Integer> integers(String key) {
        List<Integer> values = new ArrayList<>();
        for (JsonNode node : array(key)) {
            values.add(integer(key, node));
        }
        return values;
    }

    /** A whole number that fits an int. */
    public int integer(String key) {
        return integer(key, object.get(key));
    }

    /** A whole number that fits a long. */
    public long longValue(String key) {
        JsonNode node = object.get(key);
        if (node == null || !node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong(key, "a whole number", node);
        }
        return node.longValue();
    }

    /** A number. */
    public double number(String key) {
        JsonNode node = object.get(key);
        if (node == null || !node.isNumber()) {
            throw wrong(key, "a number", node);
        }
        return node.doubleValue();
    }

    /** True or false. */
    public boolean flag(String key) {
        JsonNode node = object.get(key);
        if (node == null || !node.isBoolean()) {
            throw wrong(key, "true or false", node);
        }
        return node.booleanValue();
    }

    private int integer(String key, @Nullable JsonNode node) {
        if (node == null || !node.isIntegralNumber() || !node.canConvertToInt()) {
            throw wrong(key, "a whole number", node);
        }
        return node.intValue();
    }

    private JsonNode array(String key) {
        JsonNode node = object.get(key);
        if (node == null || !node.isArray()) {
            throw wrong(key, "a list […]", node);
        }
        return node;
    }

    private String text(String key, @Nullable JsonNode node) {
        if (node == null || !node.isString()) {
            throw wrong(key, "a text", node);
        }
        return node.stringValue();
    }

    private SundogException wrong(String key, String expected, @Nullable JsonNode found) {
        return SundogException.data(
                "jsonl-field",
                "%s: \"%s\": expected %s, found %s"
                        .formatted(place, key, expected, found == null ? "nothing" : shown(found)));
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
