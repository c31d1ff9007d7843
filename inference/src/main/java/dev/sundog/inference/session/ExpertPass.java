package dev.sundog.inference.session;

import dev.sundog.inference.session.DecoderWeights.Dense;
import dev.sundog.inference.session.DecoderWeights.Experts;
import dev.sundog.inference.session.DecoderWeights.Shared;
import dev.sundog.inference.session.ForwardPass.Tokens;
import dev.sundog.kernels.Activation;
import dev.sundog.kernels.Kernels;
import dev.sundog.model.architecture.ExpertConfig;
import dev.sundog.model.architecture.ModelConfig;

import java.util.Arrays;

/**
 * A mixture of experts: each token goes to the experts that its router scores highest, whose
 * outputs are weighted with the softmax of the scores. The tokens of one expert are computed
 * together, so each expert's weights are read once a step.
 *
 * <p>Source: Jiang et al., Mixtral of Experts, arXiv 2401.04088, section 2.1; the shared expert as
 * in Qwen2 (arXiv 2407.10671, section 2.2.2).
 */
final class ExpertPass {
    private final Kernels kernels;
    private final Tokens tokens;
    private final int hiddenSize;
    private final Activation activation;
    private float[] scores = new float[0];
    private int[] chosen = new int[0];
    private float[] gathered = new float[0];
    private float[] gateUp = new float[0];
    private float[] mixed = new float[0];
    private float[] produced = new float[0];
    private int[] rows = new int[0];
    private float[] shares = new float[0];
    private final int used;
    private final boolean normalized;

    ExpertPass(ModelConfig config, Kernels kernels, Tokens tokens) {
        this.kernels = kernels;
        this.tokens = tokens;
        hiddenSize = config.hiddenSize();
        activation = config.feedForward().activation();
        used = config.feedForward().experts().map(ExpertConfig::usedCount).orElse(0);
        normalized = config.feedForward().experts().map(ExpertConfig::normalized).orElse(false);
    }

    /**
     * Computes {@code out[t] = sum of weight * expert(x[t])}.
     *
     * @param x {@code [count, hiddenSize]}; {@code out} likewise
     */
    void run(Experts experts, float[] x, int count, float[] out) {
        int expertCount = experts.experts().size();
        makeRoom(experts, count);
        kernels.matmul(experts.router().matrix(), x, count, scores, false, tokens.team());
        for (int t = 0; t < count; t++) {
            kernels.softmax(scores, t * expertCount, expertCount);
            choose(t, expertCount);
        }
        Arrays.fill(out, 0, count * hiddenSize, 0);
        for (int expert = 0; expert < expertCount; expert++) {
            int found = 0;
            for (int i = 0; i < count * used; i++) {
                if (chosen[i] == expert) {
                    rows[found] = i / used;
                    shares[found++] = scores[i / used * expertCount + expert];
                }
            }
            if (found > 0) {
                compute(experts.experts().get(expert), x, found, out);
            }
        }
        experts.shared().ifPresent(shared -> addShared(shared, x, count, out));
    }

    private void makeRoom(Experts experts, int count) {
        int widest = experts.experts().getFirst().size();
        if (experts.shared().isPresent()) {
            widest = Math.max(widest, experts.shared().get().network().size());
        }
        scores = atLeast(scores, count * experts.experts().size());
        gathered = atLeast(gathered, count * hiddenSize);
        produced = atLeast(produced, count * hiddenSize);
        gateUp = atLeast(gateUp, 2 * count * widest);
        mixed = atLeast(mixed, count * widest);
        shares = atLeast(shares, count);
        if (rows.length < count) {
            rows = new int[count];
            chosen = new int[count * used];
        }
    }

    private static float[] atLeast(float[] array, int size) {
        return array.length < size ? new float[size] : array;
    }

    /** Finds the experts of one token; the scores of those become its shares. */
    private void choose(int token, int expertCount) {
        int base = token * expertCount;
        float sum = 0;
        for (int i = 0; i < used; i++) {
            int best = -1;
            for (int expert = 0; expert < expertCount; expert++) {
                boolean taken = false;
                for (int j = 0; j < i; j++) {
                    taken |= chosen[token * used + j] == expert;
                }
                if (!taken && (best < 0 || scores[base + expert] > scores[base + best])) {
                    best = expert;
                }
            }
            chosen[token * used + i] = best;
            sum += scores[base + best];
        }
        if (normalized) {
            for (int i = 0; i < used; i++) {
                scores[base + chosen[token * used + i]] /= sum;
            }
        }
    }

    private void compute(Dense expert, float[] x, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(x, rows[i] * hiddenSize, gathered, i * hiddenSize, hiddenSize);
        }
        network(expert, gathered, count);
        for (int i = 0; i < count; i++) {
            kernels.addScaled(
                    out, rows[i] * hiddenSize, produced, i * hiddenSize, hiddenSize, shares[i]);
        }
    }

    private void network(Dense network, float[] x, int count) {
        int size = network.size();
        kernels.matmul(network.up().matrix(), x, count, gateUp, false, tokens.team());
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
        kernels.matmul(network.down().matrix(), mixed, count, produced, false, tokens.team());
    }

    private void addShared(Shared shared, float[] x, int count, float[] out) {
        kernels.matmul(shared.router().matrix(), x, count, shares, false, tokens.team());
        network(shared.network(), x, count);
        for (int t = 0; t < count; t++) {
            float share = (float) (1 / (1 + Math.exp(-shares[t])));
            kernels.addScaled(out, t * hiddenSize, produced, t * hiddenSize, hiddenSize, share);
        }
    }
}
