package dev.sundog.training.run;

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
}
