package dev.sundog.evaluation.metric;

import java.util.List;

/**
 * A text that a base model wrote.
 *
 * @param number from 0
 * @param ids a start token and the sampled ones
 * @param text the sampled tokens, decoded
 */
public record BaseSample(int number, List<Integer> ids, String text) {
    public BaseSample {
        ids = List.copyOf(ids);
        if (ids.size() < 2) {
            throw new IllegalArgumentException(
                    "expected a start token and at least one more, found " + ids.size() + " ids");
        }
    }

    /** Tokens that can be scored: all but the first. */
    public int tokenCount() {
        return ids.size() - 1;
    }

    int[] idArray() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
