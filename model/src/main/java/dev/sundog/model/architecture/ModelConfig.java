package dev.sundog.model.architecture;

import java.util.List;
import java.util.OptionalInt;

/**
 * The resolved shape of one decoder: everything that running or training it needs to know beside
 * its weights.
 *
 * @param family name of the architecture description, e.g. {@code llama}
 * @param vocabularySize rows of the embedding
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width inside the feed-forward network
 * @param layerCount decoder layers
 * @param headCount query heads
 * @param keyValueHeadCount key and value heads; divides {@code headCount}
 * @param headSize width of a head
 * @param contextLength positions the model was trained for
 * @param normEpsilon epsilon of the RMS norms
 * @param rope rotary position embedding
 * @param tiedEmbeddings whether the output projection is the embedding
 * @param attentionBias whether the q, k, v and o projections have biases
 * @param mlpBias whether the feed-forward projections have biases
 * @param bosTokenId beginning-of-sequence token, if the configuration names one
 * @param eosTokenIds end-of-sequence tokens, possibly none
 */
public record ModelConfig(
        String family,
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layerCount,
        int headCount,
        int keyValueHeadCount,
        int headSize,
        int contextLength,
        double normEpsilon,
        Rope rope,
        boolean tiedEmbeddings,
        boolean attentionBias,
        boolean mlpBias,
        OptionalInt bosTokenId,
        List<Integer> eosTokenIds) {

    public ModelConfig {
        requirePositive("vocab_size", vocabularySize);
        requirePositive("hidden_size", hiddenSize);
        requirePositive("intermediate_size", intermediateSize);
        requirePositive("num_hidden_layers", layerCount);
        requirePositive("num_attention_heads", headCount);
        requirePositive("num_key_value_heads", keyValueHeadCount);
        requirePositive("head_dim", headSize);
        requirePositive("max_position_embeddings", contextLength);
        if (headCount % keyValueHeadCount != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads "
                            + headCount
                            + " is no multiple of num_key_value_heads "
                            + keyValueHeadCount);
        }
        if (headSize % 2 != 0) {
            throw new IllegalArgumentException(
                    "head_dim " + headSize + " is odd; rotary embedding needs pairs");
        }
        if (!(normEpsilon >= 0 && normEpsilon < 1)) {
            throw new IllegalArgumentException("rms_norm_eps " + normEpsilon + " is not in [0, 1)");
        }
        requireWidth("num_attention_heads", headCount, headSize);
        requireWidth("num_key_value_heads", keyValueHeadCount, headSize);
        eosTokenIds = List.copyOf(eosTokenIds);
    }

    /** Width of all query heads together. */
    public int querySize() {
        return headCount * headSize;
    }

    /** Width of all key (or value) heads together. */
    public int keyValueSize() {
        return keyValueHeadCount * headSize;
    }

    /** The same model with another number of layers. */
    public ModelConfig withLayerCount(int layers) {
        return new ModelConfig(
                family,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                headCount,
                keyValueHeadCount,
                headSize,
                contextLength,
                normEpsilon,
                rope,
                tiedEmbeddings,
                attentionBias,
                mlpBias,
                bosTokenId,
                eosTokenIds);
    }

    /** The same model with other end-of-sequence tokens. */
    public ModelConfig withEosTokenIds(List<Integer> ids) {
        return new ModelConfig(
                family,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layerCount,
                headCount,
                keyValueHeadCount,
                headSize,
                contextLength,
                normEpsilon,
                rope,
                tiedEmbeddings,
                attentionBias,
                mlpBias,
                bosTokenId,
                ids);
    }

    private static void requireWidth(String key, int heads, int headSize) {
        if ((long) heads * headSize > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    key + " " + heads + " times head_dim " + headSize + " exceeds 2^31");
        }
    }

    private static void requirePositive(String key, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", expected a positive number");
        }
    }
}
