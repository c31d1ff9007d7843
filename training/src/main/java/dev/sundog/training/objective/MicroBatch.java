package dev.sundog.training.objective;

import java.util.Arrays;

/**
 * What one forward and backward pass sees: segments of text laid end to end without padding. A
 * token attends to the earlier tokens of its own segment only, and positions restart at each
 * segment.
 *
 * @param inputs ids read, {@code [tokens]}
 * @param targets id to be predicted after each input, {@code [tokens]}
 * @param counted whether a target counts in the loss, {@code [tokens]}
 * @param segments first token of each segment, ascending from 0, then the number of tokens
 * @param references log-probability of each segment under a reference model, {@code [segments]},
 *     where the objective compares with one, else empty
 */
public record MicroBatch(
        int[] inputs, int[] targets, boolean[] counted, int[] segments, double[] references) {
    public MicroBatch {
        if (inputs.length == 0
                || inputs.length != targets.length
                || inputs.length != counted.length) {
            throw new IllegalArgumentException(
                    "inputs, targets and counted must be equally long and not empty");
        }
        if (segments.length < 2
                || segments[0] != 0
                || segments[segments.length - 1] != inputs.length) {
            throw new IllegalArgumentException("segments must lead from 0 to " + inputs.length);
        }
        for (int i = 1; i < segments.length; i++) {
            if (segments[i] <= segments[i - 1]) {
                throw new IllegalArgumentException("segments must ascend");
            }
        }
        if (references.length != 0 && references.length != segments.length - 1) {
            throw new IllegalArgumentException("each segment needs a reference, or none has one");
        }
    }

    /** A micro-batch that is compared with nothing. */
    public MicroBatch(int[] inputs, int[] targets, boolean[] counted, int[] segments) {
        this(inputs, targets, counted, segments, new double[0]);
    }

    /** One segment whose every target counts: {@code ids} without the last predict its rest. */
    public static MicroBatch ofText(int... ids) {
        int length = ids.length - 1;
        boolean[] counted = new boolean[length];
        Arrays.fill(counted, true);
        return new MicroBatch(
                Arrays.copyOf(ids, length),
                Arrays.copyOfRange(ids, 1, ids.length),
                counted,
                new int[] {0, length});
    }

    /** Number of tokens read. */
    public int tokenCount() {
        return inputs.length;
    }

    /** Number of segments. */
    public int segmentCount() {
        return segments.length - 1;
    }

    /** Length of the longest segment. */
    public int longestSegment() {
        int longest = 0;
        for (int i = 1; i < segments.length; i++) {
            longest = Math.max(longest, segments[i] - segments[i - 1]);
        }
        return longest;
    }

    /** Number of targets that count. */
    public int countedTokens() {
        int count = 0;
        for (boolean one : counted) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** Number of targets of one segment that count. */
    public int countedTokens(int segment) {
        int count = 0;
        for (int i = segments[segment]; i < segments[segment + 1]; i++) {
            count += counted[i] ? 1 : 0;
        }
        return count;
    }

    /** Segment of each token, {@code [tokens]}. */
    public int[] segmentOfToken() {
        int[] owners = new int[inputs.length];
        for (int s = 0; s < segmentCount(); s++) {
            Arrays.fill(owners, segments[s], segments[s + 1], s);
        }
        return owners;
    }

    /** Position of each token within its segment, {@code [tokens]}. */
    public int[] positions() {
        int[] positions = new int[inputs.length];
        for (int s = 0; s < segmentCount(); s++) {
            for (int i = segments[s]; i < segments[s + 1]; i++) {
                positions[i] = i - segments[s];
            }
        }
        return positions;
    }
}
