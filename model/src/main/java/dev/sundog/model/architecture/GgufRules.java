package dev.sundog.model.architecture;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/**
 * What a GGUF file of a family can say, by what llama.cpp reads of it.
 *
 * @param architecture value of {@code general.architecture}
 * @param when metadata key, without the architecture, that must be there with a number above 0 for
 *     this family to be meant, or {@code !} and a tensor that must not be there; empty for the
 *     usual family of the architecture, {@code -} for one that no file means by its metadata alone
 * @param ropeScalings kinds of rope scaling that are understood, beside none
 * @param implied keys of {@code config.json} that have this value in every file of this family
 * @param windows how windows are understood: {@code ignored} (by llama.cpp; they are written all
 *     the same), {@code listed}, or {@code usual} (listed; without a list the family's usual ones)
 * @param windowLayerCount number of layers at which windows are understood; 0 for any
 * @param wideScaleLayers number of layers at which scores are scaled by {@code sqrt(hiddenSize /
 *     headCount)} instead of {@code sqrt(headSize)}
 */
public record GgufRules(
        String architecture,
        String when,
        List<String> ropeScalings,
        Map<String, JsonNode> implied,
        String windows,
        int windowLayerCount,
        int wideScaleLayers) {
    public GgufRules {
        ropeScalings = List.copyOf(ropeScalings);
        implied = Map.copyOf(implied);
    }

    /** A metadata key of this architecture. */
    public String key(String suffix) {
        return architecture + "." + suffix;
    }
}
