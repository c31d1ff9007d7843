package dev.sundog.inference.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.inference.TinyModels;
import dev.sundog.inference.sampling.LogProbabilities;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.Generation.FinishReason;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;
import dev.sundog.model.language.PerplexityMeter;
import dev.sundog.model.language.PerplexityMeter.Perplexity;
import dev.sundog.model.language.ScoringModel.Continuation;
import dev.sundog.model.language.ScoringModel.Score;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class CpuModelTest {
    private static final String PROMPT = "A sun dog stands beside the sun.";
    private static CpuModel model;

    @BeforeAll
    static void open() {
        model = TinyModels.open(TinyModels.path("plain"), "vector", 2);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void greedyTextIsTheGoldens() {
        Generation answer =
                model.generate(PROMPT, GenerationOptions.greedy(24), TokenListener.NONE);
        int[] expected = TinyModels.ints(TinyModels.golden("plain").path("greedy"));
        assertThat(answer.ids())
                .containsExactly(Arrays.stream(expected).boxed().toArray(Integer[]::new));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.text()).isEqualTo(model.tokenizer().decode(expected, true));
        assertThat(answer.promptTokens()).isEqualTo(32);
        assertThat(answer.predictedSeconds()).isPositive();
    }

    @Test
    void theStreamIsTheText() {
        StringBuilder streamed = new StringBuilder();
        Generation answer =
                model.generate(
                        PROMPT,
                        new GenerationOptions(60, 1.5, 0, 1, 0, 1, 3, List.of(), true, 0),
                        (id, text) -> {
                            streamed.append(text);
                            return true;
                        });
        assertThat(streamed.toString()).isEqualTo(answer.text());
        assertThat(answer.ids()).hasSize(60);
    }

    @Test
    void aStopTextEndsTheAnswerAndIsNoPartOfIt() {
        Generation whole = model.generate(PROMPT, GenerationOptions.greedy(24), TokenListener.NONE);
        String stop = whole.text().substring(5, 7);
        StringBuilder streamed = new StringBuilder();
        Generation answer =
                model.generate(
                        PROMPT,
                        new GenerationOptions(24, 0, 0, 1, 0, 1, 0, List.of(stop), false, 0),
                        (id, text) -> {
                            streamed.append(text);
                            return true;
                        });
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.text()).isEqualTo(whole.text().substring(0, whole.text().indexOf(stop)));
        assertThat(streamed.toString()).isEqualTo(answer.text());
        assertThat(answer.ids()).hasSizeLessThan(24);
    }

    @Test
    void aConversationGoesThroughTheTemplate() {
        Generation answer =
                model.chat(
                        List.of(ChatMessage.user("hi")),
                        GenerationOptions.greedy(8),
                        TokenListener.NONE);
        Generation expected =
                model.generate(
                        "<|user|>hi<|end|><|assistant|>",
                        GenerationOptions.greedy(8),
                        TokenListener.NONE);
        assertThat(answer.ids()).isEqualTo(expected.ids());
        assertThat(answer.promptTokens()).isEqualTo(expected.promptTokens());
    }

    @Test
    void aModelWithoutTemplateSaysSo() {
        try (CpuModel bare = TinyModels.open(TinyModels.path("awkward"), "vector", 1)) {
            assertThat(bare.name()).isEqualTo("awkward");
            assertThatThrownBy(
                            () ->
                                    bare.chat(
                                            List.of(ChatMessage.user("hi")),
                                            GenerationOptions.greedy(1),
                                            TokenListener.NONE))
                    .isInstanceOfSatisfying(
                            SundogException.class,
                            e -> assertThat(e.code()).isEqualTo("no-chat-template"))
                    .hasMessageContaining("generate");
        }
    }

    @Test
    void theListenerMayStop() {
        List<Integer> seen = new ArrayList<>();
        Generation answer =
                model.generate(
                        PROMPT,
                        GenerationOptions.greedy(24),
                        (id, text) -> {
                            seen.add(id);
                            return seen.size() < 3;
                        });
        assertThat(answer.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(answer.ids()).isEqualTo(seen).hasSize(3);
    }

    @Test
    void theContextEndsAnAnswer() {
        String longPrompt = "x".repeat(380);
        Generation answer =
                model.generate(
                        longPrompt,
                        new GenerationOptions(50, 0, 0, 1, 0, 1, 0, List.of(), true, 0),
                        TokenListener.NONE);
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.ids()).hasSize(5);
        assertThatThrownBy(
                        () ->
                                model.generate(
                                        "x".repeat(385),
                                        GenerationOptions.greedy(1),
                                        TokenListener.NONE))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("385")
                .hasMessageContaining("384");
    }

    @Test
    void anEndTokenEndsAnAnswerUnlessIgnored() {
        // hot sampling meets the end token, one of 259, sooner or later
        GenerationOptions hot = new GenerationOptions(340, 50, 0, 1, 0, 1, 11, List.of(), false, 0);
        Generation answer = model.generate("a", hot, TokenListener.NONE);
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.ids().getLast()).isEqualTo(257);
        assertThat(answer.text()).doesNotContain("</s>");
        GenerationOptions ignoring =
                new GenerationOptions(340, 50, 0, 1, 0, 1, 11, List.of(), true, 0);
        assertThat(model.generate("a", ignoring, TokenListener.NONE).ids()).hasSize(340);
    }

    @Test
    void logprobsAreThoseOfTheModel() {
        Generation answer =
                model.generate(
                        PROMPT,
                        new GenerationOptions(2, 0, 0, 1, 0, 1, 0, List.of(), false, 3),
                        TokenListener.NONE);
        float[] logits = TinyModels.floats(TinyModels.golden("plain").path("logits").get(31));
        double expected = LogProbabilities.of(113, logits, model.kernels());
        assertThat(answer.logprobs()).hasSize(2);
        assertThat(answer.logprobs().getFirst().logprob()).isCloseTo(expected, within(1e-4));
        assertThat(answer.logprobs().getFirst().top()).hasSize(3);
        assertThat(answer.logprobs().getFirst().top().getFirst().id()).isEqualTo(113);
    }

    @Test
    void scoresFollowTheHarness() {
        List<Score> scores =
                model.score(
                        List.of(
                                new Continuation("The sun ", "dog"),
                                new Continuation("The sun", " dog"),
                                new Continuation("The sun", " cat"),
                                new Continuation("", "dog"),
                                new Continuation("The sun", " dog")));
        double expected = logProbability("The sun", " dog");
        assertThat(scores.get(0).logProbability()).isCloseTo(expected, within(1e-3));
        assertThat(scores.get(1).logProbability()).isCloseTo(expected, within(1e-3));
        assertThat(scores.get(4).logProbability()).isCloseTo(expected, within(1e-3));
        assertThat(scores.get(2).logProbability())
                .isCloseTo(logProbability("The sun", " cat"), within(1e-3));
        assertThat(scores.get(3).logProbability())
                .isCloseTo(logProbability("<s>", "dog"), within(1e-3));
        assertThat(scores).extracting(Score::tokenCount).containsExactly(4, 4, 4, 3, 4);
        assertThatThrownBy(() -> model.score(List.of(new Continuation("a", ""))))
                .isInstanceOf(SundogException.class);
    }

    @Test
    void greedyIsWhetherEachTokenWasTheMostLikely() {
        int greedy = 0;
        for (char context = 'a'; context <= 'z'; context++) {
            List<Continuation> requests = new ArrayList<>();
            for (char next = '!'; next <= '~'; next++) {
                requests.add(new Continuation(String.valueOf(context), String.valueOf(next)));
            }
            float[] logits;
            try (Session session = model.openSession(1)) {
                logits = session.append(model.tokenizer().encode("" + context, false));
            }
            String best =
                    model.tokenizer().decode(new int[] {LogProbabilities.argmax(logits)}, false);
            List<Score> scores = model.score(requests);
            for (int i = 0; i < scores.size(); i++) {
                boolean expected = requests.get(i).continuation().equals(best);
                assertThat(scores.get(i).greedy()).isEqualTo(expected);
                greedy += expected ? 1 : 0;
            }
        }
        assertThat(greedy).isPositive();
    }

    @Test
    void tooLongAContextLosesItsHead() {
        String tail = "b".repeat(380);
        List<Score> scores =
                model.score(
                        List.of(
                                new Continuation("x".repeat(500) + tail, "abcde"),
                                new Continuation("y".repeat(9) + tail, "abcde")));
        assertThat(scores.get(0).logProbability())
                .isCloseTo(scores.get(1).logProbability(), within(1e-3));
    }

    @Test
    void rollingScoresCoverEachTokenOnce() {
        String text = "0123456789".repeat(50);
        Score score = model.scoreRolling(List.of(text)).getFirst();
        assertThat(score.tokenCount()).isEqualTo(500);
        // first window of the context length after BOS, then the rest with what precedes it
        double first = logProbability("<s>", text.substring(0, 384));
        double rest = logProbability(text.substring(115, 384), text.substring(384));
        assertThat(score.logProbability()).isCloseTo(first + rest, within(0.01));
    }

    /** By appending one token after the other. */
    private static double logProbability(String context, String continuation) {
        int[] given = model.tokenizer().encode(context, false);
        int[] wanted = model.tokenizer().encode(continuation, false);
        double sum = 0;
        try (Session session = model.openSession(384)) {
            float[] logits = session.append(given);
            for (int i = 0; i < wanted.length; i++) {
                sum += LogProbabilities.of(wanted[i], logits, model.kernels());
                if (i + 1 < wanted.length) {
                    logits = session.append(wanted[i]);
                }
            }
        }
        return sum;
    }

    @Test
    void perplexityIsOfNonOverlappingWindows() {
        String text = "abcdefghij";
        Perplexity half =
                new PerplexityMeter(model, 5, false).measure(text, 10, ProgressListener.NONE);
        Perplexity all =
                new PerplexityMeter(model, 5, true).measure(text, 10, ProgressListener.NONE);
        // of 5 tokens: positions 2 and 3 predict 3 and 4; all: 1 to 4
        assertThat(half.tokens()).isEqualTo(4);
        assertThat(all.tokens()).isEqualTo(8);
        double expected = logProbability("abc", "de") + logProbability("fgh", "ij");
        assertThat(Math.log(half.perplexity())).isCloseTo(-expected / 4, within(1e-4));
        assertThat(half.low()).isLessThan(half.perplexity());
        assertThat(half.high()).isGreaterThan(half.perplexity());
        assertThatThrownBy(
                        () ->
                                new PerplexityMeter(model, 20, false)
                                        .measure(text, 10, ProgressListener.NONE))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("10 tokens");
    }

    @Test
    void speedIsMeasured() {
        SpeedReport report = SpeedTest.run(model, 8, 4, 3, 2);
        assertThat(report.promptPerSecond().min())
                .isPositive()
                .isLessThanOrEqualTo(report.promptPerSecond().median());
        assertThat(report.predictedPerSecond().max()).isPositive();
        assertThat(report.threads()).isEqualTo(2);
        assertThatThrownBy(() -> SpeedTest.run(model, 0, 1, 0, 1))
                .isInstanceOf(SundogException.class);
        SpeedReport.Spread spread = SpeedReport.Spread.of(new double[] {3, 1, 2, 10});
        assertThat(spread).isEqualTo(new SpeedReport.Spread(1, 2.5, 10));
    }
}
