package dev.sundog.training.objective;

import java.util.Arrays;

/**
 * One text to train on.
 *
 * @param ids tokens, an end-of-sequence id included if the text has one
 * @param counted whether each token counts when it is the one to be predicted; as long as {@code
 *     ids}; the first token of a sample is never predicted
 */
public record Sample(int[] ids, boolean[] counted) {
    public Sample {
        if (ids.length != counted.length) {
            throw new IllegalArgumentException(
                    ids.length + " ids but " + counted.length + " flags of what counts");
        }
    }

    /** A text whose every token counts. */
    public static Sample ofText(int... ids) {
        boolean[] counted = new boolean[ids.length];
        Arrays.fill(counted, true);
        return new Sample(ids, counted);
    }

    /** Number of tokens that are predicted and count. */
    public int countedTokens() {
        int count = 0;
        for (int i = 1; i < counted.length; i++) {
            count += counted[i] ? 1 : 0;
        }
        return count;
    }

    /** The first {@code length} tokens, or all if there are fewer. */
    public Sample head(int length) {
        return ids.length <= length
                ? this
                : new Sample(Arrays.copyOf(ids, length), Arrays.copyOf(counted, length));
    }
}
