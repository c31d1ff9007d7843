package dev.sundog.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tools with OpenAI's own client for Java: a model that must call, and one that is made to. */
@Timeout(120)
class ToolsTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String MISTRAL =
            """
            {%- for message in messages %}
            {%- if message.tool_calls %}[TOOL_CALLS][{% for call in message.tool_calls %}{{ call.function | tojson }}{{ call.id }}{% endfor %}]
            {%- else %}[{{ message.role }}]{{ message.content }}{% endif %}{% endfor %}{% if tools %}{{ tools | tojson }}{% endif %}\
            """;

    @TempDir private static Path folder;
    private static RunningServer plain;
    private static RunningServer mistral;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws IOException {
        plain = new RunningServer(folder.resolve("plain"), 2, 16, RunningServer.OPTIONS);
        Path model = TinyModel.write(folder.resolve("mistral"), Optional.of(MISTRAL));
        mistral =
                new RunningServer(RunningServer.serve("tiny", model, 2, 16), RunningServer.OPTIONS);
        client = client(plain);
    }

    private static OpenAIClient client(RunningServer server) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.url() + "/v1")
                .apiKey("none")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        plain.close();
        mistral.close();
        assertThat(plain.bugs()).isEmpty();
        assertThat(mistral.bugs()).isEmpty();
    }

    private static ChatCompletionCreateParams.Builder ask() {
        return ChatCompletionCreateParams.builder()
                .model("tiny")
                .addUserMessage("How is the weather in Seoul?")
                .addFunctionTool(
                        function(
                                "get_weather",
                                Map.of(
                                        "city",
                                        Map.of("type", "string", "enum", List.of("Seoul", "Oslo")),
                                        "days",
                                        Map.of("type", "integer", "minimum", 1, "maximum", 9)),
                                List.of("city", "days")))
                .addFunctionTool(function("now", Map.of(), List.of()))
                .maxCompletionTokens(400)
                .temperature(0.0);
    }

    private static FunctionDefinition function(
            String name, Map<String, Object> properties, List<String> required) {
        return FunctionDefinition.builder()
                .name(name)
                .description("It is about " + name)
                .parameters(
                        FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty("properties", JsonValue.from(properties))
                                .putAdditionalProperty("required", JsonValue.from(required))
                                .build())
                .build();
    }

    private static ChatCompletionCreateParams.Builder must(String name) {
        return ask().toolChoice(
                        ChatCompletionNamedToolChoice.builder()
                                .function(
                                        ChatCompletionNamedToolChoice.Function.builder()
                                                .name(name)
                                                .build())
                                .build());
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion answer) {
        return answer.choices().getFirst().message().toolCalls().orElse(List.of()).stream()
                .map(call -> call.asFunction())
                .toList();
    }

    private static void checkWeather(ChatCompletionMessageFunctionToolCall call) {
        JsonNode arguments = MAPPER.readTree(call.function().arguments());
        assertThat(arguments.path("city").asString()).isIn("Seoul", "Oslo");
        assertThat(arguments.path("days").intValue()).isBetween(1, 9);
        assertThat(arguments.size()).isEqualTo(2);
    }

    @Test
    void aNamedFunctionIsCalled() {
        for (int seed = 0; seed < 5; seed++) {
            ChatCompletion answer =
                    client.chat()
                            .completions()
                            .create(must("get_weather").temperature(1.0).seed(seed).build());
            assertThat(answer.choices().getFirst().finishReason().asString())
                    .isEqualTo("tool_calls");
            assertThat(answer.choices().getFirst().message().content()).isEmpty();
            assertThat(calls(answer)).hasSize(1);
            assertThat(calls(answer).getFirst().function().name()).isEqualTo("get_weather");
            checkWeather(calls(answer).getFirst());
            assertThat(answer.isValid()).isTrue();
        }
    }

    @Test
    void whatIsRequiredIsOneOfTheFunctions() {
        for (int seed = 0; seed < 5; seed++) {
            ChatCompletion answer =
                    client.chat()
                            .completions()
                            .create(
                                    ask().toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                                            .temperature(1.0)
                                            .seed(seed)
                                            .build());
            assertThat(calls(answer)).isNotEmpty();
            for (ChatCompletionMessageFunctionToolCall call : calls(answer)) {
                if (call.function().name().equals("now")) {
                    assertThat(MAPPER.readTree(call.function().arguments()).isEmpty()).isTrue();
                } else {
                    checkWeather(call);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStreamIsTheSameCalls(boolean ofMistral) {
        OpenAIClient other = client(ofMistral ? mistral : plain);
        ChatCompletionCreateParams params = must("get_weather").build();
        ChatCompletion whole = other.chat().completions().create(params);
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        int pieces = 0;
        try (StreamResponse<ChatCompletionChunk> stream =
                other.chat().completions().createStreaming(params)) {
            for (ChatCompletionChunk chunk : stream.stream().toList()) {
                accumulator.accumulate(chunk);
                pieces +=
                        (int)
                                chunk
                                        .choices()
                                        .getFirst()
                                        .delta()
                                        .toolCalls()
                                        .orElse(List.of())
                                        .stream()
                                        .filter(call -> call.index() == 0)
                                        .count();
            }
        }
        ChatCompletion streamed = accumulator.chatCompletion();
        assertThat(pieces).isGreaterThan(5);
        assertThat(streamed.choices().getFirst().finishReason().asString()).isEqualTo("tool_calls");
        assertThat(calls(streamed)).hasSize(1);
        assertThat(calls(streamed).getFirst().function())
                .isEqualTo(calls(whole).getFirst().function());
        assertThat(calls(whole).getFirst().id()).matches(ofMistral ? "[0-9a-f]{9}" : "call_\\w+");
        other.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resultsAreTakenBack(boolean ofMistral) {
        OpenAIClient other = client(ofMistral ? mistral : plain);
        ChatCompletionMessage called =
                other.chat()
                        .completions()
                        .create(must("get_weather").build())
                        .choices()
                        .getFirst()
                        .message();
        ChatCompletion answer =
                other.chat()
                        .completions()
                        .create(
                                ask().addMessage(called)
                                        .addMessage(
                                                ChatCompletionToolMessageParam.builder()
                                                        .toolCallId(
                                                                called.toolCalls()
                                                                        .orElseThrow()
                                                                        .getFirst()
                                                                        .asFunction()
                                                                        .id())
                                                        .content("Sunny, 24 degrees")
                                                        .build())
                                        .maxCompletionTokens(4)
                                        .build());
        assertThat(answer.choices()).hasSize(1);
        other.close();
    }

    /** What the tiny model says, whatever it wants: a grammar with one text. */
    private static ChatCompletionCreateParams.Builder saying(String text) {
        return ask().putAdditionalBodyProperty(
                        "grammar", JsonValue.from("root ::= " + MAPPER.writeValueAsString(text)))
                .putAdditionalBodyProperty(
                        "logit_bias", JsonValue.from(Map.of("60", -100, "91", 100)));
    }

    private static final String LIST =
            "[TOOL_CALLS][{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"}},"
                    + " {\"name\": \"now\"}]";

    @Test
    void aModelMayCall() {
        ChatCompletion answer = client.chat().completions().create(saying(LIST).build());
        assertThat(calls(answer))
                .extracting(call -> call.function().name() + call.function().arguments())
                .containsExactly("get_weather{\"city\": \"Oslo\"}", "now{}");
        assertThat(calls(answer).getFirst().id()).isNotEqualTo(calls(answer).getLast().id());
        assertThat(answer.choices().getFirst().finishReason().asString()).isEqualTo("tool_calls");
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(saying(LIST).build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        assertThat(calls(accumulator.chatCompletion()))
                .extracting(call -> call.function().name() + call.function().arguments())
                .containsExactly("get_weather{\"city\": \"Oslo\"}", "now{}");
    }

    @Test
    void aMalformedCallIsTextWithAWarning() {
        String text = "[TOOL_CALLS][{\"name\": \"fly\", \"arguments\": {}}]";
        ChatCompletion answer = client.chat().completions().create(saying(text).build());
        ChatCompletion.Choice choice = answer.choices().getFirst();
        assertThat(choice.message().content()).contains(text);
        assertThat(choice.message().toolCalls()).isEmpty();
        assertThat(choice.finishReason().asString()).isEqualTo("stop");
        assertThat(String.valueOf(choice._additionalProperties().get("warning")))
                .contains("'fly' is not among the tools");
        List<String> warnings = new ArrayList<>();
        StringBuilder streamed = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(saying(text).build())) {
            stream.stream()
                    .map(chunk -> chunk.choices().getFirst())
                    .forEach(
                            it -> {
                                it.delta().content().ifPresent(streamed::append);
                                Optional.ofNullable(it._additionalProperties().get("warning"))
                                        .ifPresent(warning -> warnings.add(warning.toString()));
                            });
        }
        assertThat(streamed.toString()).isEqualTo(text);
        assertThat(warnings).hasSize(1);
    }

    @Test
    void withNoToolsCallsAreText() {
        ChatCompletion answer =
                client.chat()
                        .completions()
                        .create(
                                saying(LIST)
                                        .toolChoice(ChatCompletionToolChoiceOption.Auto.NONE)
                                        .build());
        assertThat(answer.choices().getFirst().message().content()).contains(LIST);
        assertThat(answer.choices().getFirst().finishReason().asString()).isEqualTo("stop");
    }

    @Test
    void markersThatAreSpecialTokensAreSeen() {
        OpenAIClient other = client(mistral);
        ChatCompletionCreateParams params =
                ask().maxCompletionTokens(2)
                        .putAdditionalBodyProperty("logit_bias", JsonValue.from(Map.of("259", 100)))
                        .build();
        ChatCompletion answer = other.chat().completions().create(params);
        assertThat(answer.choices().getFirst().message().content())
                .contains("[TOOL_CALLS][TOOL_CALLS]");
        assertThat(answer.choices().getFirst()._additionalProperties()).containsKey("warning");
        other.close();
    }
}
