package dev.sundog.inference.session;

import dev.sundog.inference.session.DecoderWeights.Layer;
import dev.sundog.inference.session.DecoderWeights.Projection;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.KeyValueCache;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.architecture.ModelConfig;

import java.util.List;

/**
 * One step of up to {@link #LARGEST_STEP} tokens through all layers, and its working memory. Reads
 * like the paper: {@code x += attention(norm(x)); x += down(silu(gate(norm(x))) * up(norm(x)))}.
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

    ForwardPass(Decoder decoder) {
        this.decoder = decoder;
        config = decoder.config();
        kernels = decoder.kernels();
        team = decoder.team();
        projectedSize = config.querySize() + 2 * config.keyValueSize();
    }

    /**
     * Runs {@code count} tokens {@code ids[from ...]} at positions {@code position ...}; afterwards
     * {@link #hidden} holds their states before the final norm.
     */
    void run(int[] ids, int from, int count, int position, List<KeyValueCache> caches) {
        makeRoom(count);
        for (int t = 0; t < count; t++) {
            decoder.embed(ids[from + t], hidden, t * config.hiddenSize());
        }
        RotaryTable.Angles angles = decoder.angles(position + count);
        List<Layer> layers = decoder.weights().layers();
        for (int i = 0; i < layers.size(); i++) {
            attention(layers.get(i), caches.get(i), count, position, angles);
            feedForward(layers.get(i), count);
        }
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
        }
    }

    private void attention(
            Layer layer, KeyValueCache cache, int count, int position, RotaryTable.Angles angles) {
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
                                (position + t) * half));
        for (int t = 0; t < count; t++) {
            int keys = t * projectedSize + config.querySize();
            cache.put(position + t, projected, keys, projected, keys + config.keyValueSize());
        }
        kernels.attend(
                projected,
                projectedSize,
                count,
                position,
                cache,
                config.headCount(),
                attended,
                team);
        project(layer.output(), attended, count, hidden, true);
    }

    private void feedForward(Layer layer, int count) {
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
        for (int t = 0; t < count; t++) {
            finalNorm(first + t, normed, t * config.hiddenSize());
        }
        kernels.matmul(decoder.weights().head(), normed, count, target, false, team);
    }
}
