package dev.sundog.inference.schema;

import dev.sundog.inference.grammar.Grammar;
import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Schema as grammars of JSON texts.
 *
 * <p>Source: JSON Schema Core and Validation, drafts 2020-12; RFC 8259 (JSON).
 */
public final class JsonSchemas {
    private static final int MOST_CHARACTERS = 1 << 20;

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private JsonSchemas() {}

    /** Any JSON object. */
    public static Grammar anyObject() {
        return SchemaCompiler.objects();
    }

    /**
     * Values that a schema admits, as its author will have meant it: where it names properties,
     * there are no others unless it speaks of others; where it says no type, that of its keywords
     * is meant. All of them are valid.
     *
     * @throws SundogException (data) if it is malformed, has keywords that are not supported, or is
     *     too large
     */
    public static Grammar parse(String schema) {
        return compile(schema, false);
    }

    /**
     * Values that a schema admits by the letter: other properties and other types wherever it does
     * not exclude them.
     *
     * @throws SundogException (data) as {@link #parse}
     */
    public static Grammar parseByTheLetter(String schema) {
        return compile(schema, true);
    }

    private static Grammar compile(String schema, boolean byTheLetter) {
        if (schema.length() > MOST_CHARACTERS) {
            throw SundogException.data(
                    "schema-too-large",
                    "the schema has %d characters, at most %d are read"
                            .formatted(schema.length(), MOST_CHARACTERS));
        }
        JsonNode root;
        try {
            root = MAPPER.readTree(schema);
        } catch (JacksonException malformed) {
            TokenStreamLocation place = malformed.getLocation();
            throw SundogException.data(
                    "schema-invalid",
                    "the schema is no JSON%s: %s"
                            .formatted(
                                    place == null
                                            ? ""
                                            : ": line %d, column %d"
                                                    .formatted(
                                                            place.getLineNr(), place.getColumnNr()),
                                    malformed.getOriginalMessage()),
                    malformed);
        }
        if (!root.isObject() && !root.isBoolean()) {
            throw SundogException.data(
                    "schema-invalid", "the schema is no JSON object (nor true or false)");
        }
        return new SchemaCompiler(root, byTheLetter).compile();
    }
}
