package dev.sundog.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;
import dev.sundog.server.RunningServer.Reply;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;

@Timeout(120)
class ApiTest {
    private static final String CHAT = "/v1/chat/completions";
    @TempDir private static Path folder;
    private static RunningServer running;

    @BeforeAll
    static void start() throws IOException {
        running = new RunningServer(folder, 4, 16, RunningServer.OPTIONS);
    }

    @AfterAll
    static void stop() {
        running.close();
        assertThat(running.bugs()).isEmpty();
    }

    private static String chat(String fields) {
        return """
        {"model": "tiny", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 4%s}\
        """
                .formatted(fields);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"text\"",
                "{} {}",
                "{\"model\": }",
                "{\"model\": \"tiny\", \"messages\": NaN}"
            })
    void whatIsNoJsonObjectIsRefused(String body) {
        Reply reply = running.post(CHAT, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(reply.error().path("code").asString()).isEqualTo("invalid_json");
        assertThat(reply.error().has("param")).isTrue();
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        assertThat(running.post(CHAT, "{\"model\": " + deep + "}").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {"messages": [{"role": "user", "content": "hi"}]} | model
                    {"model": 3, "messages": [{"role": "user", "content": "hi"}]} | model
                    {"model": "tiny"} | messages
                    {"model": "tiny", "messages": null} | messages
                    {"model": "tiny", "messages": []} | messages
                    {"model": "tiny", "messages": "hi"} | messages
                    {"model": "tiny", "messages": ["hi"]} | messages[0]
                    {"model": "tiny", "messages": [{"content": "hi"}]} | messages[0].role
                    {"model": "tiny", "messages": [{"role": "queen", "content": "hi"}]} | messages[0].role
                    {"model": "tiny", "messages": [{"role": "tool", "content": "hi"}]} | messages[0].role
                    {"model": "tiny", "messages": [{"role": "user"}]} | messages[0].content
                    {"model": "tiny", "messages": [{"role": "assistant", "tool_calls": [{"id": "a"}]}]} | messages[0].tool_calls[0].function.name
                    {"model": "tiny", "messages": [{"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "[]"}}]}]} | messages[0].tool_calls[0].function.arguments
                    {"model": "tiny", "messages": [{"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "f"}}]}, {"role": "tool", "content": "x"}]} | messages[1].tool_call_id
                    {"model": "tiny", "messages": [{"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "f"}}]}, {"role": "tool", "content": "x", "tool_call_id": "b"}]} | messages[1].tool_call_id
                    {"model": "tiny", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]} | messages[0].content
                    {"model": "tiny", "messages": [{"role": "assistant", "content": "hi"}]} | messages
                    """)
    void badMessagesAreNamed(String body, String param) {
        Reply reply = running.post(CHAT, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().path("param").asString()).isEqualTo(param);
        assertThat(reply.error().path("message").asString()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    "temperature": -1 | temperature
                    "temperature": "hot" | temperature
                    "top_p": 1.5 | top_p
                    "top_k": -2 | top_k
                    "top_k": 1.5 | top_k
                    "min_p": 2 | min_p
                    "repeat_penalty": 0 | repeat_penalty
                    "frequency_penalty": 3 | frequency_penalty
                    "presence_penalty": -3 | presence_penalty
                    "n": 0 | n
                    "n": 21 | n
                    "seed": 1.5 | seed
                    "stop": 3 | stop
                    "stop": [3] | stop
                    "stream": "yes" | stream
                    "logit_bias": {"5": 200} | logit_bias
                    "logit_bias": {"9999": 1} | logit_bias
                    "logit_bias": [1] | logit_bias
                    "top_logprobs": 2 | top_logprobs
                    "logprobs": true, "top_logprobs": 21 | top_logprobs
                    "max_completion_tokens": 0 | max_completion_tokens
                    "stream_options": {"include_usage": true} | stream_options
                    "tools": 3 | tools
                    "tools": [{"type": "function"}] | tools[0].function
                    "tools": [{"type": "function", "function": {}}] | tools[0].function.name
                    "tools": [{"type": "function", "function": {"name": "a b"}}] | tools[0].function.name
                    "tools": [{"type": "custom", "custom": {"name": "a"}}] | tools[0].type
                    "tools": [{"type": "function", "function": {"name": "f"}}, {"function": {"name": "f"}}] | tools[1].function.name
                    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "array"}}}] | tools[0].function.parameters
                    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "not": {}}}}], "tool_choice": "required" | tools[0].function.parameters
                    "tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": "must" | tool_choice
                    "tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": {"type": "function", "function": {"name": "g"}} | tool_choice
                    "tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": "required", "grammar": "root ::= [a]" | tool_choice
                    "parallel_tool_calls": "yes" | parallel_tool_calls
                    "reasoning_format": "some" | reasoning_format
                    "tool_choice": "required" | tool_choice
                    "functions": [{"name": "f"}] | functions
                    "response_format": {"type": "xml"} | response_format
                    "response_format": {"type": "json_schema"} | response_format
                    "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {"not": {}}}} | response_format
                    "structured_outputs": {"structural_tag": "a"} | structured_outputs.structural_tag
                    "modalities": ["text", "audio"] | modalities
                    "grammar": "root ::= x" | grammar
                    """)
    void badFieldsAreNamed(String fields, String param) {
        Reply reply = running.post(CHAT, chat(", " + fields));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().path("param").asString()).isEqualTo(param);
    }

    @Test
    void unknownAndHarmlessFieldsAreIgnored() {
        String fields =
                """
                , "user": "u", "store": true, "metadata": {"a": "b"}, "whatever": [1, 2], "tools": [], "tool_choice": "none",
                "response_format": {"type": "text"}, "temperature": null, "logit_bias": null, "service_tier": "auto", "n": 1,
                "top_p": 0, "modalities": ["text"]
                """;
        assertThat(running.post(CHAT, chat(fields)).status()).isEqualTo(200);
    }

    @Test
    void contentMayBeAListOfTexts() {
        String body =
                """
                {"model": "tiny", "max_tokens": 4, "temperature": 0, "messages": [
                {"role": "developer", "content": "be brief"}, {"role": "user", "content": %s}]}\
                """;
        Reply parts =
                running.post(
                        CHAT,
                        body.formatted(
                                "[{\"type\": \"text\", \"text\": \"h\"}, {\"type\": \"text\","
                                        + " \"text\": \"i\"}]"));
        Reply plain = running.post(CHAT, body.formatted("\"hi\""));
        assertThat(parts.json().path("choices")).isEqualTo(plain.json().path("choices"));
    }

    @Test
    void brokenCharactersHarmNobody() {
        Reply reply =
                running.post(
                        CHAT,
                        """
                        {"model": "tiny", "max_tokens": 2, "messages": [{"role": "user", "content": "\\ud800 \\u0000 x"}]}\
                        """);
        assertThat(reply.status()).isIn(200, 400);
    }

    @Test
    void stopTextsAndBiasesTakeEffect() {
        String text =
                running.post(
                                "/v1/completions",
                                """
                                {"model": "tiny", "prompt": "x", "temperature": 0, "logit_bias": {"65": 100}, "max_tokens": 5}\
                                """)
                        .json()
                        .path("choices")
                        .get(0)
                        .path("text")
                        .asString();
        // id 65 is the byte of "A"
        assertThat(text).isEqualTo("AAAAA");
        JsonNode stopped =
                running.post(
                                "/v1/completions",
                                """
                                {"model": "tiny", "prompt": [1, 2, 3], "temperature": 0, "logit_bias": {"65": 100}, "max_tokens": 9, "stop": ["AAA"]}\
                                """)
                        .json()
                        .path("choices")
                        .get(0);
        assertThat(stopped.path("text").asString()).isEmpty();
        assertThat(stopped.path("finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void gapsAreFilled() {
        String body =
                """
                {"model": "tiny", "temperature": 0, "max_tokens": 8, %s}\
                """;
        JsonNode filled =
                running.post(
                                "/v1/completions",
                                body.formatted("\"prompt\": \"ab\", \"suffix\": \"cd\""))
                        .json();
        JsonNode spelled =
                running.post(
                                "/v1/completions",
                                body.formatted(
                                        "\"prompt\":"
                                            + " \"<|fim_prefix|>ab<|fim_suffix|>cd<|fim_middle|>\""))
                        .json();
        assertThat(filled.path("usage").path("prompt_tokens").intValue()).isEqualTo(7);
        assertThat(filled.path("choices")).isEqualTo(spelled.path("choices"));
        assertThat(new GapForm("[PREFIX]", "[SUFFIX]", "", true).prompt("def f(", "return 1"))
                .isEqualTo("[SUFFIX]return 1[PREFIX]def f(");
        Reply wrong =
                running.post(
                        "/v1/completions", body.formatted("\"prompt\": \"ab\", \"suffix\": 3"));
        assertThat(wrong.error().path("param").asString()).isEqualTo("suffix");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/nothing, 404",
        "GET, /nothing.html, 404",
        "POST, /nothing, 404",
        "GET, /../ServerTest.class, 404",
        "GET, /v1/models/none, 404",
        "GET, /v1/chat/completions, 405",
        "POST, /health, 405",
        "DELETE, /v1/models/tiny, 405",
        "POST, /, 405"
    })
    void unknownPathsAndMethodsAreErrorObjects(String method, String path, int status) {
        Reply reply =
                running.exchange(
                        HttpRequest.newBuilder(URI.create(running.url() + path))
                                .method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.error().path("message").asString()).isNotBlank();
        assertThat(reply.header("Allow").isEmpty()).isEqualTo(status != 405);
    }

    @Test
    void thePageComesWithItsPolicyAndIsCachedByContent() {
        Reply page = running.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy"))
                .isEqualTo(
                        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src"
                            + " 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action"
                            + " 'none'; frame-ancestors 'none'");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        Reply again = running.get("/index.html", "If-None-Match", page.header("ETag"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.response().body()).isEmpty();
        Reply head =
                running.exchange(HttpRequest.newBuilder(URI.create(running.url() + "/")).HEAD());
        assertThat(head.status()).isEqualTo(200);
    }

    @Test
    void metricsAreCounted() {
        running.post(CHAT, chat(""));
        String text = running.get("/metrics").response().body();
        assertThat(text)
                .contains("# HELP sundog_requests_total")
                .contains("sundog_queue_length{model=\"tiny\"} 0.0")
                .contains("sundog_slots{model=\"tiny\"} 4.0")
                .contains("sundog_slots_busy{model=\"tiny\"}")
                .contains("sundog_tokens_per_second{model=\"tiny\"}")
                .contains("sundog_generated_tokens_total{model=\"tiny\"}")
                .contains("sundog_time_to_first_token_seconds_bucket{model=\"tiny\",le=\"0.1\"}");
        assertThat(running.requestsEnded(200)).isPositive();
        assertThat(running.get("/health").json().path("status").asString()).isEqualTo("ok");
    }

    @Test
    void severalModelsAndOneThatCannotChat(@TempDir Path other) throws IOException {
        Path folder = other.resolve("m");
        TinyModel.write(folder, false);
        List<ServedModel> models =
                List.of(
                        RunningServer.serve("mute", folder, 1, 1),
                        RunningServer.serve("second", folder, 1, 1));
        try (SundogServer server = SundogServer.start(models, RunningServer.OPTIONS, bug -> {})) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + CHAT);
            Reply reply =
                    running.exchange(
                            HttpRequest.newBuilder(uri)
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    chat("").replace("tiny", "mute"))));
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.error().path("code").asString()).isEqualTo("no_chat_template");
            Reply list = running.exchange(HttpRequest.newBuilder(uri.resolve("/v1/models")).GET());
            assertThat(list.json().path("data").valueStream().map(it -> it.path("id").asString()))
                    .containsExactly("mute", "second");
            assertThat(list.json().path("data").get(0).path("chat").asBoolean()).isFalse();
        }
    }

    @Test
    void aPortInUseIsSaid(@TempDir Path other) throws IOException {
        ServedModel model =
                RunningServer.serve("x", TinyModel.write(other.resolve("m"), true), 1, 1);
        ServerOptions options =
                new ServerOptions(
                        "127.0.0.1",
                        running.port(),
                        List.of(),
                        1000,
                        RunningServer.OPTIONS.timeout(),
                        RunningServer.OPTIONS.bodyTimeout());
        assertThatThrownBy(() -> SundogServer.start(List.of(model), options, bug -> {}))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("port-in-use");
                            assertThat(e.kind().exitStatus()).isEqualTo(4);
                        });
    }
}
