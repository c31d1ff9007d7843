package dev.sundog.inference.session;

import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.Matrix;
import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The weights of a decoder, packed for one backend. Projections that read the same input are one
 * matrix. Biases are empty arrays where the model has none.
 *
 * @param layers from the first to the last
 * @param norm weight of the final norm
 * @param head output projection
 */
record DecoderWeights(List<Layer> layers, float[] norm, Matrix head) {

    /**
     * One layer.
     *
     * @param attentionNorm weight of the norm before attention
     * @param queryKeyValue {@code [querySize + 2 * keyValueSize, hiddenSize]}
     * @param output {@code [hiddenSize, querySize]}
     * @param mlpNorm weight of the norm before the feed-forward network
     * @param gateUp {@code [2 * intermediateSize, hiddenSize]}
     * @param down {@code [hiddenSize, intermediateSize]}
     */
    record Layer(
            float[] attentionNorm,
            Projection queryKeyValue,
            Projection output,
            float[] mlpNorm,
            Projection gateUp,
            Projection down) {}

    /**
     * A matrix and what is added to its product.
     *
     * @param bias {@code [rows]} or empty
     */
    record Projection(Matrix matrix, float[] bias) {}

    static DecoderWeights load(
            Checkpoint checkpoint, Kernels kernels, ThreadTeam team, ProgressListener progress) {
        requireMemory(checkpoint);
        return new Loader(checkpoint, kernels, team).load(progress);
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

    private record Loader(Checkpoint checkpoint, Kernels kernels, ThreadTeam team) {
        DecoderWeights load(ProgressListener progress) {
            ModelConfig config = checkpoint.config();
            List<Layer> layers = new ArrayList<>();
            for (int i = 0; i < config.layerCount(); i++) {
                progress.onProgress("load", i, config.layerCount() + 1L);
                layers.add(layer("model.layers." + i + "."));
            }
            progress.onProgress("load", config.layerCount(), config.layerCount() + 1L);
            String head = config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight";
            DecoderWeights weights =
                    new DecoderWeights(
                            List.copyOf(layers),
                            vector("model.norm.weight"),
                            kernels.pack(List.of(source(head)), team));
            progress.onProgress("load", config.layerCount() + 1L, config.layerCount() + 1L);
            return weights;
        }

        private Layer layer(String prefix) {
            return new Layer(
                    vector(prefix + "input_layernorm.weight"),
                    projection(
                            prefix + "self_attn.q_proj",
                            prefix + "self_attn.k_proj",
                            prefix + "self_attn.v_proj"),
                    projection(prefix + "self_attn.o_proj"),
                    vector(prefix + "post_attention_layernorm.weight"),
                    projection(prefix + "mlp.gate_proj", prefix + "mlp.up_proj"),
                    projection(prefix + "mlp.down_proj"));
        }

        private Projection projection(String... names) {
            List<TensorSource> sources =
                    Stream.of(names).map(name -> source(name + ".weight")).toList();
            float[] bias = new float[sources.stream().mapToInt(TensorSource::rows).sum()];
            boolean present = false;
            int row = 0;
            for (int i = 0; i < names.length; i++) {
                var tensor = checkpoint.find(names[i] + ".bias");
                if (tensor.isPresent()) {
                    present = true;
                    checkpoint.readRows(tensor.get(), 0, 1, bias, row);
                }
                row += sources.get(i).rows();
            }
            Matrix matrix = kernels.pack(sources, team);
            return new Projection(matrix, present ? bias : Arrays.copyOf(bias, 0));
        }

        private float[] vector(String name) {
            return checkpoint.readAll(checkpoint.tensor(name));
        }

        private TensorSource source(String name) {
            return new TensorSource(checkpoint, checkpoint.tensor(name));
        }
    }

    /** A tensor of a checkpoint as the kernels read it. */
    private record TensorSource(Checkpoint checkpoint, TensorInfo tensor) implements MatrixSource {
        @Override
        public String name() {
            return tensor.name();
        }

        @Override
        public ElementType type() {
            return tensor.type();
        }

        @Override
        public int rows() {
            return Math.toIntExact(tensor.rowCount());
        }

        @Override
        public int columns() {
            return tensor.rowLength();
        }

        @Override
        public MemorySegment row(int row) {
            return checkpoint.row(tensor, row);
        }

        @Override
        public void readRows(int first, int count, float[] target, int offset) {
            checkpoint.readRows(tensor, first, count, target, offset);
        }
    }
}
