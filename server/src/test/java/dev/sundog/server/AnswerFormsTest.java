package dev.sundog.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.server.RunningServer.Reply;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;

/** Answers that are bound to a form, over HTTP. */
class AnswerFormsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String SCHEMA =
            """
            {"type": "object", "properties": {"ok": {"type": "boolean"}, "count": {"type": "integer", "minimum": 1, "maximum": 99}},
            "required": ["ok", "count"], "additionalProperties": false}\
            """;

    private static RunningServer running;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        running = new RunningServer(folder.resolve("tiny"), 2, 8, RunningServer.OPTIONS);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static String chat(String more) {
        return """
        {"model": "tiny", "max_tokens": 200, "temperature": 1, "seed": 3, "messages": [{"role": "user", "content": "hi"}]%s}\
        """
                .formatted(more);
    }

    private static String format(String schema) {
        return ", \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"a\", \"strict\": true, \"schema\": %s}}"
                .formatted(schema);
    }

    @Test
    void aSchemaBindsTheAnswer() {
        Reply reply = running.post(CHAT, chat(format(SCHEMA)));
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(200);
        JsonNode choice = reply.json().path("choices").get(0);
        assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
        JsonNode answer =
                new JsonMapper().readTree(choice.path("message").path("content").stringValue());
        assertThat(answer.path("ok").isBoolean()).isTrue();
        assertThat(answer.path("count").intValue()).isBetween(1, 99);
        assertThat(answer.size()).isEqualTo(2);
    }

    @Test
    void aStreamIsBoundToo() {
        Reply reply = running.post(CHAT, chat(format(SCHEMA) + ", \"stream\": true"));
        StringBuilder text = new StringBuilder();
        String reason = "";
        for (String line : reply.response().body().split("\n")) {
            if (line.startsWith("data: {")) {
                JsonNode choice =
                        new JsonMapper().readTree(line.substring(6)).path("choices").path(0);
                text.append(choice.path("delta").path("content").asString(""));
                reason = choice.path("finish_reason").asString(reason);
            }
        }
        assertThat(new JsonMapper().readTree(text.toString()).path("count").isInt()).isTrue();
        assertThat(reason).isEqualTo("stop");
    }

    @Test
    void whatIsCutSaysSo() {
        Reply reply =
                running.post(
                        CHAT,
                        chat(format(SCHEMA)).replace("\"max_tokens\": 200", "\"max_tokens\": 5"));
        JsonNode choice = reply.json().path("choices").get(0);
        assertThat(choice.path("finish_reason").asString()).isEqualTo("length");
        assertThat(choice.path("message").path("content").asString()).startsWith("{");
    }

    @Test
    void anyObjectWillDo() {
        Reply reply =
                running.post(
                        CHAT,
                        chat(", \"response_format\": {\"type\": \"json_object\"}")
                                .replace("\"max_tokens\": 200", "\"max_tokens\": 3"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("choices").get(0).path("message").path("content").asString())
                .startsWith("{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "\"grammar\": \"root ::= [0-9]{3}\" ~ [0-9]{3}",
                "\"guided_regex\": \"(on|off)-\\\\d\" ~ (on|off)-\\d",
                "\"regex\": \"[ab]{2}\" ~ [ab]{2}",
                "\"structured_outputs\": {\"regex\": \"[ab]{2}\"} ~ [ab]{2}",
                "\"structured_outputs\": {\"choice\": [\"x\"], \"json\": null} ~ x",
                "\"guided_choice\": [\"a+b\", \"한국\"] ~ a\\+b|한국",
                "\"guided_json\": {\"enum\": [7, 8]} ~ [78]",
                "\"json_schema\": {\"const\": null} ~ null",
            },
            quoteCharacter = '`')
    void formsOfOtherServers(String field, String pattern) {
        for (String path : new String[] {CHAT, "/v1/completions"}) {
            String body = chat(", " + field);
            if (!path.equals(CHAT)) {
                body =
                        body.replace(
                                "\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]",
                                "\"prompt\": \"hi\"");
            }
            Reply reply = running.post(path, body);
            assertThat(reply.status()).as(reply.response().body()).isEqualTo(200);
            JsonNode choice = reply.json().path("choices").get(0);
            String text =
                    path.equals(CHAT)
                            ? choice.path("message").path("content").asString()
                            : choice.path("text").asString();
            assertThat(text).matches(pattern);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{\"type\": \"object\", \"properties\": {\"a\": {\"not\": {}}}} ~ #/properties/a:"
                        + " keyword 'not'",
                "{\"type\": \"object\", \"propertees\": {}} ~ 'propertees'",
                "{\"type\": \"integer\", \"minimum\": 2, \"maximum\": 1} ~ no finite text",
                "{\"type\": \"text\"} ~ unknown type",
            })
    void whatASchemaCannotSayIsNamed(String schema, String message) {
        Reply reply = running.post(CHAT, chat(format(schema)));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().path("param").asString()).isEqualTo("response_format");
        assertThat(reply.error().path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(reply.error().path("message").asString()).contains(message);
    }

    @Test
    void oneFormAnAnswer() {
        Reply reply =
                running.post(CHAT, chat(format(SCHEMA) + ", \"grammar\": \"root ::= [0-9]\""));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().path("param").asString()).isEqualTo("grammar");
    }
}
