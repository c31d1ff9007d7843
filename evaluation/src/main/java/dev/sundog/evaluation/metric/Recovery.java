package dev.sundog.evaluation.metric;

import dev.sundog.evaluation.metric.RecoveryResult.SequenceScore;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.LocalModel;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures how far a model made from a base has recovered: its perplexity on text the base wrote,
 * and the Kullback-Leibler divergence of its next-token distributions from the base's.
 *
 * <p>Source: S. Kullback and R. A. Leibler, <i>On information and sufficiency</i>, Annals of
 * Mathematical Statistics 22 (1951).
 */
public final class Recovery {
    /** Positions whose logits are held at once. */
    private static final int CHUNK = 32;

    private Recovery() {}

    /**
     * Scores every sample with both models.
     *
     * @param seed of the bootstrap
     * @throws SundogException (data) if the two do not share a vocabulary, or a sample does not fit
     */
    public static RecoveryResult measure(
            LocalModel base,
            LocalModel model,
            List<BaseSample> samples,
            long seed,
            ProgressListener progress) {
        int vocabulary = base.config().vocabularySize();
        if (model.config().vocabularySize() != vocabulary) {
            throw SundogException.data(
                    "other-vocabulary",
                    "%s has %d tokens, %s has %d; recovery compares models of one tokenizer"
                            .formatted(
                                    base.name(),
                                    vocabulary,
                                    model.name(),
                                    model.config().vocabularySize()));
        }
        List<SequenceScore> scores = new ArrayList<>();
        for (BaseSample sample : samples) {
            progress.onProgress("recovery of " + model.name(), scores.size(), samples.size());
            for (int id : sample.ids()) {
                if (id < 0 || id >= vocabulary) {
                    throw SundogException.data(
                            "other-vocabulary",
                            "sample %d has token %d, %s has tokens 0 to %d"
                                    .formatted(sample.number(), id, base.name(), vocabulary - 1));
                }
            }
            scores.add(score(base, model, sample));
        }
        progress.onProgress("recovery of " + model.name(), scores.size(), samples.size());
        return new RecoveryResult(scores, seed);
    }

    private static SequenceScore score(LocalModel base, LocalModel model, BaseSample sample) {
        int[] ids = sample.idArray();
        int positions = ids.length - 1;
        Positions totals = new Positions(base, model);
        try (Session left = base.openSession(positions);
                Session right = model.openSession(positions)) {
            for (int from = 0; from < positions; from += CHUNK) {
                int[] chunk = Arrays.copyOfRange(ids, from, Math.min(positions, from + CHUNK));
                float[][] logits = new float[chunk.length][];
                left.appendAll(
                        chunk, chunk.length, (index, values) -> logits[index] = values.clone());
                int first = from;
                right.appendAll(
                        chunk,
                        chunk.length,
                        (index, values) -> {
                            int next = first + index + 1;
                            if (next >= sample.given()) {
                                totals.add(logits[index], values, ids[next]);
                            }
                        });
            }
        }
        return totals.score(sample.tokenCount());
    }

    static SundogException broken(LocalModel model) {
        return SundogException.data(
                "logits-not-finite",
                model.name() + " gives logits that are no numbers; its weights are broken");
    }

    /** Sums over the positions of one sample. */
    private static final class Positions {
        private final LocalModel base;
        private final LocalModel model;
        private double baseLogProbability;
        private double logProbability;
        private double divergence;
        private int agreements;

        Positions(LocalModel base, LocalModel model) {
            this.base = base;
            this.model = model;
        }

        void add(float[] baseLogits, float[] logits, int next) {
            double baseNormaliser = LogSoftmax.normaliser(baseLogits);
            double normaliser = LogSoftmax.normaliser(logits);
            if (!Double.isFinite(baseNormaliser)) {
                throw broken(base);
            }
            if (!Double.isFinite(normaliser)) {
                throw broken(model);
            }
            baseLogProbability += baseLogits[next] - baseNormaliser;
            logProbability += logits[next] - normaliser;
            agreements += LogSoftmax.argmax(baseLogits) == LogSoftmax.argmax(logits) ? 1 : 0;
            double sum = 0;
            for (int id = 0; id < logits.length; id++) {
                double baseValue = baseLogits[id] - baseNormaliser;
                double probability = Math.exp(baseValue);
                if (probability > 0) {
                    sum += probability * (baseValue - (logits[id] - normaliser));
                }
            }
            divergence += Math.max(0, sum);
        }

        SequenceScore score(int tokens) {
            return new SequenceScore(
                    tokens, baseLogProbability, logProbability, divergence, agreements);
        }
    }
}
