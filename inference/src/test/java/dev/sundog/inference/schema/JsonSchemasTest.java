package dev.sundog.inference.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.inference.grammar.Recogniser;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class JsonSchemasTest {
    private static boolean accepts(String schema, String json) {
        return new Recogniser(JsonSchemas.parse(schema))
                .accepts(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"integer\"} ~ 12 -3 0 ~ 1.5 01 -0 \"1\" null",
                "{\"type\":\"number\"} ~ 12 -3.25 1e9 0.5 ~ .5 1. +1 \"1\" true",
                "{\"type\":\"integer\",\"minimum\":-12,\"maximum\":105} ~ -12 -9 0 7 99 105 ~ -13"
                        + " 106 200 -0",
                "{\"type\":\"integer\",\"exclusiveMinimum\":9,\"exclusiveMaximum\":12} ~ 10 11 ~ 9"
                        + " 12 1",
                "{\"type\":\"number\",\"minimum\":0,\"maximum\":1} ~ 0 1 0.25 1.00 0.999 ~ 1.01"
                        + " -0.1 2 1e0",
                "{\"type\":\"number\",\"exclusiveMinimum\":0.5} ~ 0.51 1 17.5 0.500001 ~ 0.5 0.50"
                        + " 0.4 0 -1",
                "{\"type\":\"number\",\"exclusiveMinimum\":-2.5,\"exclusiveMaximum\":-1} ~ -2 -1.01"
                        + " -2.49 ~ -1 -2.5 -1.0 0 2",
                "{\"type\":\"integer\",\"multipleOf\":7,\"minimum\":1} ~ 7 14 700 ~ 0 8 71 -7",
                "{\"type\":\"number\",\"multipleOf\":0.25} ~ 1 0.25 -0.5 3.75 ~ 0.3 1.1 0.255",
                "{\"type\":[\"boolean\",\"null\"]} ~ true false null ~ 0 \"true\"",
                "{\"enum\":[\"a\\\"b\",1,null,[1,{\"x\":2}]]} ~ \"a\\\"b\" 1 null [1,{\"x\":2}] ~ 2"
                        + " \"a\" []",
                "{\"enum\":[\"a\",1,2.5],\"type\":\"number\",\"maximum\":2} ~ 1 ~ 2.5 \"a\"",
                "{\"const\":\"x\"} ~ \"x\" ~ \"y\" x",
                "{\"type\":\"string\",\"minLength\":2,\"maxLength\":3} ~ \"ab\" \"あいう\" \"\\n"
                        + "\\u00e9\" \"😀\\ud83d\\ude00\" ~ \"a\" \"abcd\" \"\\ud83dx\"",
                "{\"type\":\"string\",\"pattern\":\"^[a-c]+$\",\"maxLength\":3} ~ \"abc\" \"a\" ~"
                        + " \"abca\" \"\" \"d\"",
                "{\"type\":\"string\",\"pattern\":\"b\"} ~ \"b\" \"abc\" ~ \"ac\" \"\"",
                "{\"type\":\"string\",\"pattern\":\"^[\\\"\\\\\\\\]$\"} ~ \"\\\"\" \"\\\\\" ~ \"a\""
                        + " \"\\\\\\\\\"",
                "{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"minItems\":1,\"maxItems\":2}"
                    + " ~ [1] [1,2] ~ [] [1,2,3] [\"a\"]",
                "{\"type\":\"array\",\"maxItems\":0} ~ [] ~ [1]",
                "{\"prefixItems\":[{\"const\":1},{\"const\":2}],\"items\":{\"const\":3},\"minItems\":1}"
                    + " ~ [1] [1,2] [1,2,3,3] ~ [] [2] [1,3]",
                "{\"prefixItems\":[{\"const\":1}]} ~ [] [1] ~ [1,1] {}",
                "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"integer\",\"maximum\":3}],\"minimum\":2}"
                    + " ~ null 2 3 ~ 1 4",
                "{\"allOf\":[{\"minimum\":2},{\"maximum\":4}],\"type\":\"integer\"} ~ 2 4 ~ 1 5",
                "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]} ~ \"a\" 1 ~ 1.5 null",
                "true ~ 1 {\"a\":[null]} \"x\" ~ nul {",
                "{\"type\":\"object\"} ~ {} {\"a\":1} ~ [] 1",
            })
    void valuesAreAdmittedOrNot(String schema, String valid, String invalid) {
        for (String json : valid.split(" ")) {
            assertThat(accepts(schema, json)).as("%s valid by %s", json, schema).isTrue();
        }
        for (String json : invalid.split(" ")) {
            assertThat(accepts(schema, json)).as("%s invalid by %s", json, schema).isFalse();
        }
    }

    @Test
    void propertiesComeInOrderAndOptionalOnesMayBeLeftOut() {
        String schema =
                """
                {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"boolean"},"c":{"type":"null"}},"required":["b"]}
                """;
        assertThat(accepts(schema, "{\"b\":true}")).isTrue();
        assertThat(accepts(schema, "{\"a\":1,\"b\":true,\"c\":null}")).isTrue();
        assertThat(accepts(schema, "{ \"a\": 1, \"b\": true}")).isTrue();
        assertThat(accepts(schema, "{\n  \"a\": 1,\n  \"b\": true\n}")).isTrue();
        assertThat(accepts(schema, "{\"b\":true,\"a\":1}")).isFalse();
        assertThat(accepts(schema, "{\"a\":1}")).isFalse();
        assertThat(accepts(schema, "{\"b\":true,}")).isFalse();
        assertThat(accepts(schema, "{\"b\":true,\"d\":1}")).isFalse();
        assertThat(accepts(schema, "{\"b\":true}\n")).isFalse();
        assertThat(accepts(schema, "{  \"b\":true}")).isFalse();
    }

    @Test
    void furtherPropertiesHaveOtherNames() {
        String schema =
                """
                {"type":"object","properties":{"ab":{"type":"integer"}},"additionalProperties":{"type":"boolean"},"maxProperties":2}
                """;
        assertThat(accepts(schema, "{\"ab\":1,\"abc\":true}")).isTrue();
        assertThat(accepts(schema, "{\"a\":true,\"b\":false}")).isTrue();
        assertThat(accepts(schema, "{\"ab\":true}")).isFalse();
        assertThat(accepts(schema, "{\"a\":true,\"b\":false,\"c\":true}")).isFalse();
        assertThat(accepts(schema, "{\"ab\":1,\"b\":false,\"c\":true}")).isFalse();
    }

    @Test
    void anEmptyListOfPropertiesAllowsNone() {
        assertThat(accepts("{\"type\":\"object\",\"properties\":{}}", "{}")).isTrue();
        assertThat(accepts("{\"type\":\"object\",\"properties\":{}}", "{\"a\":1}")).isFalse();
        assertThat(accepts("{\"type\":\"object\"}", "{\"a\":1}")).isTrue();
        assertThat(
                        accepts(
                                "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":true}",
                                "{\"a\":1}"))
                .isTrue();
    }

    @Test
    void namesByPattern() {
        String schema =
                """
                {"type":"object","patternProperties":{"^x":{"type":"integer"},"y$":{"minimum":5,"type":"integer"}},"additionalProperties":false}
                """;
        assertThat(accepts(schema, "{\"x1\":1,\"ay\":7,\"xy\":5}")).isTrue();
        assertThat(accepts(schema, "{\"xy\":4}")).isFalse();
        assertThat(accepts(schema, "{\"a\":4}")).isFalse();
    }

    @Test
    void recursiveReferences() {
        String schema =
                """
                {"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},
                "children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["value"],"additionalProperties":false}}}
                """;
        assertThat(
                        accepts(
                                schema,
                                "{\"value\":1,\"children\":[{\"value\":2},{\"value\":3,\"children\":[]}]}"))
                .isTrue();
        assertThat(accepts(schema, "{\"value\":1,\"children\":[{\"children\":[]}]}")).isFalse();
    }

    @Test
    void objectsOfAllOfAreJoined() {
        String schema =
                """
                {"allOf":[{"type":"object","properties":{"a":{"type":"integer","minimum":3}},"required":["a"]},
                {"properties":{"a":{"maximum":5},"b":{"const":1}}}]}
                """;
        assertThat(accepts(schema, "{\"a\":4,\"b\":1}")).isTrue();
        assertThat(accepts(schema, "{\"a\":6}")).isFalse();
        assertThat(accepts(schema, "{\"a\":2}")).isFalse();
        assertThat(accepts(schema, "{\"b\":1}")).isFalse();
    }

    @Test
    void casesWithATagAreDisjoint() {
        String schema =
                """
                {"oneOf":[{"type":"object","properties":{"kind":{"const":"a"},"x":{"type":"integer"}},"required":["kind"]},
                {"type":"object","properties":{"kind":{"const":"b"},"y":{"type":"integer"}},"required":["kind"]}]}
                """;
        assertThat(accepts(schema, "{\"kind\":\"a\",\"x\":1}")).isTrue();
        assertThat(accepts(schema, "{\"kind\":\"b\",\"y\":1}")).isTrue();
        assertThat(accepts(schema, "{\"kind\":\"b\",\"x\":1}")).isFalse();
    }

    @Test
    void byTheLetterOtherNamesAndTypesAreAdmitted() {
        String schema = "{\"properties\":{\"a\":{\"type\":\"integer\"}}}";
        Recogniser letter = new Recogniser(JsonSchemas.parseByTheLetter(schema));
        for (String json : new String[] {"{\"a\":1,\"b\":[]}", "{\"b\":2}", "12", "\"x\""}) {
            assertThat(letter.accepts(json.getBytes(StandardCharsets.UTF_8))).as(json).isTrue();
        }
        assertThat(letter.accepts("{\"a\":\"x\"}".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(accepts(schema, "{\"b\":2}")).isFalse();
        assertThat(accepts(schema, "12")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{\"properties\":{\"a\":{\"not\":{}}}} ~ the schema at #/properties/a: keyword"
                        + " 'not' is not supported",
                "{\"if\":{}} ~ keyword 'if'",
                "{\"propertys\":{}} ~ keyword 'propertys' is not supported: it is no known keyword",
                "{\"type\":\"strin\"} ~ #/type: unknown type",
                "{\"type\":\"array\",\"uniqueItems\":true} ~ keyword 'uniqueItems'",
                "{\"type\":\"string\",\"format\":\"color\"} ~ 'color' is none of date",
                "{\"type\":\"string\",\"pattern\":\"(?=a)\"} ~ #/pattern",
                "{\"$ref\":\"https://example.com/a\"} ~ is elsewhere",
                "{\"$ref\":\"#/$defs/a\"} ~ there is nothing at",
                "{\"$ref\":\"#\"} ~ leads to itself",
                "{\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"},{\"type\":\"null\"}]}},\"$ref\":\"#/$defs/a\"}"
                    + " ~ leads to itself",
                "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"number\"}]} ~ keyword 'oneOf'",
                "{\"type\":\"integer\",\"minimum\":3,\"maximum\":2} ~ no finite text",
                "false ~ no finite text",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}"
                        + " ~ can never end",
                "{\"minLength\":-1} ~ expected a count",
                "{\"required\":[1]} ~ expected a list of names",
                "[1] ~ no JSON object",
                "{\"a\":1 ~ no JSON: line 1",
            })
    void whatIsNotSupportedIsNamed(String schema, String message) {
        assertThatThrownBy(() -> accepts(schema, "1"))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "date ~ 2024-02-29 1999-12-31 ~ 2023-02-29 2024-13-01 2024-04-31 1900-02-29",
                "time ~ 23:59:59Z 00:00:00.25+09:00 ~ 24:00:00Z 12:00 12:00:00",
                "date-time ~ 2024-02-29T12:00:00Z ~ 2024-02-29 2024-02-30T12:00:00Z",
                "uuid ~ 123e4567-e89b-12d3-a456-426614174000 ~ 123e4567",
                "ipv4 ~ 0.0.0.0 192.168.1.255 ~ 256.1.1.1 1.2.3 01.2.3.4",
                "email ~ a.b@c.org ~ a@b a.b",
                "duration ~ P1W PT36H P3D PT1H30M ~ P 1D PT",
            })
    void formats(String format, String valid, String invalid) {
        String schema = "{\"type\":\"string\",\"format\":\"" + format + "\"}";
        for (String text : valid.split(" ")) {
            assertThat(accepts(schema, '"' + text + '"')).as(text).isTrue();
        }
        for (String text : invalid.split(" ")) {
            assertThat(accepts(schema, '"' + text + '"')).as(text).isFalse();
        }
    }
}
