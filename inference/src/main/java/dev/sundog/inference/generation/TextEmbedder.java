package dev.sundog.inference.generation;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Session;

/**
 * Embeddings of texts: the final hidden states of their tokens, pooled and scaled to length 1.
 * Encoders read with the tokens their tokenizer adds ({@code [CLS]}, {@code [SEP]}). Thread-safe.
 *
 * <p>Source: Reimers and Gurevych, Sentence-BERT, arXiv 1908.10084, section 3.
 */
public final class TextEmbedder {
    private final CpuModel model;
    private final Pooling pooling;

    /** Which hidden states become the embedding. */
    public enum Pooling {
        /** Their mean. */
        MEAN,
        /** That of the first token. */
        CLS,
        /** That of the last token. */
        LAST
    }

    public TextEmbedder(CpuModel model, Pooling pooling) {
        this.model = model;
        this.pooling = pooling;
    }

    /**
     * The embedding of a text, {@code [hiddenSize]}.
     *
     * @throws SundogException (data, {@code context-size}) if it is longer than the context; {@code
     *     text-empty} if it has no tokens
     */
    public float[] embed(String text) {
        int[] ids = model.tokenizer().encode(text, true);
        if (ids.length == 0) {
            throw SundogException.data("text-empty", "a text without tokens has no embedding");
        }
        try (Session session = model.openSession(ids.length)) {
            return normalised(pooled(session.appendHidden(ids)));
        }
    }

    private float[] pooled(float[][] states) {
        return switch (pooling) {
            case CLS -> states[0];
            case LAST -> states[states.length - 1];
            case MEAN -> {
                float[] mean = new float[states[0].length];
                for (float[] state : states) {
                    for (int i = 0; i < mean.length; i++) {
                        mean[i] += state[i] / states.length;
                    }
                }
                yield mean;
            }
        };
    }

    private static float[] normalised(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * scale);
        }
        return values;
    }
}
