package dev.sundog.inference.schema;

import java.util.Map;
import java.util.Set;

/** Which keywords are understood, passed over or refused. */
final class SchemaKeywords {
    private static final Set<String> ANNOTATIONS =
            Set.of(
                    "title",
                    "description",
                    "default",
                    "examples",
                    "example",
                    "$schema",
                    "$id",
                    "$comment",
                    "$anchor",
                    "deprecated",
                    "readOnly",
                    "writeOnly",
                    "$defs",
                    "definitions",
                    "contentMediaType",
                    "contentEncoding",
                    "contentSchema");

    private static final Set<String> UNDERSTOOD =
            Set.of(
                    "type",
                    "enum",
                    "const",
                    "$ref",
                    "allOf",
                    "anyOf",
                    "oneOf",
                    "properties",
                    "required",
                    "additionalProperties",
                    "patternProperties",
                    "propertyNames",
                    "minProperties",
                    "maxProperties",
                    "items",
                    "prefixItems",
                    "additionalItems",
                    "minItems",
                    "maxItems",
                    "uniqueItems",
                    "minLength",
                    "maxLength",
                    "pattern",
                    "format",
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "multipleOf");

    private static final Map<String, String> REFUSED =
            Map.ofEntries(
                    Map.entry("not", "say what is allowed instead"),
                    Map.entry("if", "write the cases under 'anyOf'"),
                    Map.entry("then", "write the cases under 'anyOf'"),
                    Map.entry("else", "write the cases under 'anyOf'"),
                    Map.entry("contains", "use 'items' or 'prefixItems'"),
                    Map.entry("minContains", "use 'items' or 'prefixItems'"),
                    Map.entry("maxContains", "use 'items' or 'prefixItems'"),
                    Map.entry("dependentRequired", "write the cases under 'anyOf'"),
                    Map.entry("dependentSchemas", "write the cases under 'anyOf'"),
                    Map.entry("dependencies", "write the cases under 'anyOf'"),
                    Map.entry("unevaluatedProperties", "use 'additionalProperties'"),
                    Map.entry("unevaluatedItems", "use 'items'"),
                    Map.entry("$dynamicRef", "use '$ref'"),
                    Map.entry("$dynamicAnchor", "use '$anchor'"),
                    Map.entry("$recursiveRef", "use '$ref'"),
                    Map.entry("$recursiveAnchor", "use '$anchor'"),
                    Map.entry("$vocabulary", "the vocabulary is that of draft 2020-12"),
                    Map.entry("nullable", "use 'type': [\"…\", \"null\"]"));

    private SchemaKeywords() {}

    /** Refuses what is not understood. Names beginning with {@code x-} are annotations. */
    static void check(Place place) {
        for (Map.Entry<String, ?> entry : place.node().properties()) {
            String name = entry.getKey();
            if (name.equals("$id") && !place.path().equals("#")) {
                throw place.unsupported("$id", "references within the schema begin with '#'");
            }
            if (!UNDERSTOOD.contains(name)
                    && !ANNOTATIONS.contains(name)
                    && !name.startsWith("x-")) {
                throw place.unsupported(
                        name, REFUSED.getOrDefault(name, "it is no known keyword of JSON Schema"));
            }
        }
    }
}
