package dev.sundog.inference.session;

import dev.sundog.inference.session.DecoderWeights.Layer;
import dev.sundog.inference.session.DecoderWeights.Projection;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.KeyValueCache;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.language.LayerObserver;
import dev.sundog.model.language.LayerObserver.Place;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * One step of up to {@link #LARGEST_STEP} tokens through all layers, and its working memory. The
 * tokens may be of several sequences: each weight is read once for all of them, attention is to
 * each sequence's own past. Reads like the paper: {@code x += attention(norm(x)); x +=
 * down(silu(gate(norm(x))) * up(norm(x)))}.
 *
 * <p>Source: Touvron et al., LLaMA, arXiv 2302.13971, section 2.2.
 */
final class ForwardPass {
    /** Tokens of one step: enough to keep tiles busy, few enough for their activations in cache. */
    static final int LARGEST_STEP = 256;

    /** Positions whose logits are computed together. */
    static final int HEAD_STEP = 64;

    private static final int TOKENS_A_CHUNK = 16;

    private final Decoder decoder;
    private final ModelConfig config;
    private final Kernels kernels;
    private final ThreadTeam team;
    private final int projectedSize;
    private int room;
    private float[] hidden = new float[0];
    private float[] normed = new float[0];
    private float[] projected = new float[0];
    private float[] attended = new float[0];
    private float[] gateUp = new float[0];
    private float[] mixed = new float[0];
    private int[] positions = new int[0];
    private LayerObserver observer = LayerObserver.NONE;

    /**
     * Consecutive tokens of one sequence.
     *
     * @param ids its tokens are {@code ids[from ...]}, {@code count} of them
     * @param position of the first of them
     * @param caches of the sequence, one a layer
     */
    record Segment(int[] ids, int from, int count, int position, List<KeyValueCache> caches) {}

    ForwardPass(Decoder decoder) {
        this.decoder = decoder;
        config = decoder.config();
        kernels = decoder.kernels();
        team = decoder.team();
        projectedSize = config.querySize() + 2 * config.keyValueSize();
    }

    /**
     * Runs the tokens of all segments, one segment after the other; afterwards {@link #hidden}
     * holds their states before the final norm.
     */
    void run(List<Segment> segments) {
        int count = segments.stream().mapToInt(Segment::count).sum();
        makeRoom(count);
        int row = 0;
        int furthest = 0;
        for (Segment segment : segments) {
            for (int t = 0; t < segment.count(); t++) {
                int id = segment.ids()[segment.from() + t];
                decoder.embed(id, hidden, row * config.hiddenSize());
                positions[row++] = segment.position() + t;
            }
            furthest = Math.max(furthest, segment.position() + segment.count());
        }
        RotaryTable.Angles angles = decoder.angles(furthest);
        List<Layer> layers = decoder.weights().layers();
        for (int i = 0; i < layers.size(); i++) {
            observer.onValues(Place.STREAM, i, hidden, config.hiddenSize(), count);
            attention(layers.get(i), i, segments, count, angles);
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
            positions = new int[count];
        }
    }

    private void attention(
            Layer layer, int index, List<Segment> segments, int count, RotaryTable.Angles angles) {
        normalise(layer.attentionNorm(), count);
        project(layer.queryKeyValue(), normed, count, projected, false);
        int half = config.headSize() / 2;
        int rotatedHeads = config.headCount() + config.keyValueHeadCount();
        forEachToken(
                count,
                t ->
                        kernels.rotate(
                                projected,
                                t * projectedSize,
                                rotatedHeads,
                                config.headSize(),
                                angles.cosine(),
                                angles.sine(),
                                positions[t] * half));
        List<Runnable> single = new ArrayList<>();
        int first = 0;
        for (Segment segment : segments) {
            KeyValueCache cache = segment.caches().get(index);
            for (int t = first; t < first + segment.count(); t++) {
                int keys = t * projectedSize + config.querySize();
                cache.put(positions[t], projected, keys, projected, keys + config.keyValueSize());
            }
            int row = first;
            if (segment.count() == 1 && segments.size() > 1) {
                single.add(() -> attend(segment, row, cache));
            } else {
                attend(segment, row, cache);
            }
            first += segment.count();
        }
        // one token has too little attention for the team: a sequence a member
        team.run(single.size(), i -> single.get(i).run());
        observer.onValues(Place.HEADS, index, attended, config.querySize(), count);
        project(layer.output(), attended, count, hidden, true);
    }

    private void attend(Segment segment, int row, KeyValueCache cache) {
        kernels.attend(
                projected,
                projectedSize,
                row,
                segment.count(),
                segment.position(),
                cache,
                config.headCount(),
                attended,
                team);
    }

    private void feedForward(Layer layer, int index, int count) {
        normalise(layer.mlpNorm(), count);
        project(layer.gateUp(), normed, count, gateUp, false);
        int size = config.intermediateSize();
        forEachToken(
                count,
                t ->
                        kernels.siluMultiply(
                                gateUp,
                                2 * t * size,
                                gateUp,
                                (2 * t + 1) * size,
                                mixed,
                                t * size,
                                size));
        observer.onValues(Place.NEURONS, index, mixed, size, count);
        project(layer.down(), mixed, count, hidden, true);
    }

    private void normalise(float[] weight, int count) {
        int size = config.hiddenSize();
        forEachToken(
                count,
                t ->
                        kernels.rmsNorm(
                                hidden, t * size, weight, config.normEpsilon(), normed, t * size));
    }

    private void project(
            Projection projection, float[] x, int count, float[] out, boolean accumulate) {
        kernels.matmul(projection.matrix(), x, count, out, accumulate, team);
        float[] bias = projection.bias();
        if (bias.length > 0) {
            forEachToken(count, t -> kernels.add(out, t * bias.length, bias, 0, bias.length));
        }
    }

    private void forEachToken(int count, ThreadTeam.ChunkTask task) {
        team.run(
                Math.ceilDiv(count, TOKENS_A_CHUNK),
                chunk -> {
                    int end = Math.min(count, (chunk + 1) * TOKENS_A_CHUNK);
                    for (int t = chunk * TOKENS_A_CHUNK; t < end; t++) {
                        task.run(t);
                    }
                });
    }

    /** Writes the final norm of token {@code t} of the last step to {@code target}. */
    void finalNorm(int t, float[] target, int offset) {
        kernels.rmsNorm(
                hidden,
                t * config.hiddenSize(),
                decoder.weights().norm(),
                config.normEpsilon(),
                target,
                offset);
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
        kernels.matmul(decoder.weights().head(), normed, count, target, false, team);
    }
}
