package dev.sundog.training.torch;

import dev.sundog.model.architecture.ModelConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where each parameter of a Llama lies in one flat array: matrices first, then vectors. The q, k
 * and v projections of a layer are neighbours, and so are gate and up, so that each group is one
 * matrix without a copy.
 *
 * <p>Matrices are subject to weight decay; vectors (norms, biases) are not, which is the convention
 * of PyTorch recipes and of Hugging Face's trainer. Immutable.
 */
public final class ParameterLayout {
    /**
     * A matrix or vector the model computes with.
     *
     * @param offset first element in the flat array
     * @param shape {@code [rows, columns]} or {@code [length]}
     */
    public record Block(long offset, List<Long> shape) {
        public Block {
            shape = List.copyOf(shape);
        }

        /** Elements. */
        public long count() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }
    }

    /**
     * A tensor of the checkpoint: rows of a block.
     *
     * @param name Hugging Face name
     * @param offset first element in the flat array
     * @param shape row-major
     */
    public record Slice(String name, long offset, List<Long> shape) {
        public Slice {
            shape = List.copyOf(shape);
        }

        /** Elements. */
        public long count() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }

        /** Whether weight decay applies. */
        public boolean decayed() {
            return shape.size() > 1;
        }
    }

    /** The blocks of one layer. */
    public record LayerBlocks(
            Block inputNorm,
            Block queryKeyValue,
            Block output,
            Block postAttentionNorm,
            Block gateUp,
            Block down,
            Optional<Block> queryKeyValueBias,
            Optional<Block> outputBias,
            Optional<Block> gateUpBias,
            Optional<Block> downBias) {}

    private final List<Slice> slices = new ArrayList<>();
    private final List<LayerBlocks> layers = new ArrayList<>();
    private final Block embedding;
    private final Block head;
    private final Block finalNorm;
    private final long decayedCount;
    private long count;

    private ParameterLayout(ModelConfig config) {
        long hidden = config.hiddenSize();
        List<Block> matrices = new ArrayList<>();
        embedding = matrix(hidden, part("model.embed_tokens", config.vocabularySize()));
        head =
                config.tiedEmbeddings()
                        ? embedding
                        : matrix(hidden, part("lm_head", config.vocabularySize()));
        for (int i = 0; i < config.layerCount(); i++) {
            String attention = "model.layers." + i + ".self_attn.";
            String mlp = "model.layers." + i + ".mlp.";
            matrices.add(matrix(hidden, queryKeyValueParts(attention, config)));
            matrices.add(matrix(config.querySize(), part(attention + "o_proj", hidden)));
            matrices.add(matrix(hidden, gateUpParts(mlp, config)));
            matrices.add(matrix(config.intermediateSize(), part(mlp + "down_proj", hidden)));
        }
        decayedCount = count;
        for (int i = 0; i < config.layerCount(); i++) {
            layers.add(layer(i, config, matrices.subList(4 * i, 4 * i + 4)));
        }
        finalNorm = vector("weight", part("model.norm", hidden));
    }

    /** The layout of a model of that shape. */
    public static ParameterLayout of(ModelConfig config) {
        return new ParameterLayout(config);
    }

    private LayerBlocks layer(int index, ModelConfig config, List<Block> matrices) {
        String layer = "model.layers." + index + ".";
        String attention = layer + "self_attn.";
        String mlp = layer + "mlp.";
        long hidden = config.hiddenSize();
        boolean biased = config.attentionBias();
        boolean mlpBiased = config.mlpBias();
        return new LayerBlocks(
                vector("weight", part(layer + "input_layernorm", hidden)),
                matrices.get(0),
                matrices.get(1),
                vector("weight", part(layer + "post_attention_layernorm", hidden)),
                matrices.get(2),
                matrices.get(3),
                biasIf(biased, queryKeyValueParts(attention, config)),
                biasIf(biased, part(attention + "o_proj", hidden)),
                biasIf(mlpBiased, gateUpParts(mlp, config)),
                biasIf(mlpBiased, part(mlp + "down_proj", hidden)));
    }

    private record Part(String name, long rows) {}

    private static Part part(String name, long rows) {
        return new Part(name, rows);
    }

    private static Part[] queryKeyValueParts(String attention, ModelConfig config) {
        return new Part[] {
            part(attention + "q_proj", config.querySize()),
            part(attention + "k_proj", config.keyValueSize()),
            part(attention + "v_proj", config.keyValueSize())
        };
    }

    private static Part[] gateUpParts(String mlp, ModelConfig config) {
        return new Part[] {
            part(mlp + "gate_proj", config.intermediateSize()),
            part(mlp + "up_proj", config.intermediateSize())
        };
    }

    private Block matrix(long columns, Part... parts) {
        long offset = count;
        long rows = 0;
        for (Part part : parts) {
            slices.add(new Slice(part.name + ".weight", count, List.of(part.rows, columns)));
            rows += part.rows;
            count = Math.addExact(count, Math.multiplyExact(part.rows, columns));
        }
        return new Block(offset, List.of(rows, columns));
    }

    private Block vector(String kind, Part... parts) {
        long offset = count;
        for (Part part : parts) {
            slices.add(new Slice(part.name + "." + kind, count, List.of(part.rows)));
            count = Math.addExact(count, part.rows);
        }
        return new Block(offset, List.of(count - offset));
    }

    private Optional<Block> biasIf(boolean present, Part... parts) {
        return present ? Optional.of(vector("bias", parts)) : Optional.empty();
    }

    /** All elements. */
    public long count() {
        return count;
    }

    /** Elements under weight decay; they come first. */
    public long decayedCount() {
        return decayedCount;
    }

    /** Tensors of the checkpoint in the order of the flat array. */
    public List<Slice> slices() {
        return List.copyOf(slices);
    }

    /** {@code [vocabularySize, hiddenSize]}. */
    public Block embedding() {
        return embedding;
    }

    /** {@code [vocabularySize, hiddenSize]}; the embedding itself when tied. */
    public Block head() {
        return head;
    }

    /** {@code [hiddenSize]}. */
    public Block finalNorm() {
        return finalNorm;
    }

    /** Blocks of each layer. */
    public List<LayerBlocks> layers() {
        return List.copyOf(layers);
    }
}
