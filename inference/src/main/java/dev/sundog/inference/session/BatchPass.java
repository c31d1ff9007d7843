package dev.sundog.inference.session;

import dev.sundog.inference.session.ForwardPass.Segment;
import dev.sundog.model.language.Session;

import java.util.ArrayList;
import java.util.List;

/**
 * Appends tokens to several sessions of one decoder in one forward pass: weights are read once for
 * all of them, each session attends to its own past. A session gets what it would have got alone,
 * up to the rounding of sums in another order.
 *
 * <p>Not thread-safe; the sessions of a step must not be used by others meanwhile.
 *
 * <p>Source: Yu et al., Orca, OSDI 2022, section 3.2 (selective batching).
 */
public final class BatchPass {
    /** Tokens of one step beyond which nothing is gained. */
    public static final int LARGEST_STEP = ForwardPass.LARGEST_STEP;

    private final Decoder decoder;
    private final ForwardPass pass;
    private final List<Integer> ends = new ArrayList<>();

    /**
     * One session's part in a step.
     *
     * @param session a session of the decoder
     * @param ids what is appended, at least one
     */
    public record Part(Session session, int[] ids) {
        public Part {
            if (ids.length == 0) {
                throw new IllegalArgumentException("no tokens to append");
            }
        }
    }

    public BatchPass(Decoder decoder) {
        this.decoder = decoder;
        pass = new ForwardPass(decoder);
    }

    /**
     * Appends; no session may be there twice. If this throws, no session has grown.
     *
     * @throws dev.sundog.model.failure.SundogException (data) if ids do not fit their session
     */
    public void append(List<Part> parts) {
        List<Segment> segments = new ArrayList<>();
        for (Part part : parts) {
            DecoderSession session = owned(part.session());
            session.requireRoom(part.ids());
            segments.add(session.segment(part.ids(), 0, part.ids().length));
        }
        pass.run(segments);
        ends.clear();
        int rows = 0;
        for (Part part : parts) {
            owned(part.session()).advance(part.ids().length);
            rows += part.ids().length;
            ends.add(rows);
        }
    }

    /**
     * Logits after the last token of some parts of the last step.
     *
     * @param parts their indices
     * @return {@code [parts][vocabularySize]}, owned by the caller
     */
    public float[][] logits(List<Integer> parts) {
        int vocabulary = decoder.config().vocabularySize();
        float[][] logits = new float[parts.size()][vocabulary];
        float[] batch = new float[Math.min(parts.size(), ForwardPass.HEAD_STEP) * vocabulary];
        for (int first = 0; first < parts.size(); first += ForwardPass.HEAD_STEP) {
            int from = first;
            int count = Math.min(ForwardPass.HEAD_STEP, parts.size() - first);
            pass.logits(count, i -> ends.get(parts.get(from + i)) - 1, batch);
            for (int i = 0; i < count; i++) {
                System.arraycopy(batch, i * vocabulary, logits[first + i], 0, vocabulary);
            }
        }
        return logits;
    }

    /**
     * Adds the final-norm hidden states of all tokens of a part of the last step to {@code sum}.
     *
     * @param sum {@code [hiddenSize]}
     */
    public void addHiddenStates(int part, float[] sum) {
        float[] state = new float[sum.length];
        int first = part == 0 ? 0 : ends.get(part - 1);
        for (int row = first; row < ends.get(part); row++) {
            pass.finalNorm(row, state, 0);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += state[i];
            }
        }
    }

    private DecoderSession owned(Session session) {
        if (session instanceof DecoderSession known && known.decoder() == decoder) {
            return known;
        }
        throw new IllegalArgumentException("a session of another decoder");
    }
}
