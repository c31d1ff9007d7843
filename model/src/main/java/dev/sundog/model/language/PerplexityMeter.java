package dev.sundog.model.language;

import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.Kernels;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Perplexity in non-overlapping windows without BOS; an incomplete last window is left out.
 *
 * <p>By default the second half of each window counts, as llama.cpp does: of 512 tokens, those at
 * 257 to 511. With {@code allPositions} every token but a window's first counts.
 *
 * @param model what is measured
 * @param context tokens of a window, at least 4
 * @param allPositions whether the first half counts too
 */
public record PerplexityMeter(LocalModel model, int context, boolean allPositions) {
    /** Two-sided 95 % of a normal distribution. */
    private static final double Z = 1.959964;

    /** From so many windows on they are the independent units of the interval, else the tokens. */
    private static final int WINDOWS_FOR_INTERVAL = 20;

    public PerplexityMeter {
        if (context < 4) {
            throw SundogException.user(
                    "context-size", "windows of " + context + " tokens; at least 4 are needed");
        }
    }

    /**
     * A measurement.
     *
     * @param perplexity exp of the mean negative log-probability
     * @param low lower end of its 95 % interval (normal, on the log scale)
     * @param high upper end
     * @param tokens scored tokens
     */
    public record Perplexity(double perplexity, double low, double high, long tokens) {}

    /**
     * Measures the first {@code maxTokens} tokens of {@code text}.
     *
     * @throws SundogException (data) if they do not fill one window
     */
    public Perplexity measure(String text, int maxTokens, ProgressListener progress) {
        int[] ids = model.tokenizer().encode(text, false);
        return measure(Arrays.copyOf(ids, Math.min(ids.length, maxTokens)), progress);
    }

    /**
     * Measures a token sequence.
     *
     * @throws SundogException (data) if it does not fill one window
     */
    public Perplexity measure(int[] ids, ProgressListener progress) {
        int windows = ids.length / context;
        if (windows == 0) {
            throw SundogException.data(
                    "text-too-short",
                    "the text has %d tokens, one window takes %d; give a longer text or a smaller context"
                            .formatted(ids.length, context));
        }
        List<double[]> scores = new ArrayList<>();
        try (Session session = model.openSession(context)) {
            for (int w = 0; w < windows; w++) {
                progress.onProgress("perplexity", w, windows);
                session.rollBack(0);
                scores.add(score(session, Arrays.copyOfRange(ids, w * context, (w + 1) * context)));
            }
        }
        progress.onProgress("perplexity", windows, windows);
        return summarise(scores);
    }

    /** Log-probabilities of the counted tokens of one window. */
    private double[] score(Session session, int[] window) {
        Kernels kernels = KernelProvider.active();
        int first = allPositions ? 0 : context / 2;
        int[] input = Arrays.copyOf(window, context - 1);
        double[] logProbabilities = new double[input.length - first];
        session.appendAll(
                input,
                logProbabilities.length,
                (index, logits) -> {
                    double normaliser = kernels.logSumExp(logits, 0, logits.length);
                    logProbabilities[index - first] = logits[window[index + 1]] - normaliser;
                });
        return logProbabilities;
    }

    private static Perplexity summarise(List<double[]> windows) {
        double[] tokens = windows.stream().flatMapToDouble(Arrays::stream).toArray();
        double mean = Arrays.stream(tokens).average().orElse(Double.NaN);
        double[] units =
                windows.size() >= WINDOWS_FOR_INTERVAL
                        ? windows.stream()
                                .mapToDouble(w -> Arrays.stream(w).average().orElse(Double.NaN))
                                .toArray()
                        : tokens;
        double squares = Arrays.stream(units).map(u -> (u - mean) * (u - mean)).sum();
        double error = Math.sqrt(squares / Math.max(1, units.length - 1) / units.length);
        return new Perplexity(
                Math.exp(-mean),
                Math.exp(-mean - Z * error),
                Math.exp(-mean + Z * error),
                tokens.length);
    }
}
