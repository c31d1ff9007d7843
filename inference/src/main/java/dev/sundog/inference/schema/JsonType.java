package dev.sundog.inference.schema;

import tools.jackson.databind.JsonNode;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Types of JSON values; an integer is a number without a fractional part. */
enum JsonType {
    NULL,
    BOOLEAN,
    INTEGER,
    FRACTION,
    STRING,
    ARRAY,
    OBJECT;

    private static final Map<JsonType, Set<String>> KEYWORDS =
            Map.of(
                    STRING, Set.of("minLength", "maxLength", "pattern", "format"),
                    ARRAY,
                            Set.of(
                                    "items",
                                    "prefixItems",
                                    "additionalItems",
                                    "minItems",
                                    "maxItems",
                                    "uniqueItems"),
                    OBJECT,
                            Set.of(
                                    "properties",
                                    "required",
                                    "additionalProperties",
                                    "patternProperties",
                                    "propertyNames",
                                    "minProperties",
                                    "maxProperties"),
                    FRACTION,
                            Set.of(
                                    "minimum",
                                    "maximum",
                                    "exclusiveMinimum",
                                    "exclusiveMaximum",
                                    "multipleOf"));

    static JsonType of(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> NULL;
            case BOOLEAN -> BOOLEAN;
            case STRING -> STRING;
            case ARRAY -> ARRAY;
            case OBJECT -> OBJECT;
            case NUMBER ->
                    value.decimalValue().stripTrailingZeros().scale() <= 0 ? INTEGER : FRACTION;
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException(value.toString());
        };
    }

    /** The types that all of these plain schemas allow. */
    static Set<JsonType> allowed(List<Place> plain) {
        Set<JsonType> types = EnumSet.allOf(JsonType.class);
        for (Place place : plain) {
            place.find("type").ifPresent(value -> types.retainAll(named(value, place)));
        }
        return types;
    }

    /** The types that keywords of these plain schemas speak of, none if there are no such ones. */
    static Set<JsonType> meant(List<Place> plain) {
        Set<JsonType> types = EnumSet.noneOf(JsonType.class);
        KEYWORDS.forEach(
                (type, keywords) -> {
                    if (plain.stream().anyMatch(p -> keywords.stream().anyMatch(p::has))) {
                        types.add(type);
                    }
                });
        if (types.contains(FRACTION)) {
            types.add(INTEGER);
        }
        return types;
    }

    private static Set<JsonType> named(JsonNode value, Place place) {
        Set<JsonType> types = EnumSet.noneOf(JsonType.class);
        for (JsonNode name : value.isArray() ? value : List.of(value)) {
            switch (name.asString("")) {
                case "null" -> types.add(NULL);
                case "boolean" -> types.add(BOOLEAN);
                case "integer" -> types.add(INTEGER);
                case "number" -> types.addAll(EnumSet.of(INTEGER, FRACTION));
                case "string" -> types.add(STRING);
                case "array" -> types.add(ARRAY);
                case "object" -> types.add(OBJECT);
                default -> throw place.wrong("type", "unknown type " + name);
            }
        }
        return types;
    }
}
