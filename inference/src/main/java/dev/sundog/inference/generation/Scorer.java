package dev.sundog.inference.generation;

import dev.sundog.inference.sampling.LogProbabilities;
import dev.sundog.kernels.Kernels;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.LocalModel;
import dev.sundog.model.language.ScoringModel.Continuation;
import dev.sundog.model.language.ScoringModel.Score;
import dev.sundog.model.language.Session;

import java.util.Arrays;

/**
 * Log-likelihoods by the rules of lm-evaluation-harness. Keeps one session and rolls it back to
 * what consecutive requests share. Not thread-safe.
 */
final class Scorer implements AutoCloseable {
    private final PromptEncoder encoder;
    private final Kernels kernels;
    private final int contextLength;
    private final Session session;
    private int[] held = new int[0];

    Scorer(LocalModel model, PromptEncoder encoder, Kernels kernels) {
        this.encoder = encoder;
        this.kernels = kernels;
        contextLength = model.config().contextLength();
        session = model.openSession(contextLength);
    }

    Score score(Continuation request) {
        String context = request.context().stripTrailing();
        String blanks = request.context().substring(context.length());
        String continuation = blanks + request.continuation();
        int[] contextIds;
        int[] ids;
        if (context.isEmpty()) {
            contextIds = new int[] {encoder.start()};
            ids = PromptEncoder.prepended(encoder.start(), encoder.encodePlain(continuation));
        } else {
            contextIds = encoder.encode(context);
            ids = encoder.encode(context + continuation);
        }
        int count = ids.length - contextIds.length;
        if (count <= 0) {
            throw SundogException.data(
                    "continuation-empty",
                    "the continuation '%s' adds no token to its context; give a longer one"
                            .formatted(request.continuation()));
        }
        if (count > contextLength) {
            throw SundogException.data(
                    "continuation-too-long",
                    "a continuation of %d tokens does not fit the context length %d; use rolling scores"
                            .formatted(count, contextLength));
        }
        int from = Math.max(0, ids.length - (contextLength + 1));
        return score(Arrays.copyOfRange(ids, from, ids.length), count);
    }

    Score scoreRolling(String text) {
        int[] ids = PromptEncoder.prepended(encoder.start(), encoder.encodePlain(text));
        double sum = 0;
        boolean greedy = true;
        for (int scored = 0; scored < ids.length - 1; ) {
            int count = Math.min(contextLength, ids.length - 1 - scored);
            int end = 1 + scored + count;
            int from = Math.max(0, end - (contextLength + 1));
            Score window = score(Arrays.copyOfRange(ids, from, end), count);
            sum += window.logProbability();
            greedy &= window.greedy();
            scored += count;
        }
        return new Score(sum, ids.length - 1, greedy);
    }

    /** Scores the last {@code count} of {@code ids} given those before them. */
    private Score score(int[] ids, int count) {
        int[] input = Arrays.copyOf(ids, ids.length - 1);
        int common = Math.max(0, Arrays.mismatch(held, input));
        if (Arrays.equals(held, input)) {
            common = input.length;
        }
        common = Math.min(common, input.length - count);
        session.rollBack(common);
        held = new int[0];
        int offset = common;
        double[] sum = new double[1];
        boolean[] greedy = {true};
        session.appendAll(
                Arrays.copyOfRange(input, common, input.length),
                count,
                (index, logits) -> {
                    int target = ids[offset + index + 1];
                    sum[0] += LogProbabilities.of(target, logits, kernels);
                    greedy[0] &= LogProbabilities.argmax(logits) == target;
                });
        held = input;
        return new Score(sum[0], count, greedy[0]);
    }

    @Override
    public void close() {
        session.close();
    }
}
