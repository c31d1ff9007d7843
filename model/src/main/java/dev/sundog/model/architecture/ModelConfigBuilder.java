package dev.sundog.model.architecture;

import java.util.List;
import java.util.OptionalInt;

/**
 * Builds a {@link ModelConfig}. Sizes have to be given; the rest defaults to a plain Llama: SiLU,
 * RMS norms with epsilon 1e-5, one unscaled rope of base 10000 over whole heads, no biases, an
 * output projection of its own. Not thread-safe.
 */
public final class ModelConfigBuilder {
    private final String family;
    private int vocabularySize;
    private int hiddenSize;
    private int layerCount;
    private int contextLength;
    private double normEpsilon = 1e-5;
    private AttentionConfig attention = AttentionConfig.of(1, 1, 2);
    private FeedForwardConfig feedForward = FeedForwardConfig.of(1);
    private PositionConfig positions = PositionConfig.of(new Rope.Standard(10000), 2);
    private MultiplierConfig multipliers = MultiplierConfig.NONE;
    private List<LayerKind> kinds = List.of(LayerKind.PLAIN);
    private boolean tiedEmbeddings;
    private int tokenTypeCount;
    private OptionalInt padTokenId = OptionalInt.empty();
    private OptionalInt bosTokenId = OptionalInt.empty();
    private List<Integer> eosTokenIds = List.of();

    ModelConfigBuilder(String family) {
        this.family = family;
    }

    ModelConfigBuilder(ModelConfig start) {
        family = start.family();
        vocabularySize = start.vocabularySize();
        hiddenSize = start.hiddenSize();
        layerCount = start.layerCount();
        contextLength = start.contextLength();
        normEpsilon = start.normEpsilon();
        attention = start.attention();
        feedForward = start.feedForward();
        positions = start.positions();
        multipliers = start.multipliers();
        kinds = start.kinds();
        tiedEmbeddings = start.tiedEmbeddings();
        tokenTypeCount = start.tokenTypeCount();
        padTokenId = start.padTokenId();
        bosTokenId = start.bosTokenId();
        eosTokenIds = start.eosTokenIds();
    }

    /** Rows of the embedding. */
    public ModelConfigBuilder vocabularySize(int size) {
        vocabularySize = size;
        return this;
    }

    /** Width of the residual stream. */
    public ModelConfigBuilder hiddenSize(int size) {
        hiddenSize = size;
        return this;
    }

    /** Layers. */
    public ModelConfigBuilder layerCount(int count) {
        layerCount = count;
        return this;
    }

    /** Positions. */
    public ModelConfigBuilder contextLength(int length) {
        contextLength = length;
        return this;
    }

    /** Epsilon of the norms. */
    public ModelConfigBuilder normEpsilon(double epsilon) {
        normEpsilon = epsilon;
        return this;
    }

    /** Heads of the usual scale, wholly rotated by the rope given so far. */
    public ModelConfigBuilder heads(int count, int keyValueCount, int size) {
        attention = AttentionConfig.of(count, keyValueCount, size);
        positions = PositionConfig.of(positions.rope(), size);
        return this;
    }

    /** Heads and scores. */
    public ModelConfigBuilder attention(AttentionConfig config) {
        attention = config;
        return this;
    }

    /** A SiLU feed-forward network of this width. */
    public ModelConfigBuilder intermediateSize(int size) {
        feedForward = FeedForwardConfig.of(size);
        return this;
    }

    /** The networks between attentions. */
    public ModelConfigBuilder feedForward(FeedForwardConfig config) {
        feedForward = config;
        return this;
    }

    /** Biases of attention and feed-forward projections; after their sizes. */
    public ModelConfigBuilder biases(boolean ofAttention, boolean ofFeedForward) {
        attention = attention.withBias(ofAttention);
        feedForward = feedForward.withBias(ofFeedForward);
        return this;
    }

    /** Rotary embeddings. */
    public ModelConfigBuilder positions(PositionConfig config) {
        positions = config;
        return this;
    }

    /** Factors of the residual stream. */
    public ModelConfigBuilder multipliers(MultiplierConfig config) {
        multipliers = config;
        return this;
    }

    /** What each layer is; one entry if all are alike. */
    public ModelConfigBuilder kinds(List<LayerKind> ofLayers) {
        kinds = ofLayers;
        return this;
    }

    /** Whether the output projection is the embedding. */
    public ModelConfigBuilder tiedEmbeddings(boolean tied) {
        tiedEmbeddings = tied;
        return this;
    }

    /** Rows of the token-type embedding. */
    public ModelConfigBuilder tokenTypeCount(int count) {
        tokenTypeCount = count;
        return this;
    }

    /** Padding. */
    public ModelConfigBuilder padTokenId(OptionalInt id) {
        padTokenId = id;
        return this;
    }

    /** Beginning of a sequence. */
    public ModelConfigBuilder bosTokenId(OptionalInt id) {
        bosTokenId = id;
        return this;
    }

    /** Ends of a sequence. */
    public ModelConfigBuilder eosTokenIds(List<Integer> ids) {
        eosTokenIds = ids;
        return this;
    }

    /**
     * The configuration.
     *
     * @throws IllegalArgumentException naming what does not fit
     */
    public ModelConfig build() {
        return new ModelConfig(
                family,
                vocabularySize,
                hiddenSize,
                layerCount,
                contextLength,
                normEpsilon,
                attention,
                feedForward,
                positions,
                multipliers,
                kinds,
                tiedEmbeddings,
                tokenTypeCount,
                padTokenId,
                bosTokenId,
                eosTokenIds);
    }
}
