package dev.sundog.model.configuration;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A parsed YAML document that remembers the line of every key, so that errors can name it.
 * Immutable once overrides are applied.
 *
 * <p>Source: YAML 1.2, the JSON-like subset: mappings with string keys, sequences, scalars.
 */
public final class ConfigurationDocument {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final String origin;
    private final ObjectNode root;
    private final Map<String, Integer> lines;

    private ConfigurationDocument(String origin, ObjectNode root, Map<String, Integer> lines) {
        this.origin = origin;
        this.root = root;
        this.lines = lines;
    }

    /**
     * Reads a file.
     *
     * @throws SundogException (data) if it is missing, is no YAML, repeats a key or is no mapping
     */
    public static ConfigurationDocument read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw SundogException.data(
                    "configuration-missing",
                    file + ": no such file; expected a YAML configuration",
                    e);
        } catch (IOException e) {
            throw SundogException.data(
                    "configuration-unreadable", file + ": cannot be read: " + e, e);
        }
    }

    /** Parses text; {@code origin} names it in errors. */
    public static ConfigurationDocument parse(String text, String origin) {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = YAML.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new ConfigurationDocument(
                        origin, JsonNodeFactory.instance.objectNode(), lines);
            }
            if (first != JsonToken.START_OBJECT) {
                throw SundogException.data(
                        "configuration-shape",
                        origin + ": expected a mapping of keys to values, found " + first);
            }
            return new ConfigurationDocument(origin, readObject(parser, "", origin, lines), lines);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? -1 : e.getLocation().getLineNr();
            throw SundogException.data(
                    "configuration-syntax",
                    origin
                            + (line > 0 ? ":" + line : "")
                            + ": is no valid YAML: "
                            + firstLine(e.getOriginalMessage()),
                    e);
        }
    }

    /** The parsed mapping; a fresh copy at each call. */
    public ObjectNode root() {
        return root.deepCopy();
    }

    /** What names this document in errors. */
    public String origin() {
        return origin;
    }

    /**
     * {@code file:line} of a key path such as {@code stages.2.steps}, or the file alone if the key
     * was set otherwise.
     */
    public String place(String path) {
        Integer line = lines.get(path);
        return line == null ? origin : origin + ":" + line;
    }

    /**
     * A mapping inside this document as a document of its own, whose places are still those of this
     * one.
     *
     * @param path where the mapping stands, e.g. {@code stages.2}
     * @param mapping what is taken of it
     */
    public ConfigurationDocument part(String path, ObjectNode mapping) {
        String prefix = path + ".";
        Map<String, Integer> inside = new HashMap<>();
        lines.forEach(
                (key, line) -> {
                    if (key.startsWith(prefix)) {
                        inside.put(key.substring(prefix.length()), line);
                    }
                });
        return new ConfigurationDocument(origin, mapping.deepCopy(), inside);
    }

    /**
     * This document with {@code key.path=value} overrides; values are read as YAML, so {@code
     * budget=0.1} is a number and {@code data=[a,b]} a list. A missing mapping on the way is made;
     * list elements are addressed by index.
     */
    public ConfigurationDocument with(List<String> overrides) {
        ObjectNode changed = root.deepCopy();
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals <= 0) {
                throw SundogException.user(
                        "override-syntax",
                        "--set "
                                + override
                                + ": expected key.path=value, e.g. --set"
                                + " optimizer.learningRate=1e-4");
            }
            set(
                    changed,
                    override.substring(0, equals),
                    scalar(override.substring(equals + 1)),
                    override);
        }
        return new ConfigurationDocument(origin, changed, lines);
    }

    private static void set(ObjectNode target, String path, JsonNode value, String override) {
        String[] keys = path.split("\\.");
        JsonNode node = target;
        for (int i = 0; i < keys.length; i++) {
            boolean last = i == keys.length - 1;
            if (node instanceof ObjectNode object) {
                if (last) {
                    object.set(keys[i], value);
                } else {
                    JsonNode next = object.get(keys[i]);
                    node = next == null || next.isNull() ? object.putObject(keys[i]) : next;
                }
            } else if (node instanceof ArrayNode array
                    && keys[i].matches("\\d{1,6}")
                    && Integer.parseInt(keys[i]) < array.size()) {
                int index = Integer.parseInt(keys[i]);
                if (last) {
                    array.set(index, value);
                } else {
                    node = array.get(index);
                }
            } else {
                throw SundogException.user(
                        "override-path",
                        "--set "
                                + override
                                + ": '"
                                + keys[i]
                                + "' does not lead anywhere: what stands there is "
                                + node);
            }
        }
    }

    private static JsonNode scalar(String text) {
        ObjectNode holder = parse("value: " + text, "--set").root();
        JsonNode node = holder.get("value");
        return node == null ? JsonNodeFactory.instance.nullNode() : node;
    }

    private static ObjectNode readObject(
            JsonParser parser, String path, String origin, Map<String, Integer> lines) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int line = parser.currentTokenLocation().getLineNr();
            String child = path.isEmpty() ? key : path + "." + key;
            lines.put(child, line);
            parser.nextToken();
            JsonNode value = readValue(parser, child, origin, lines);
            if (object.has(key)) {
                throw SundogException.data(
                        "configuration-duplicate",
                        origin + ":" + line + ": key '" + child + "' is given twice");
            }
            object.set(key, value);
        }
        return object;
    }

    private static JsonNode readValue(
            JsonParser parser, String path, String origin, Map<String, Integer> lines) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return readObject(parser, path, origin, lines);
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                String child = path + "." + array.size();
                lines.put(child, parser.currentTokenLocation().getLineNr());
                array.add(readValue(parser, child, origin, lines));
            }
            return array;
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT) {
            BigInteger number = parser.getBigIntegerValue();
            return number.bitLength() < Long.SIZE
                    ? nodes.numberNode(number.longValue())
                    : nodes.numberNode(number);
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return nodes.numberNode(parser.getDoubleValue());
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return nodes.booleanNode(parser.getBooleanValue());
        }
        return token == JsonToken.VALUE_NULL
                ? nodes.nullNode()
                : nodes.stringNode(parser.getString());
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
