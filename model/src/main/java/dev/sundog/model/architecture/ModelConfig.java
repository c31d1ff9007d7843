package dev.sundog.model.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The resolved shape of one model: everything that running or training it needs to know beside its
 * weights and the {@link ArchitectureDescription} of its family.
 *
 * @param family name of the architecture description, e.g. {@code llama}
 * @param vocabularySize rows of the embedding
 * @param hiddenSize width of the residual stream
 * @param layerCount layers
 * @param contextLength positions the model was trained for
 * @param normEpsilon epsilon of the norms
 * @param attention heads and scores
 * @param feedForward the networks between attentions
 * @param positions rotary embeddings
 * @param multipliers factors of the residual stream
 * @param kinds what each layer is; a single entry if all are alike, else one a layer
 * @param tiedEmbeddings whether the output projection is the embedding
 * @param tokenTypeCount rows of the token-type embedding of an encoder; 0 for none
 * @param padTokenId padding, if the configuration names it
 * @param bosTokenId beginning-of-sequence token, if the configuration names one
 * @param eosTokenIds end-of-sequence tokens, possibly none
 */
public record ModelConfig(
        String family,
        int vocabularySize,
        int hiddenSize,
        int layerCount,
        int contextLength,
        double normEpsilon,
        AttentionConfig attention,
        FeedForwardConfig feedForward,
        PositionConfig positions,
        MultiplierConfig multipliers,
        List<LayerKind> kinds,
        boolean tiedEmbeddings,
        int tokenTypeCount,
        OptionalInt padTokenId,
        OptionalInt bosTokenId,
        List<Integer> eosTokenIds) {

    public ModelConfig {
        Checks.positive("vocab_size", vocabularySize);
        Checks.positive("hidden_size", hiddenSize);
        Checks.positive("num_hidden_layers", layerCount);
        Checks.positive("max_position_embeddings", contextLength);
        if (!(normEpsilon >= 0 && normEpsilon < 1)) {
            throw new IllegalArgumentException("norm epsilon " + normEpsilon + " is not in [0, 1)");
        }
        if (positions.rotarySize() > attention.headSize()) {
            throw new IllegalArgumentException(
                    "rotary size "
                            + positions.rotarySize()
                            + " exceeds head_dim "
                            + attention.headSize());
        }
        kinds = List.copyOf(kinds);
        if (kinds.size() != 1 && kinds.size() != layerCount) {
            throw new IllegalArgumentException(
                    "kinds of " + kinds.size() + " layers for " + layerCount + " layers");
        }
        eosTokenIds = List.copyOf(eosTokenIds);
    }

    /** A builder whose defaults are a plain Llama's. */
    public static ModelConfigBuilder builder(String family) {
        return new ModelConfigBuilder(family);
    }

    /** A builder that starts from this model. */
    public ModelConfigBuilder toBuilder() {
        return new ModelConfigBuilder(this);
    }

    /** Query heads. */
    public int headCount() {
        return attention.headCount();
    }

    /** Key and value heads. */
    public int keyValueHeadCount() {
        return attention.keyValueHeadCount();
    }

    /** Width of a head. */
    public int headSize() {
        return attention.headSize();
    }

    /** Width of all query heads together. */
    public int querySize() {
        return headCount() * headSize();
    }

    /** Width of all key (or value) heads together. */
    public int keyValueSize() {
        return keyValueHeadCount() * headSize();
    }

    /** Width inside a dense feed-forward network. */
    public int intermediateSize() {
        return feedForward.intermediateSize();
    }

    /** Rotation of most layers. */
    public Rope rope() {
        return positions.rope();
    }

    /** Whether the attention projections that may have biases have them. */
    public boolean attentionBias() {
        return attention.bias();
    }

    /** Whether the feed-forward projections that may have biases have them. */
    public boolean mlpBias() {
        return feedForward.bias();
    }

    /** What one layer is. */
    public LayerKind kind(int layer) {
        return kinds.size() == 1 ? kinds.getFirst() : kinds.get(layer);
    }

    /** Positions a sequence may have: beyond the trained ones where the rope stretches itself. */
    public int longestSequence() {
        double stretched = contextLength * rope().stretch();
        return (int) Math.min(Integer.MAX_VALUE - 8, stretched);
    }

    /**
     * The same model with another number of layers; of a model whose layers differ, its first ones
     * or their pattern again.
     */
    public ModelConfig withLayerCount(int layers) {
        List<Integer> sources = new ArrayList<>();
        if (kinds.size() > 1) {
            for (int layer = 0; layer < layers; layer++) {
                sources.add(layer % layerCount);
            }
        }
        return toBuilder().layerCount(layers).kinds(kindsOf(sources)).build();
    }

    /** The same model whose layers are these of this one. */
    public ModelConfig withLayers(List<Integer> sources) {
        return toBuilder().layerCount(sources.size()).kinds(kindsOf(sources)).build();
    }

    private List<LayerKind> kindsOf(List<Integer> sources) {
        return kinds.size() == 1 ? kinds : sources.stream().map(kinds::get).toList();
    }

    /** The same model with other end-of-sequence tokens. */
    public ModelConfig withEosTokenIds(List<Integer> ids) {
        return toBuilder().eosTokenIds(ids).build();
    }
}
