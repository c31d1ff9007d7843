package dev.sundog.inference.batch;

import dev.sundog.inference.generation.Answer;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.Generation.TokenLogprob;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.progress.ProgressListener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;

/** Completes many prompts together, for work that nobody waits for token by token. */
public final class ManyCompletions {
    /** Sequences that decode together: what fills the registers of a matrix product. */
    private static final int SLOTS = 16;

    private ManyCompletions() {}

    /**
     * What follows the prompts, in their order; each depends on its own prompt and options only.
     *
     * @param prompts token ids, at least one each
     * @param options how to complete the prompt of an index
     * @throws dev.sundog.model.failure.SundogException (data) if a prompt and what may follow it
     *     exceed the model's context
     */
    public static List<Generation> of(
            CpuModel model,
            List<int[]> prompts,
            IntFunction<GenerationOptions> options,
            ProgressListener progress) {
        List<Growing> answers = new ArrayList<>();
        List<BatchRequest> requests = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            Growing answer = new Growing();
            answers.add(answer);
            requests.add(new BatchRequest.Completion(prompts.get(i), options.apply(i), answer));
        }
        BatchOptions together =
                new BatchOptions(
                        Math.clamp(prompts.size(), 1, SLOTS),
                        model.config().contextLength(),
                        prompts.size());
        List<Generation> whole = new ArrayList<>();
        try (BatchScheduler scheduler = new BatchScheduler(model, together)) {
            scheduler.submit(requests);
            for (Growing answer : answers) {
                whole.add(answer.await());
                progress.onProgress("complete", whole.size(), prompts.size());
            }
        }
        return whole;
    }

    /** Gathers an answer. */
    private static final class Growing implements CompletionListener {
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> ids = new ArrayList<>();
        private final List<TokenLogprob> logprobs = new ArrayList<>();
        private final CompletableFuture<Generation> whole = new CompletableFuture<>();

        @Override
        public void onToken(Answer.Token token) {
            text.append(token.text());
            ids.add(token.id());
            token.logprob().ifPresent(logprobs::add);
        }

        @Override
        public void onEnd(Summary summary) {
            whole.complete(
                    new Generation(
                            text.toString(),
                            List.copyOf(ids),
                            summary.reason(),
                            summary.promptTokens(),
                            summary.promptSeconds(),
                            summary.predictedSeconds(),
                            List.copyOf(logprobs)));
        }

        @Override
        public void onFailure(RuntimeException failure) {
            whole.completeExceptionally(failure);
        }

        Generation await() {
            try {
                return whole.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw e;
            }
        }
    }
}
