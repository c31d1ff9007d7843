package dev.sundog.inference.session;

import dev.sundog.kernels.KeyValueCache;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.LayerObserver;
import dev.sundog.model.language.Session;

import java.util.ArrayList;
import java.util.List;

/** A sequence on one decoder: its caches and its length. */
final class DecoderSession implements Session {
    private final Decoder decoder;
    private final ForwardPass pass;
    private final int capacity;
    private List<KeyValueCache> caches;
    private int length;
    private boolean closed;

    DecoderSession(Decoder decoder, int capacity) {
        this(decoder, capacity, newCaches(decoder), 0);
    }

    private DecoderSession(Decoder decoder, int capacity, List<KeyValueCache> caches, int length) {
        this.decoder = decoder;
        this.capacity = capacity;
        this.caches = caches;
        this.length = length;
        pass = new ForwardPass(decoder);
    }

    private static List<KeyValueCache> newCaches(Decoder decoder) {
        ModelConfig config = decoder.config();
        List<KeyValueCache> caches = new ArrayList<>();
        for (int i = 0; i < config.layerCount(); i++) {
            caches.add(decoder.kernels().newCache(config.keyValueHeadCount(), config.headSize()));
        }
        return caches;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public float[] append(int... ids) {
        if (ids.length == 0) {
            throw new IllegalArgumentException("no tokens to append");
        }
        decoder.head();
        float[] logits = new float[decoder.config().vocabularySize()];
        forEachStep(
                ids,
                (from, count) -> {
                    if (from + count == ids.length) {
                        pass.logits(count - 1, 1, logits);
                    }
                });
        return logits;
    }

    @Override
    public void appendAll(int[] ids, int count, LogitSink sink) {
        if (count < 0 || count > ids.length) {
            throw new IllegalArgumentException(
                    "logits of " + count + " positions of " + ids.length + " appended");
        }
        decoder.head();
        int vocabulary = decoder.config().vocabularySize();
        float[] batch = new float[Math.min(count, ForwardPass.HEAD_STEP) * vocabulary];
        float[] logits = new float[vocabulary];
        int firstWanted = ids.length - count;
        forEachStep(
                ids,
                (from, stepCount) -> {
                    int end = from + stepCount;
                    int step = ForwardPass.HEAD_STEP;
                    for (int i = Math.max(from, firstWanted); i < end; i += step) {
                        int rows = Math.min(step, end - i);
                        pass.logits(i - from, rows, batch);
                        for (int r = 0; r < rows; r++) {
                            System.arraycopy(batch, r * vocabulary, logits, 0, vocabulary);
                            sink.accept(i + r, logits);
                        }
                    }
                });
    }

    @Override
    public float[][] appendHidden(int... ids) {
        float[][] states = new float[ids.length][decoder.config().hiddenSize()];
        forEachStep(
                ids,
                (from, count) -> {
                    for (int t = 0; t < count; t++) {
                        pass.finalNorm(t, states[from + t], 0);
                    }
                });
        return states;
    }

    /** Appends {@code ids} and shows what the layers compute. */
    void observe(int[] ids, LayerObserver observer) {
        pass.setObserver(observer);
        try {
            forEachStep(ids, (from, count) -> {});
        } finally {
            pass.setObserver(LayerObserver.NONE);
        }
    }

    /** Sees each step right after it ran. */
    private interface StepVisitor {
        void onStep(int from, int count);
    }

    private void forEachStep(int[] ids, StepVisitor visitor) {
        requireRoom(ids);
        int step = decoder.readsAtOnce() ? ids.length : ForwardPass.LARGEST_STEP;
        if (decoder.readsAtOnce() && length > 0) {
            throw new IllegalArgumentException("an encoder reads a text at once");
        }
        for (int from = 0; from < ids.length; from += step) {
            int count = Math.min(step, ids.length - from);
            pass.run(List.of(segment(ids, from, count)));
            length += count;
            visitor.onStep(from, count);
        }
    }

    /** What a forward pass has to do to append {@code ids[from ...]}. */
    ForwardPass.Segment segment(int[] ids, int from, int count) {
        return new ForwardPass.Segment(
                ids, from, count, length, length + ids.length - from, caches);
    }

    /** Takes note of tokens whose pass has run. */
    void advance(int count) {
        length += count;
    }

    Decoder decoder() {
        return decoder;
    }

    /** Refuses ids that the session cannot append. */
    void requireRoom(int[] ids) {
        requireOpen();
        if (ids.length > capacity - length) {
            throw SundogException.data(
                    "context-full",
                    "%d tokens after %d do not fit a session of %d positions; shorten the text or ask for a larger context (the model's is %d)"
                            .formatted(
                                    ids.length,
                                    length,
                                    capacity,
                                    decoder.config().contextLength()));
        }
        for (int id : ids) {
            decoder.requireToken(id);
        }
    }

    @Override
    public void rollBack(int newLength) {
        requireOpen();
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException(
                    "cannot roll back " + length + " positions to " + newLength);
        }
        length = newLength;
    }

    @Override
    public Session fork() {
        requireOpen();
        List<KeyValueCache> copies = new ArrayList<>();
        for (KeyValueCache cache : caches) {
            copies.add(cache.copy(length));
        }
        return new DecoderSession(decoder, capacity, copies, length);
    }

    @Override
    public void close() {
        closed = true;
        caches = List.of();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
    }
}
