package dev.sundog.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.inference.TinyModels;
import dev.sundog.inference.batch.BatchScheduler.Ticket;
import dev.sundog.inference.generation.Answer;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.Generation.FinishReason;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;
import dev.sundog.model.language.Session;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(60)
class BatchSchedulerTest {
    private static final List<String> PROMPTS =
            List.of(
                    "A sun dog stands beside the sun.",
                    "b",
                    "A halo of ice. ".repeat(12),
                    "The moon has dogs too, paraselenae.",
                    "A halo of ice. ".repeat(15),
                    "0 1 2 3");

    private static CpuModel model;

    @BeforeAll
    static void open() {
        model = TinyModels.open(TinyModels.path("plain"), "vector", 2);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static BatchScheduler scheduler(int slots, int queue) {
        return new BatchScheduler(model, new BatchOptions(slots, 384, queue));
    }

    private static BatchRequest request(String prompt, int tokens, CompletionListener listener) {
        return new BatchRequest.Completion(
                model.encodePrompt(prompt), GenerationOptions.greedy(tokens), listener);
    }

    private static List<Integer> alone(String prompt, GenerationOptions options) {
        return model.generate(prompt, options, TokenListener.NONE).ids();
    }

    @Test
    void togetherIsAsAlone() throws Exception {
        try (BatchScheduler scheduler = scheduler(4, 4)) {
            List<RecordedAnswer> answers = new ArrayList<>();
            List<BatchRequest> requests = new ArrayList<>();
            for (String prompt : PROMPTS) {
                answers.add(new RecordedAnswer());
                requests.add(request(prompt, 40, answers.getLast()));
            }
            scheduler.submit(requests);
            for (int i = 0; i < PROMPTS.size(); i++) {
                CompletionListener.Summary summary = answers.get(i).summary();
                Generation expected =
                        model.generate(
                                PROMPTS.get(i), GenerationOptions.greedy(40), TokenListener.NONE);
                assertThat(answers.get(i).ids()).as(PROMPTS.get(i)).isEqualTo(expected.ids());
                assertThat(answers.get(i).text()).isEqualTo(expected.text());
                assertThat(summary.reason()).isEqualTo(expected.finishReason());
                assertThat(summary.completionTokens()).isEqualTo(expected.ids().size());
            }
            assertThat(scheduler.drain(Duration.ofSeconds(30))).isTrue();
            BatchStatus status = scheduler.status();
            assertThat(status.busy()).isZero();
            assertThat(status.queued()).isZero();
            assertThat(status.generatedTokens())
                    .isEqualTo(answers.stream().mapToInt(RecordedAnswer::size).sum());
        }
    }

    @Test
    void eachSequenceHasItsOwnSeed() throws Exception {
        GenerationOptions hot = new GenerationOptions(30, 1.5, 0, 1, 0, 1, 7, List.of(), true, 0);
        GenerationOptions other = new GenerationOptions(30, 1.5, 0, 1, 0, 1, 8, List.of(), true, 0);
        int[] prompt = model.encodePrompt(PROMPTS.getFirst());
        try (BatchScheduler scheduler = scheduler(3, 0)) {
            List<RecordedAnswer> answers =
                    List.of(new RecordedAnswer(), new RecordedAnswer(), new RecordedAnswer());
            scheduler.submit(
                    List.of(
                            new BatchRequest.Completion(prompt, hot, answers.get(0)),
                            new BatchRequest.Completion(prompt, other, answers.get(1)),
                            new BatchRequest.Completion(prompt, hot, answers.get(2))));
            for (RecordedAnswer answer : answers) {
                answer.summary();
            }
            assertThat(answers.get(0).ids())
                    .isEqualTo(alone(PROMPTS.getFirst(), hot))
                    .isEqualTo(answers.get(2).ids())
                    .isNotEqualTo(answers.get(1).ids());
        }
    }

    @Test
    void whoLeavesIsGoneBeforeTheNextToken() throws Exception {
        try (BatchScheduler scheduler = scheduler(1, 1)) {
            AtomicReference<List<Ticket>> tickets = new AtomicReference<>(List.of());
            CountDownLatch submitted = new CountDownLatch(1);
            RecordedAnswer leaving =
                    new RecordedAnswer() {
                        @Override
                        public void onToken(Answer.Token token) {
                            super.onToken(token);
                            if (size() == 3) {
                                await(submitted);
                                Objects.requireNonNull(tickets.get()).getFirst().cancel();
                            }
                        }
                    };
            RecordedAnswer next = new RecordedAnswer();
            GenerationOptions endless =
                    new GenerationOptions(300, 0, 0, 1, 0, 1, 0, List.of(), true, 0);
            tickets.set(
                    scheduler.submit(
                            List.of(
                                    new BatchRequest.Completion(
                                            model.encodePrompt("b"), endless, leaving))));
            scheduler.submit(List.of(request(PROMPTS.getFirst(), 5, next)));
            submitted.countDown();
            assertThat(next.summary().completionTokens()).isEqualTo(5);
            assertThat(leaving.size()).isEqualTo(3);
            assertThat(next.ids())
                    .isEqualTo(alone(PROMPTS.getFirst(), GenerationOptions.greedy(5)));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFullQueueRefusesAllOfARequest() throws Exception {
        try (BatchScheduler scheduler = scheduler(1, 1)) {
            CountDownLatch full = new CountDownLatch(1);
            RecordedAnswer first =
                    new RecordedAnswer() {
                        @Override
                        public void onToken(Answer.Token token) {
                            super.onToken(token);
                            await(full);
                        }
                    };
            scheduler.submit(List.of(request("b", 2, first)));
            RecordedAnswer ignored = new RecordedAnswer();
            assertThatThrownBy(
                            () ->
                                    scheduler.submit(
                                            List.of(
                                                    request("b", 2, ignored),
                                                    request("b", 2, ignored))))
                    .isInstanceOfSatisfying(
                            SundogException.class,
                            e -> assertThat(e.code()).isEqualTo("queue-full"));
            RecordedAnswer second = new RecordedAnswer();
            scheduler.submit(List.of(request("b", 2, second)));
            full.countDown();
            first.summary();
            assertThat(second.summary().completionTokens()).isEqualTo(2);
            assertThat(ignored.size()).isZero();
        }
    }

    @Test
    void aConversationThatGoesOnIsNotComputedAgain() throws Exception {
        String start = "A halo of ice around the sun.";
        try (BatchScheduler scheduler = scheduler(2, 0)) {
            RecordedAnswer first = new RecordedAnswer();
            scheduler.submit(List.of(request(start, 6, first)));
            first.summary();
            RecordedAnswer stranger = new RecordedAnswer();
            scheduler.submit(List.of(request("zzz", 3, stranger)));
            stranger.summary();
            String next = start + " And the moon?";
            RecordedAnswer second = new RecordedAnswer();
            scheduler.submit(List.of(request(next, 20, second)));
            CompletionListener.Summary summary = second.summary();
            assertThat(summary.reusedTokens())
                    .isEqualTo(model.encodePrompt(start).length)
                    .isEqualTo(29);
            assertThat(second.ids()).isEqualTo(alone(next, GenerationOptions.greedy(20)));
        }
    }

    @Test
    void answersToOnePromptShareIt() throws Exception {
        String prompt = PROMPTS.get(2);
        int tokens = model.encodePrompt(prompt).length;
        try (BatchScheduler scheduler = scheduler(3, 0)) {
            List<RecordedAnswer> answers =
                    List.of(new RecordedAnswer(), new RecordedAnswer(), new RecordedAnswer());
            scheduler.submit(answers.stream().map(answer -> request(prompt, 10, answer)).toList());
            assertThat(answers.get(0).summary().reusedTokens()).isZero();
            assertThat(answers.get(1).summary().reusedTokens()).isEqualTo(tokens - 1);
            assertThat(answers.get(2).summary().reusedTokens()).isEqualTo(tokens - 1);
            List<Integer> expected = alone(prompt, GenerationOptions.greedy(10));
            for (RecordedAnswer answer : answers) {
                assertThat(answer.ids()).isEqualTo(expected);
            }
        }
    }

    @Test
    void aShortPromptDoesNotWaitForALongOne() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (BatchScheduler scheduler = scheduler(2, 0)) {
            RecordedAnswer slow = naming(order, "long");
            RecordedAnswer quick = naming(order, "short");
            scheduler.submit(
                    List.of(request("x".repeat(370), 2, slow), request("A sun dog", 2, quick)));
            slow.summary();
            quick.summary();
            assertThat(order).startsWith("short", "short").endsWith("long");
        }
    }

    private static RecordedAnswer naming(List<String> order, String name) {
        return new RecordedAnswer() {
            @Override
            public void onToken(Answer.Token token) {
                super.onToken(token);
                order.add(name);
            }
        };
    }

    @Test
    void aListenerThatFailsHarmsNobodyElse() throws Exception {
        try (BatchScheduler scheduler = scheduler(2, 0)) {
            RecordedAnswer broken =
                    new RecordedAnswer() {
                        @Override
                        public void onToken(Answer.Token token) {
                            throw new IllegalStateException("broken");
                        }
                    };
            RecordedAnswer sound = new RecordedAnswer();
            scheduler.submit(List.of(request("b", 9, broken), request("b", 9, sound)));
            assertThat(sound.summary().completionTokens()).isEqualTo(9);
            assertThatThrownBy(broken::summary)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("broken");
        }
    }

    @Test
    void anEmbeddingIsTheMeanOfTheHiddenStates() throws Exception {
        int[] ids = model.encodePrompt("A halo of ice. ".repeat(20));
        try (BatchScheduler scheduler = scheduler(2, 0);
                Session session = model.openSession(384)) {
            RecordedAnswer beside = new RecordedAnswer();
            CompletableFuture<float[]> result = new CompletableFuture<>();
            scheduler.submit(
                    List.of(request("b", 30, beside), new BatchRequest.Embedding(ids, result)));
            float[] mean = new float[model.config().hiddenSize()];
            for (float[] state : session.appendHidden(ids)) {
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += state[i] / ids.length;
                }
            }
            assertThat(result.get(30, TimeUnit.SECONDS)).containsExactly(mean, within(1e-4f));
            beside.summary();
        }
    }

    @Test
    void theContextIsTheLimit() throws Exception {
        int[] exact = new int[384];
        Arrays.fill(exact, 5);
        GenerationOptions endless =
                new GenerationOptions(900, 0, 0, 1, 0, 1, 0, List.of(), true, 0);
        try (BatchScheduler scheduler = scheduler(1, 1)) {
            RecordedAnswer one = new RecordedAnswer();
            scheduler.submit(List.of(new BatchRequest.Completion(exact, endless, one)));
            CompletionListener.Summary summary = one.summary();
            assertThat(summary.reason()).isEqualTo(FinishReason.LENGTH);
            assertThat(summary.completionTokens()).isEqualTo(1);
            int[] tooLong = Arrays.copyOf(exact, 385);
            assertThatThrownBy(
                            () ->
                                    scheduler.submit(
                                            List.of(
                                                    new BatchRequest.Completion(
                                                            tooLong, endless, one))))
                    .isInstanceOfSatisfying(
                            SundogException.class,
                            e -> assertThat(e.code()).isEqualTo("prompt-too-long"));
            RecordedAnswer none = new RecordedAnswer();
            scheduler.submit(List.of(request("b", 0, none)));
            assertThat(none.summary().completionTokens()).isZero();
        }
        assertThatThrownBy(() -> new BatchScheduler(model, new BatchOptions(1, 385, 0)))
                .isInstanceOfSatisfying(
                        SundogException.class, e -> assertThat(e.code()).isEqualTo("context-size"));
    }

    @Test
    void closingEndsWhatRunsAndWaits() {
        BatchScheduler scheduler = scheduler(1, 1);
        CountDownLatch started = new CountDownLatch(1);
        RecordedAnswer running =
                new RecordedAnswer() {
                    @Override
                    public void onToken(Answer.Token token) {
                        super.onToken(token);
                        started.countDown();
                    }
                };
        GenerationOptions endless =
                new GenerationOptions(380, 0, 0, 1, 0, 1, 0, List.of(), true, 0);
        RecordedAnswer waiting = new RecordedAnswer();
        scheduler.submit(
                List.of(
                        new BatchRequest.Completion(new int[] {5}, endless, running),
                        new BatchRequest.Completion(new int[] {5}, endless, waiting)));
        await(started);
        scheduler.close();
        scheduler.close();
        assertThatThrownBy(waiting::summary).hasRootCauseInstanceOf(SundogException.class);
        assertThatThrownBy(() -> scheduler.submit(List.of(request("b", 1, waiting))))
                .isInstanceOfSatisfying(
                        SundogException.class, e -> assertThat(e.code()).isEqualTo("stopping"));
    }
}
