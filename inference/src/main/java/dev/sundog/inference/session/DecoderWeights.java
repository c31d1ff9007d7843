package dev.sundog.inference.session;

import dev.sundog.kernels.AttentionScores;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.Matrix;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.architecture.Rotation;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import java.util.List;
import java.util.Optional;

/**
 * The weights of a model, packed for one backend. Projections that read the same input are one
 * matrix. Biases are empty arrays where the model has none.
 *
 * @param positions learned embedding of positions {@code [positions, hiddenSize]}, or empty
 * @param tokenType embedding of an encoder's first sentence {@code [hiddenSize]}, or empty
 * @param embeddingNorm norm of the summed embeddings
 * @param layers from the first to the last
 * @param norm final norm
 * @param head output projection; an encoder has none
 */
record DecoderWeights(
        float[] positions,
        float[] tokenType,
        Norm embeddingNorm,
        List<Layer> layers,
        Norm norm,
        Optional<Matrix> head) {

    /**
     * One layer.
     *
     * @param scores how its attention scores
     * @param rotation how its queries and keys are rotated
     * @param attention its first half
     * @param attentionNorms norms around it
     * @param feedForward its second half
     * @param feedForwardNorms norms around it
     */
    record Layer(
            AttentionScores scores,
            Rotation rotation,
            Attention attention,
            Norms attentionNorms,
            FeedForward feedForward,
            Norms feedForwardNorms) {}

    /**
     * Attention of one layer.
     *
     * @param queryKeyValue {@code [querySize + 2 * keyValueSize, hiddenSize]}
     * @param queryNorm of each head, or of all together, by its length
     * @param keyNorm likewise
     * @param output {@code [hiddenSize, querySize]}
     */
    record Attention(Projection queryKeyValue, Norm queryNorm, Norm keyNorm, Projection output) {}

    /**
     * Norms around one half of a layer.
     *
     * @param before of what it reads
     * @param after of what it adds
     * @param sum of the residual stream after it was added
     */
    record Norms(Norm before, Norm after, Norm sum) {}

    /**
     * A norm.
     *
     * @param weight empty for no norm at all
     * @param bias empty for a root-mean-square norm
     */
    record Norm(float[] weight, float[] bias) {
        static final Norm NONE = new Norm(new float[0], new float[0]);

        boolean absent() {
            return weight.length == 0;
        }
    }

    /** The second half of a layer. */
    sealed interface FeedForward permits Dense, Experts {}

    /**
     * One network.
     *
     * @param gated whether {@code up} holds the gate before the rest
     * @param up {@code [intermediateSize or twice that, hiddenSize]}
     * @param down {@code [hiddenSize, intermediateSize]}
     */
    record Dense(boolean gated, Projection up, Projection down) implements FeedForward {
        int size() {
            return down.matrix().columns();
        }
    }

    /**
     * A mixture of networks.
     *
     * @param router {@code [experts, hiddenSize]}
     * @param experts each sees the tokens sent to it
     * @param shared sees all tokens
     */
    record Experts(Projection router, List<Dense> experts, Optional<Shared> shared)
            implements FeedForward {}

    /**
     * A network that sees all tokens.
     *
     * @param router {@code [1, hiddenSize]}; the sigmoid of its product weighs the network
     * @param network the network
     */
    record Shared(Projection router, Dense network) {}

    /**
     * A matrix and what is added to its product.
     *
     * @param bias {@code [rows]} or empty
     */
    record Projection(Matrix matrix, float[] bias) {}

    static DecoderWeights load(
            Checkpoint checkpoint, Kernels kernels, ThreadTeam team, ProgressListener progress) {
        requireMemory(checkpoint);
        return new WeightLoader(checkpoint, kernels, team).load(progress);
    }

    private static void requireMemory(Checkpoint checkpoint) {
        long largest = Runtime.getRuntime().maxMemory();
        if (checkpoint.byteSize() > largest) {
            throw SundogException.resource(
                    "memory",
                    "%s has %d MB of weights, this Java process may use %d MB; give it more with -Xmx or quantise the model"
                            .formatted(
                                    checkpoint.path(), checkpoint.byteSize() >> 20, largest >> 20));
        }
    }
}
