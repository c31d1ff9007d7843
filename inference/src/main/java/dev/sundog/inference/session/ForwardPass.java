package dev.sundog.inference.session;

import dev.sundog.inference.session.DecoderWeights.Attention;
import dev.sundog.inference.session.DecoderWeights.Dense;
import dev.sundog.inference.session.DecoderWeights.Experts;
import dev.sundog.inference.session.DecoderWeights.Layer;
import dev.sundog.inference.session.DecoderWeights.Norm;
import dev.sundog.inference.session.DecoderWeights.Norms;
import dev.sundog.inference.session.DecoderWeights.Projection;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.KeyValueCache;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.architecture.Rotation;
import dev.sundog.model.language.LayerObserver;
import dev.sundog.model.language.LayerObserver.Place;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * One step of some tokens through all layers, and its working memory. The tokens may be of several
 * sequences: each weight is read once for all of them, attention is to each sequence's own past.
 * Every family is a case of one block, {@code x += m * after(attention(before(x))); x += m *
 * after(network(before(x)))}, in which norms that a family lacks are left out; where it lacks those
 * after, products are added to the residual stream directly.
 *
 * <p>Source: Touvron et al., LLaMA, arXiv 2302.13971, section 2.2; norms after as in Gemma Team,
 * arXiv 2408.00118, section 2; multipliers as in Granite (arXiv 2408.13359).
 */
final class ForwardPass {
    /** Tokens of one step: enough to keep tiles busy, few enough for their activations in cache. */
    static final int LARGEST_STEP = 256;

    /** Positions whose logits are computed together. */
    static final int HEAD_STEP = 64;

    private final Decoder decoder;
    private final ModelConfig config;
    private final DecoderWeights weights;
    private final Kernels kernels;
    private final Tokens tokens;
    private final ExpertPass expertPass;
    private final int projectedSize;
    private final int half;
    private int room;
    private float[] hidden = new float[0];
    private float[] normed = new float[0];
    private float[] projected = new float[0];
    private float[] attended = new float[0];
    private float[] gateUp = new float[0];
    private float[] mixed = new float[0];
    private float[] added = new float[0];
    private Angles global = Angles.NONE;
    private Angles local = Angles.NONE;
    private int[] positions = new int[0];
    private LayerObserver observer = LayerObserver.NONE;

    /** Cosines and sines of the tokens of a step, {@code [count, rotarySize / 2]}. */
    private record Angles(float[] cosine, float[] sine) {
        static final Angles NONE = new Angles(new float[0], new float[0]);
    }

    /**
     * Consecutive tokens of one sequence.
     *
     * @param ids its tokens are {@code ids[from ...]}, {@code count} of them
     * @param position of the first of them
     * @param length positions of the sequence once all that is being appended is there
     * @param caches of the sequence, one a layer
     */
    record Segment(
            int[] ids, int from, int count, int position, int length, List<KeyValueCache> caches) {}

    ForwardPass(Decoder decoder) {
        this.decoder = decoder;
        config = decoder.config();
        weights = decoder.weights();
        kernels = decoder.kernels();
        tokens = new Tokens(decoder.team());
        expertPass = new ExpertPass(config, kernels, tokens);
        projectedSize = config.querySize() + 2 * config.keyValueSize();
        half = config.positions().rotarySize() / 2;
    }

    /**
     * Runs the tokens of all segments, one segment after the other; afterwards {@link #hidden}
     * holds their states before the final norm.
     */
    void run(List<Segment> segments) {
        int count = segments.stream().mapToInt(Segment::count).sum();
        makeRoom(count);
        int row = 0;
        for (Segment segment : segments) {
            embed(segment, row);
            row += segment.count();
        }
        normalise(weights.embeddingNorm(), hidden, hidden, count);
        List<Layer> layers = weights.layers();
        for (int i = 0; i < layers.size(); i++) {
            observer.onValues(Place.STREAM, i, hidden, config.hiddenSize(), count);
            attention(layers.get(i), i, segments, count);
            feedForward(layers.get(i), i, count);
        }
        observer.onValues(Place.STREAM, layers.size(), hidden, config.hiddenSize(), count);
    }

    /** Shows what is computed from now on. */
    void setObserver(LayerObserver next) {
        observer = next;
    }

    private void makeRoom(int count) {
        if (count > room) {
            room = count;
            hidden = new float[count * config.hiddenSize()];
            normed = new float[count * config.hiddenSize()];
            projected = new float[count * projectedSize];
            attended = new float[count * config.querySize()];
            gateUp = new float[count * 2 * config.intermediateSize()];
            mixed = new float[count * config.intermediateSize()];
            added = new float[decoder.addsDirectly() ? 0 : count * config.hiddenSize()];
            global = new Angles(new float[count * half], new float[count * half]);
            local = decoder.localRotary().isEmpty() ? Angles.NONE : copyOf(global);
            positions = new int[count];
        }
    }

    private static Angles copyOf(Angles angles) {
        return new Angles(angles.cosine().clone(), angles.sine().clone());
    }

    private void embed(Segment segment, int first) {
        int size = config.hiddenSize();
        float multiplier = (float) config.multipliers().embedding();
        for (int t = 0; t < segment.count(); t++) {
            int at = (first + t) * size;
            decoder.embed(segment.ids()[segment.from() + t], hidden, at);
            positions[first + t] = segment.position() + t;
            if (multiplier != 1) {
                for (int i = at; i < at + size; i++) {
                    hidden[i] *= multiplier;
                }
            }
            if (weights.positions().length > 0) {
                int position = positions[first + t] + decoder.firstPosition();
                kernels.add(hidden, at, weights.positions(), position * size, size);
            }
            kernels.add(hidden, at, weights.tokenType(), 0, weights.tokenType().length);
        }
        if (half > 0) {
            rotary(decoder.rotary(), segment, first, global);
            decoder.localRotary().ifPresent(table -> rotary(table, segment, first, local));
        }
    }

    private void rotary(RotaryTable table, Segment segment, int first, Angles angles) {
        table.write(
                segment.position(),
                segment.count(),
                segment.length(),
                angles.cosine(),
                angles.sine(),
                first * half);
    }

    private void attention(Layer layer, int index, List<Segment> segments, int count) {
        Attention attention = layer.attention();
        float[] input = normalise(layer.attentionNorms().before(), hidden, normed, count);
        project(attention.queryKeyValue(), input, count, projected, false);
        int queries = config.querySize();
        normaliseHeads(attention.queryNorm(), 0, queries, count);
        normaliseHeads(attention.keyNorm(), queries, config.keyValueSize(), count);
        rotate(layer.rotation(), count);
        List<Runnable> single = new ArrayList<>();
        int first = 0;
        for (Segment segment : segments) {
            KeyValueCache cache = segment.caches().get(index);
            for (int t = first; t < first + segment.count(); t++) {
                int keys = t * projectedSize + queries;
                cache.put(positions[t], projected, keys, projected, keys + config.keyValueSize());
            }
            int row = first;
            if (segment.count() == 1 && segments.size() > 1) {
                single.add(() -> attend(layer, segment, row, cache));
            } else {
                attend(layer, segment, row, cache);
            }
            first += segment.count();
        }
        // one token has too little attention for the team: a sequence a member
        decoder.team().run(single.size(), i -> single.get(i).run());
        observer.onValues(Place.HEADS, index, attended, config.querySize(), count);
        addProduct(attention.output(), attended, count, layer.attentionNorms());
    }

    private void normaliseHeads(Norm norm, int offset, int length, int count) {
        if (norm.absent()) {
            return;
        }
        int size = norm.weight().length;
        tokens.forEach(
                count,
                t -> {
                    int start = t * projectedSize + offset;
                    for (int at = start; at < start + length; at += size) {
                        normalise(norm, projected, at, projected, at);
                    }
                });
    }

    private void rotate(Rotation rotation, int count) {
        if (rotation == Rotation.NONE || half == 0) {
            return;
        }
        Angles angles = rotation == Rotation.LOCAL ? local : global;
        int heads = config.headCount() + config.keyValueHeadCount();
        tokens.forEach(
                count,
                t ->
                        kernels.rotate(
                                projected,
                                t * projectedSize,
                                heads,
                                config.headSize(),
                                2 * half,
                                angles.cosine(),
                                angles.sine(),
                                t * half));
    }

    private void attend(Layer layer, Segment segment, int row, KeyValueCache cache) {
        kernels.attend(
                projected,
                projectedSize,
                row,
                segment.count(),
                segment.position(),
                cache,
                config.headCount(),
                layer.scores(),
                attended,
                decoder.team());
    }

    private void feedForward(Layer layer, int index, int count) {
        Norms norms = layer.feedForwardNorms();
        float[] input = normalise(norms.before(), hidden, normed, count);
        switch (layer.feedForward()) {
            case Dense dense -> {
                project(dense.up(), input, count, gateUp, false);
                activate(dense, count);
                float[] neurons = dense.gated() ? mixed : gateUp;
                observer.onValues(Place.NEURONS, index, neurons, dense.size(), count);
                addProduct(dense.down(), neurons, count, norms);
            }
            case Experts experts -> {
                expertPass.run(experts, input, count, added);
                addToStream(count, norms);
            }
        }
    }

    private void activate(Dense dense, int count) {
        int size = dense.size();
        var activation = config.feedForward().activation();
        if (dense.gated()) {
            tokens.forEach(
                    count,
                    t ->
                            kernels.activateMultiply(
                                    activation,
                                    gateUp,
                                    2 * t * size,
                                    gateUp,
                                    (2 * t + 1) * size,
                                    mixed,
                                    t * size,
                                    size));
        } else {
            tokens.forEach(count, t -> kernels.activate(activation, gateUp, t * size, size));
        }
    }

    /** Adds what one half of a layer produces to the residual stream. */
    private void addProduct(Projection projection, float[] x, int count, Norms norms) {
        if (norms.after().absent() && config.multipliers().residual() == 1) {
            project(projection, x, count, hidden, true);
            normalise(norms.sum(), hidden, hidden, count);
        } else {
            project(projection, x, count, added, false);
            addToStream(count, norms);
        }
    }

    private void addToStream(int count, Norms norms) {
        int size = config.hiddenSize();
        float multiplier = (float) config.multipliers().residual();
        normalise(norms.after(), added, added, count);
        tokens.forEach(
                count, t -> kernels.addScaled(hidden, t * size, added, t * size, size, multiplier));
        normalise(norms.sum(), hidden, hidden, count);
    }

    /** Normalises rows of the residual stream's width; returns where they are now. */
    private float[] normalise(Norm norm, float[] x, float[] out, int count) {
        if (norm.absent()) {
            return x;
        }
        int size = config.hiddenSize();
        tokens.forEach(count, t -> normalise(norm, x, t * size, out, t * size));
        return out;
    }

    private void normalise(Norm norm, float[] x, int offset, float[] out, int outOffset) {
        double epsilon = config.normEpsilon();
        if (norm.bias().length == 0) {
            kernels.rmsNorm(x, offset, norm.weight(), epsilon, out, outOffset);
        } else {
            kernels.layerNorm(x, offset, norm.weight(), norm.bias(), epsilon, out, outOffset);
        }
    }

    private void project(
            Projection projection, float[] x, int count, float[] out, boolean accumulate) {
        kernels.matmul(projection.matrix(), x, count, out, accumulate, decoder.team());
        float[] bias = projection.bias();
        if (bias.length > 0) {
            tokens.forEach(count, t -> kernels.add(out, t * bias.length, bias, 0, bias.length));
        }
    }

    /** Writes the final norm of token {@code t} of the last step to {@code target}. */
    void finalNorm(int t, float[] target, int offset) {
        int size = config.hiddenSize();
        if (weights.norm().absent()) {
            System.arraycopy(hidden, t * size, target, offset, size);
        } else {
            normalise(weights.norm(), hidden, t * size, target, offset);
        }
    }

    /** Logits of {@code count} consecutive tokens of the last step, {@code [count, vocabulary]}. */
    void logits(int first, int count, float[] target) {
        logits(count, i -> first + i, target);
    }

    /** Logits of {@code count} tokens of the last step, whose rows are given. */
    void logits(int count, IntUnaryOperator rows, float[] target) {
        for (int i = 0; i < count; i++) {
            finalNorm(rows.applyAsInt(i), normed, i * config.hiddenSize());
        }
        kernels.matmul(decoder.head(), normed, count, target, false, decoder.team());
        double divisor = config.multipliers().logitDivisor();
        float cap = (float) config.multipliers().logitSoftCap();
        int length = count * config.vocabularySize();
        if (divisor != 1) {
            float factor = (float) (1 / divisor);
            for (int i = 0; i < length; i++) {
                target[i] *= factor;
            }
        }
        if (cap > 0) {
            kernels.softCap(target, 0, length, cap);
        }
    }

    /** Work that is done token by token, shared out over a team. */
    static final class Tokens {
        private static final int A_CHUNK = 16;
        private final ThreadTeam team;

        Tokens(ThreadTeam team) {
            this.team = team;
        }

        ThreadTeam team() {
            return team;
        }

        void forEach(int count, ThreadTeam.ChunkTask task) {
            team.run(
                    Math.ceilDiv(count, A_CHUNK),
                    chunk -> {
                        int end = Math.min(count, (chunk + 1) * A_CHUNK);
                        for (int t = chunk * A_CHUNK; t < end; t++) {
                            task.run(t);
                        }
                    });
        }
    }
}
