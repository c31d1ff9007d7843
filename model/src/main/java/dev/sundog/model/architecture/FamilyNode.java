package dev.sundog.model.architecture;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An object of a family's JSON resource. What is missing is a default; what is not known is a
 * mistake of the resource. Immutable.
 */
final class FamilyNode {
    private final JsonNode node;
    private final String place;

    /**
     * @param place where it stands, named in errors
     * @param known all keys that it may have
     */
    FamilyNode(JsonNode node, String place, String... known) {
        this.node = node;
        this.place = place;
        List<String> names = List.of(known);
        for (String key : node.propertyNames()) {
            if (!names.contains(key)) {
                throw new IllegalStateException(place + ": '" + key + "' is none of " + names);
            }
        }
    }

    /** The object of a key, an empty one if it is missing. */
    FamilyNode child(String key, String... known) {
        return new FamilyNode(node.path(key), place + "." + key, known);
    }

    /** The objects of a list. */
    Stream<FamilyNode> children(String key, String... known) {
        return node.path(key)
                .valueStream()
                .map(child -> new FamilyNode(child, place + "." + key, known));
    }

    boolean has(String key) {
        return node.has(key);
    }

    String text(String key) {
        if (!node.path(key).isString()) {
            throw new IllegalStateException(place + ": '" + key + "' is missing");
        }
        return node.path(key).stringValue();
    }

    String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    List<String> texts(String key, List<String> otherwise) {
        return has(key)
                ? node.path(key).valueStream().map(JsonNode::stringValue).toList()
                : otherwise;
    }

    /** 0 if it is missing. */
    int whole(String key) {
        return has(key) ? node.path(key).intValue() : 0;
    }

    /** Whether it is there and true. */
    boolean flag(String key) {
        return has(key) && node.path(key).booleanValue();
    }

    /** A missing node if it is missing. */
    JsonNode value(String key) {
        return node.path(key);
    }

    /** The values of an object by key. */
    Map<String, JsonNode> values(String key) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        node.path(key).propertyStream().forEach(e -> values.put(e.getKey(), e.getValue()));
        return values;
    }

    /** The constant that is written in lower camel case. */
    <E extends Enum<E>> E constant(String key, Class<E> type) {
        return spelled(text(key), type);
    }

    /** The constant that is written in lower camel case. */
    <E extends Enum<E>> E constant(String key, Class<E> type, E otherwise) {
        return has(key) ? constant(key, type) : otherwise;
    }

    /** Constants that are written in lower camel case. */
    <E extends Enum<E>> List<E> constants(String key, Class<E> type) {
        List<E> constants = new ArrayList<>();
        node.path(key).forEach(name -> constants.add(spelled(name.stringValue(), type)));
        return constants;
    }

    /** Objects by constants that are written in lower camel case. */
    <E extends Enum<E>, V> Map<E, V> byConstant(
            String key, Class<E> type, Function<FamilyNode, V> read, String... known) {
        Map<E, V> values = new LinkedHashMap<>();
        values(key)
                .forEach(
                        (name, value) ->
                                values.put(
                                        spelled(name, type),
                                        read.apply(
                                                new FamilyNode(
                                                        value,
                                                        place + "." + key + "." + name,
                                                        known))));
        return values;
    }

    private static <E extends Enum<E>> E spelled(String camelCase, Class<E> type) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < camelCase.length(); i++) {
            if (Character.isUpperCase(camelCase.charAt(i))) {
                name.append('_');
            }
            name.append(camelCase.charAt(i));
        }
        return Enum.valueOf(type, name.toString().toUpperCase(Locale.ROOT));
    }
}
