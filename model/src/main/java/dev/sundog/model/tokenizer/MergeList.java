package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Merges, best first, as ids of both parts and of what they make. Immutable. */
final class MergeList {
    /** None at all. */
    static final MergeList EMPTY = new MergeList(new int[0]);

    /** Fewer are looked up by one thread. */
    private static final int FEW = 1 << 14;

    private final int[] ids;

    private MergeList(int[] ids) {
        this.ids = ids;
    }

    /**
     * Those that have been looked up.
     *
     * @param parts ids of left part, right part and what they make, merge after merge
     */
    static MergeList of(List<IdBuffer> parts) {
        int[] ids = new int[parts.stream().mapToInt(IdBuffer::size).sum()];
        int at = 0;
        for (IdBuffer part : parts) {
            part.copyTo(ids, at);
            at += part.size();
        }
        return new MergeList(ids);
    }

    /** Finds ids of parts. Thread-safe. */
    interface Parts {
        /** The id of the left part of a merge, or -1. */
        int left(int merge);

        /** The id of the right part of a merge, or -1. */
        int right(int merge);
    }

    /**
     * Looks all up, on all processors.
     *
     * @param broken says what is wrong with a merge of which not both parts and what they make are
     *     in the vocabulary
     */
    static MergeList of(
            int count, Parts parts, TokenIndex vocabulary, IntFunction<SundogException> broken) {
        int[] ids = new int[Math.multiplyExact(3, count)];
        int processors = count < FEW ? 1 : Runtime.getRuntime().availableProcessors();
        int share = (count + processors - 1) / processors;
        int wrong =
                IntStream.range(0, processors)
                        .parallel()
                        .map(
                                part -> {
                                    int from = Math.min(count, part * share);
                                    int to = Math.min(count, from + share);
                                    return find(from, to, parts, vocabulary, ids);
                                })
                        .min()
                        .orElse(count);
        if (wrong < count) {
            throw broken.apply(wrong);
        }
        return new MergeList(ids);
    }

    /** The first merge that is wrong, or the largest integer. */
    private static int find(int from, int to, Parts parts, TokenIndex vocabulary, int[] ids) {
        int joined = -2;
        for (int merge = from; merge < to; merge++) {
            int left = parts.left(merge);
            int right = left < 0 ? -1 : parts.right(merge);
            joined = right < 0 ? -1 : vocabulary.findJoined(left, right, joined + 1);
            if (joined < 0) {
                return merge;
            }
            ids[3 * merge] = left;
            ids[3 * merge + 1] = right;
            ids[3 * merge + 2] = joined;
        }
        return Integer.MAX_VALUE;
    }

    /** One that was {@linkplain #save saved}. */
    static MergeList of(TableReader in) {
        return new MergeList(in.ints());
    }

    void save(TableWriter out) {
        out.ints(ids, ids.length);
    }

    int size() {
        return ids.length / 3;
    }

    /** Id of the left part. */
    int left(int merge) {
        return ids[3 * merge];
    }

    /** Id of the right part. */
    int right(int merge) {
        return ids[3 * merge + 1];
    }

    /** Id of what they make. */
    int joined(int merge) {
        return ids[3 * merge + 2];
    }
}
