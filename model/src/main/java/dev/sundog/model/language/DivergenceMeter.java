package dev.sundog.model.language;

import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.Kernels;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far a model's predictions are from those of another with the same vocabulary, token by token
 * of given texts.
 *
 * @param original what is compared with
 * @param changed what is measured
 */
public record DivergenceMeter(LocalModel original, LocalModel changed) {
    private static final int STRETCH = 32;

    public DivergenceMeter {
        int expected = original.config().vocabularySize();
        int found = changed.config().vocabularySize();
        if (expected != found) {
            throw SundogException.data(
                    "vocabulary-size",
                    "the models have %d and %d tokens; compare models of one vocabulary"
                            .formatted(expected, found));
        }
    }

    /**
     * A measurement over {@code tokens} predictions.
     *
     * @param divergence mean Kullback-Leibler divergence KL(original ‖ changed), in nats
     * @param sameTop part of the predictions whose likeliest token is the same
     * @param originalPerplexity of the texts
     * @param changedPerplexity of the texts
     * @param tokens predictions compared
     */
    public record Divergence(
            double divergence,
            double sameTop,
            double originalPerplexity,
            double changedPerplexity,
            long tokens) {}

    /** Sums over predictions. */
    private static final class Sums {
        private double divergence;
        private long same;
        private double original;
        private double changed;
        private long tokens;
    }

    /**
     * Compares the predictions of all tokens but the first of each text.
     *
     * @param texts token ids, each to be read from an empty session
     * @throws SundogException (data, {@code text-too-short}) if there is nothing to predict
     */
    public Divergence measure(List<int[]> texts, ProgressListener progress) {
        Sums sums = new Sums();
        for (int i = 0; i < texts.size(); i++) {
            progress.onProgress("check", i, texts.size());
            measure(texts.get(i), sums);
        }
        progress.onProgress("check", texts.size(), texts.size());
        if (sums.tokens == 0) {
            throw SundogException.data(
                    "text-too-short",
                    "the texts have no token after their first; give a longer text");
        }
        return new Divergence(
                sums.divergence / sums.tokens,
                (double) sums.same / sums.tokens,
                Math.exp(-sums.original / sums.tokens),
                Math.exp(-sums.changed / sums.tokens),
                sums.tokens);
    }

    private void measure(int[] ids, Sums sums) {
        if (ids.length < 2) {
            return;
        }
        try (Session first = original.openSession(ids.length);
                Session second = changed.openSession(ids.length)) {
            for (int from = 0; from < ids.length - 1; from += STRETCH) {
                int to = Math.min(ids.length - 1, from + STRETCH);
                int[] part = Arrays.copyOfRange(ids, from, to);
                List<float[]> expected = new ArrayList<>();
                first.appendAll(part, part.length, (at, logits) -> expected.add(logits.clone()));
                int start = from;
                second.appendAll(
                        part,
                        part.length,
                        (at, logits) ->
                                compare(expected.get(at), logits, ids[start + at + 1], sums));
            }
        }
    }

    private static void compare(float[] original, float[] changed, int next, Sums sums) {
        Kernels kernels = KernelProvider.active();
        double originalSum = kernels.logSumExp(original, 0, original.length);
        double changedSum = kernels.logSumExp(changed, 0, changed.length);
        double divergence = 0;
        int originalTop = 0;
        int changedTop = 0;
        for (int i = 0; i < original.length; i++) {
            double expected = original[i] - originalSum;
            divergence += Math.exp(expected) * (expected - (changed[i] - changedSum));
            originalTop = original[i] > original[originalTop] ? i : originalTop;
            changedTop = changed[i] > changed[changedTop] ? i : changedTop;
        }
        sums.divergence += Math.max(0, divergence);
        sums.same += originalTop == changedTop ? 1 : 0;
        sums.original += original[next] - originalSum;
        sums.changed += changed[next] - changedSum;
        sums.tokens++;
    }
}
