package dev.sundog.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** OpenAI's own client for Java against this server. */
@Timeout(120)
class OpenAiClientTest {
    private static final String KEY = "sk-test";
    @TempDir private static Path folder;
    private static RunningServer running;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws IOException {
        ServerOptions options =
                new ServerOptions(
                        "127.0.0.1",
                        0,
                        List.of("other", KEY),
                        100_000,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1));
        running = new RunningServer(folder, 4, 16, options);
        client = client(KEY);
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(running.url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        running.close();
        assertThat(running.bugs()).isEmpty();
    }

    private static ChatCompletionCreateParams.Builder chat(String text) {
        return ChatCompletionCreateParams.builder()
                .model("tiny")
                .addUserMessage(text)
                .maxCompletionTokens(12)
                .temperature(0.0);
    }

    private static Generation expected(String text) {
        return running.model()
                .model()
                .chat(
                        List.of(ChatMessage.user(text)),
                        GenerationOptions.greedy(12),
                        TokenListener.NONE);
    }

    @Test
    void models() {
        assertThat(client.models().list().data()).extracting(Model::id).containsExactly("tiny");
        assertThat(client.models().retrieve("tiny").ownedBy()).isEqualTo("sundog");
        assertThatThrownBy(() -> client.models().retrieve("none"))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        e -> assertThat(e.code()).contains("model_not_found"));
    }

    @Test
    void aChatIsAnswered() {
        ChatCompletion answer = client.chat().completions().create(chat("hello").build());
        Generation expected = expected("hello");
        assertThat(answer.choices()).hasSize(1);
        assertThat(answer.choices().getFirst().message().content()).contains(expected.text());
        assertThat(answer.choices().getFirst().finishReason().toString()).isEqualTo("length");
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(expected.promptTokens());
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(12);
        assertThat(answer.model()).isEqualTo("tiny");
    }

    @Test
    void aStreamIsTheSameAnswer() {
        StringBuilder text = new StringBuilder();
        long[] usage = {0};
        ChatCompletionCreateParams params =
                chat("hello")
                        .streamOptions(
                                ChatCompletionStreamOptions.builder().includeUsage(true).build())
                        .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream()
                    .forEach(
                            chunk -> {
                                chunk.choices()
                                        .forEach(
                                                it -> it.delta().content().ifPresent(text::append));
                                chunk.usage().ifPresent(it -> usage[0] = it.totalTokens());
                            });
        }
        Generation expected = expected("hello");
        assertThat(text.toString()).isEqualTo(expected.text());
        assertThat(usage[0]).isEqualTo(expected.promptTokens() + 12L);
    }

    @Test
    void logprobsAreTheModels() {
        ChatCompletion answer =
                client.chat()
                        .completions()
                        .create(chat("why").logprobs(true).topLogprobs(3).build());
        var content = answer.choices().getFirst().logprobs().orElseThrow().content().orElseThrow();
        assertThat(content).hasSize(12);
        assertThat(content)
                .allSatisfy(
                        token -> {
                            assertThat(token.topLogprobs()).hasSize(3);
                            assertThat(token.topLogprobs().getFirst().logprob())
                                    .isEqualTo(token.logprob());
                        });
        Generation expected =
                running.model()
                        .model()
                        .chat(
                                List.of(ChatMessage.user("why")),
                                new GenerationOptions(12, 0, 0, 1, 0, 1, 0, List.of(), false, 1),
                                TokenListener.NONE);
        for (int i = 0; i < content.size(); i++) {
            assertThat(content.get(i).logprob())
                    .isCloseTo(expected.logprobs().get(i).logprob(), within(1e-4));
        }
        // no alternatives are none
        ChatCompletion bare =
                client.chat().completions().create(chat("why").logprobs(true).build());
        assertThat(bare.choices().getFirst().logprobs().orElseThrow().content().orElseThrow())
                .allSatisfy(token -> assertThat(token.topLogprobs()).isEmpty());
    }

    @Test
    void aSeedReproducesAndSeveralAnswersDiffer() {
        ChatCompletionCreateParams params = chat("again").temperature(1.5).seed(5).n(3).build();
        ChatCompletion first = client.chat().completions().create(params);
        ChatCompletion second = client.chat().completions().create(params);
        assertThat(first.choices()).hasSize(3);
        assertThat(texts(first)).isEqualTo(texts(second)).doesNotHaveDuplicates();
    }

    private static List<String> texts(ChatCompletion answer) {
        return answer.choices().stream()
                .map(choice -> choice.message().content().orElseThrow())
                .toList();
    }

    @Test
    void textsAreCompleted() {
        Completion answer =
                client.completions()
                        .create(
                                CompletionCreateParams.builder()
                                        .model("tiny")
                                        .promptOfArrayOfStrings(List.of("one", "two"))
                                        .temperature(0.0)
                                        .logprobs(2)
                                        .build());
        assertThat(answer.choices()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            Generation expected =
                    running.model()
                            .model()
                            .generate(
                                    List.of("one", "two").get(i),
                                    GenerationOptions.greedy(16),
                                    TokenListener.NONE);
            assertThat(answer.choices().get(i).text()).isEqualTo(expected.text());
            assertThat(answer.choices().get(i).index()).isEqualTo(i);
            assertThat(
                            answer.choices()
                                    .get(i)
                                    .logprobs()
                                    .orElseThrow()
                                    .tokenLogprobs()
                                    .orElseThrow())
                    .hasSize(expected.ids().size());
        }
    }

    @Test
    void aTextIsStreamed() {
        StringBuilder text = new StringBuilder();
        CompletionCreateParams params =
                CompletionCreateParams.builder()
                        .model("tiny")
                        .prompt("one")
                        .temperature(0.0)
                        .maxTokens(20)
                        .build();
        try (StreamResponse<Completion> stream = client.completions().createStreaming(params)) {
            stream.stream().forEach(event -> event.choices().forEach(it -> text.append(it.text())));
        }
        assertThat(text.toString())
                .isEqualTo(
                        running.model()
                                .model()
                                .generate("one", GenerationOptions.greedy(20), TokenListener.NONE)
                                .text());
    }

    @Test
    void embeddingsAreOfLengthOneInBothForms() {
        EmbeddingCreateParams.Builder params =
                EmbeddingCreateParams.builder()
                        .model("tiny")
                        .inputOfArrayOfStrings(List.of("a halo", "the moon"));
        CreateEmbeddingResponse plain =
                client.embeddings()
                        .create(
                                params.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                                        .build());
        CreateEmbeddingResponse encoded =
                client.embeddings()
                        .create(
                                params.encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64)
                                        .build());
        assertThat(plain.data()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            List<Float> values = plain.data().get(i).embedding();
            assertThat(values).hasSize(TinyModel.HIDDEN);
            assertThat(values.stream().mapToDouble(it -> (double) it * it).sum())
                    .isCloseTo(1, within(1e-5));
            assertThat(encoded.data().get(i).embedding()).hasSameSizeAs(values);
            for (int k = 0; k < values.size(); k++) {
                assertThat(encoded.data().get(i).embedding().get(k))
                        .isCloseTo(values.get(k), within(1e-5f));
            }
        }
        assertThat(plain.usage().promptTokens()).isEqualTo(6 + 8);
    }

    @Test
    void errorsAreOpenAis() {
        assertThatThrownBy(() -> client.chat().completions().create(chat("x").model("gpt").build()))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        e -> {
                            assertThat(e.code()).contains("model_not_found");
                            assertThat(e.param()).contains("model");
                        });
        assertThatThrownBy(() -> client.chat().completions().create(chat("x".repeat(5000)).build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e -> assertThat(e.code()).contains("context_length_exceeded"));
        assertThatThrownBy(
                        () ->
                                client.chat()
                                        .completions()
                                        .create(chat("x").temperature(7.0).build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e -> assertThat(e.param()).contains("temperature"));
        OpenAIClient stranger = client("sk-wrong");
        assertThatThrownBy(() -> stranger.models().list())
                .isInstanceOfSatisfying(
                        UnauthorizedException.class,
                        e -> assertThat(e.code()).contains("invalid_api_key"));
        stranger.close();
    }
}
