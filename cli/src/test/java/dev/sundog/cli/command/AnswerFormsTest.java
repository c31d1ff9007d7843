package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.cli.CommandRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code generate} with answers that are bound to a form. */
class AnswerFormsTest {
    @TempDir private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aSchemaAGrammarAndARegularExpression() throws IOException {
        Path schema =
                file(
                        "schema.json",
                        """
                        {"type": "object", "properties": {"name": {"type": "string", "maxLength": 12}, "age": {"type": "integer", "minimum": 0, "maximum": 120}},
                        "required": ["name", "age"]}
                        """);
        JsonNode answer =
                CommandRun.done(
                                "generate",
                                "pico-base",
                                "-p",
                                "Hana lives in",
                                "--json-schema",
                                schema,
                                "--json")
                        .object();
        assertThat(answer.path("finishReason").asString()).isEqualTo("stop");
        JsonNode value = new JsonMapper().readTree(answer.path("text").stringValue());
        assertThat(value.path("age").intValue()).isBetween(0, 120);
        assertThat(value.path("name").stringValue()).hasSizeLessThanOrEqualTo(12);

        Path grammar = file("list.gbnf", "root ::= item (\", \" item){2}\nitem ::= [a-z]{1,5}\n");
        assertThat(
                        CommandRun.done(
                                        "generate",
                                        "pico-base",
                                        "-p",
                                        "Words:",
                                        "--grammar",
                                        grammar,
                                        "--json",
                                        "--temperature",
                                        "0")
                                .object()
                                .path("text")
                                .asString())
                .matches("[a-z]{1,5}(, [a-z]{1,5}){2}");
        assertThat(
                        CommandRun.done(
                                        "generate",
                                        "pico-base",
                                        "-p",
                                        "In",
                                        "--regex",
                                        " (19|20)\\d\\d\\.",
                                        "--json")
                                .object()
                                .path("text")
                                .asString())
                .matches(" (19|20)\\d\\d\\.");
    }

    @Test
    void whatIsWrongIsNamedWithItsFileAndPlace() throws IOException {
        Path schema = file("bad.json", "{\"properties\": {\"a\": {\"not\": {}}}}");
        CommandRun unsupported =
                CommandRun.of("generate", "pico-base", "-p", "x", "--json-schema", schema);
        assertThat(unsupported.status()).isEqualTo(3);
        assertThat(unsupported.err())
                .contains("bad.json", "#/properties/a", "'not'")
                .doesNotContain("\tat ");
        Path grammar = file("bad.gbnf", "root ::= a\n");
        CommandRun undefined =
                CommandRun.of("generate", "pico-base", "-p", "x", "--grammar", grammar);
        assertThat(undefined.status()).isEqualTo(3);
        assertThat(undefined.err()).contains("bad.gbnf", "line 1, column 10", "'a'");
        assertThat(CommandRun.of("generate", "pico-base", "-p", "x", "--regex", "(?=a)").status())
                .isEqualTo(3);
    }
}
