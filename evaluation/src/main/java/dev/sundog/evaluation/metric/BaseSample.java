package dev.sundog.evaluation.metric;

import java.util.List;

/**
 * A text that a base model wrote.
 *
 * @param number from 0
 * @param given how many of the ids it was given to go on from; at least one, and not scored
 * @param ids the given ones and the sampled ones
 * @param text the sampled tokens, decoded
 */
public record BaseSample(int number, int given, List<Integer> ids, String text) {
    public BaseSample {
        ids = List.copyOf(ids);
        if (given < 1 || ids.size() <= given) {
            throw new IllegalArgumentException(
                    "expected at least one given and one sampled id, found "
                            + given
                            + " of "
                            + ids.size());
        }
    }

    /** Tokens that are scored: the sampled ones. */
    public int tokenCount() {
        return ids.size() - given;
    }

    int[] idArray() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
