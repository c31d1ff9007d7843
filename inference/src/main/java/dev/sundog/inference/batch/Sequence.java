package dev.sundog.inference.batch;

import dev.sundog.inference.batch.CompletionListener.Summary;
import dev.sundog.inference.generation.Answer;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.session.BatchPass;
import dev.sundog.model.language.Generation.FinishReason;

import java.util.Arrays;

/** A request on its way: how far its prompt is, what comes next. For the scheduler's thread. */
final class Sequence {
    private static final double NANOS = 1e-9;

    private final BatchRequest request;
    private final Output output;
    private final long submitted = System.nanoTime();
    private long started;
    private long promptEnd;
    private int fed;
    private int reused;
    private int next = -1;
    private volatile boolean cancelled;

    /** What becomes of the hidden states. */
    private sealed interface Output {
        record Text(Answer answer, BatchRequest.Completion request) implements Output {}

        record Pool(float[] sum, BatchRequest.Embedding request) implements Output {}
    }

    Sequence(BatchRequest request, CpuModel model) {
        this.request = request;
        output =
                switch (request) {
                    case BatchRequest.Completion completion ->
                            new Output.Text(
                                    model.newAnswer(completion.prompt(), completion.options()),
                                    completion);
                    case BatchRequest.Embedding embedding ->
                            new Output.Pool(new float[model.config().hiddenSize()], embedding);
                };
    }

    /** From any thread: the scheduler lets it go before the next step. */
    void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    int[] prompt() {
        return request.prompt();
    }

    /** Whether its caches may begin with what others computed. */
    int reusable() {
        return switch (output) {
            case Output.Text text -> text.request().prompt().length - 1;
            case Output.Pool pool -> 0;
        };
    }

    void start(int reusedTokens) {
        started = System.nanoTime();
        fed = reusedTokens;
        reused = reusedTokens;
    }

    int reused() {
        return reused;
    }

    /** Tokens of the prompt still to be computed. */
    int remaining() {
        return prompt().length - fed;
    }

    /** The next {@code count} tokens of the prompt. */
    int[] promptPart(int count) {
        return Arrays.copyOfRange(prompt(), fed, fed + count);
    }

    /** The token sampled last, which is appended next. */
    int[] nextToken() {
        return new int[] {next};
    }

    /** Takes note of a part of the prompt that a step has computed. */
    void onPrompt(int count, BatchPass pass, int part) {
        fed += count;
        if (output instanceof Output.Pool pool) {
            pass.addHiddenStates(part, pool.sum());
        }
        if (remaining() == 0) {
            promptEnd = System.nanoTime();
        }
    }

    /** Whether the last token of a step is to be followed by another. */
    boolean wantsLogits() {
        return switch (output) {
            case Output.Text text -> text.request().options().maxTokens() > 0;
            case Output.Pool pool -> false;
        };
    }

    /**
     * Samples the next token.
     *
     * @return whether the sequence goes on
     */
    boolean onLogits(float[] logits, boolean full) {
        Output.Text text = (Output.Text) output;
        Answer.Token token = text.answer().next(logits, full);
        next = token.id();
        text.request().listener().onToken(token);
        token.end().ifPresent(this::finish);
        return token.end().isEmpty();
    }

    /** The prompt was all there is to do. */
    void finishWithoutTokens() {
        finish(FinishReason.LENGTH);
    }

    private void finish(FinishReason reason) {
        long end = System.nanoTime();
        switch (output) {
            case Output.Text text ->
                    text.request()
                            .listener()
                            .onEnd(
                                    new Summary(
                                            reason,
                                            prompt().length,
                                            reused,
                                            text.answer().size(),
                                            (started - submitted) * NANOS,
                                            (promptEnd - started) * NANOS,
                                            (end - promptEnd) * NANOS));
            case Output.Pool pool -> {
                float[] mean = pool.sum().clone();
                for (int i = 0; i < mean.length; i++) {
                    mean[i] /= prompt().length;
                }
                pool.request().result().complete(mean);
            }
        }
    }

    void fail(RuntimeException failure) {
        switch (output) {
            case Output.Text text -> text.request().listener().onFailure(failure);
            case Output.Pool pool -> pool.request().result().completeExceptionally(failure);
        }
    }
}
