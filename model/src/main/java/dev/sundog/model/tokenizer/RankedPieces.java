package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The merges of {@link PieceMerges} for a vocabulary that is there as bytes: the same ones in the
 * same order, without a string for each piece, on all processors.
 */
final class RankedPieces {
    /** Fewer are done by one thread. */
    private static final int FEW = 1 << 13;

    /** Merges believed; a vocabulary that implies more is an attack on memory. */
    private static final int MOST = 1 << 23;

    /** A way to cut a piece, with lengths in code points. */
    private record Cut(int leftId, int rightId, int id, int leftLength, int rightLength) {}

    /** As {@code transformers} orders the merges of pieces of one score. */
    private static final Comparator<Cut> LONGER_FIRST =
            Comparator.comparingInt(Cut::leftLength)
                    .thenComparingInt(Cut::rightLength)
                    .reversed()
                    .thenComparingInt(Cut::id);

    private final TokenIndex index;
    private final int[] types;

    // score, falling, << 32 | id
    private final long[] order;

    private final Supplier<SundogException> tooMany;

    private RankedPieces(
            TokenIndex index, double[] scores, int[] types, Supplier<SundogException> tooMany) {
        this.tooMany = tooMany;
        this.index = index;
        this.types = types;
        this.order =
                IntStream.range(0, scores.length)
                        .filter(id -> PieceMerges.merges(types[id]))
                        .mapToLong(id -> falling((float) scores[id]) << 32 | id)
                        .sorted()
                        .toArray();
    }

    private static long falling(float score) {
        int bits = Float.floatToIntBits(score);
        return ~(bits ^ (bits >> 31 & Integer.MAX_VALUE));
    }

    /**
     * @param index strings by id
     * @param scores by id, of single precision
     * @param types by id
     * @param tooMany says that there are more merges than can be
     */
    static MergeList merges(
            TokenIndex index, double[] scores, int[] types, Supplier<SundogException> tooMany) {
        RankedPieces pieces = new RankedPieces(index, scores, types, tooMany);
        int count = pieces.order.length;
        int processors = count < FEW ? 1 : Runtime.getRuntime().availableProcessors();
        int[] bounds = new int[processors + 1];
        for (int part = 1; part <= processors; part++) {
            bounds[part] = pieces.endOfScore((int) ((long) count * part / processors));
        }
        return MergeList.of(
                IntStream.range(0, processors)
                        .parallel()
                        .mapToObj(part -> pieces.merges(bounds[part], bounds[part + 1]))
                        .toList());
    }

    /** The first place from {@code place} on that has another score than the one before it. */
    private int endOfScore(int place) {
        int end = place;
        while (end > 0 && end < order.length && order[end] >> 32 == order[end - 1] >> 32) {
            end++;
        }
        return end;
    }

    /** Left part, right part and piece, merge after merge. */
    private IdBuffer merges(int from, int to) {
        IdBuffer merges = new IdBuffer();
        List<Cut> cuts = new ArrayList<>();
        int start = from;
        while (start < to) {
            int end = endOfScore(start + 1);
            cuts.clear();
            for (int place = start; place < end; place++) {
                addCuts((int) order[place], cuts);
                if (cuts.size() + merges.size() / 3 > MOST) {
                    throw tooMany.get();
                }
            }
            if (end - start > 1) {
                cuts.sort(LONGER_FIRST);
            }
            for (Cut cut : cuts) {
                merges.add(cut.leftId());
                merges.add(cut.rightId());
                merges.add(cut.id());
            }
            start = end;
        }
        return merges;
    }

    /** Adds the ways to cut a piece, the one with the longest left part first. */
    private void addCuts(int id, List<Cut> cuts) {
        byte[] piece = index.utf8(id);
        if (piece.length > PieceMerges.LONGEST
                && String.valueOf(index.token(id)).length() > PieceMerges.LONGEST) {
            return;
        }
        int whole = codePoints(piece);
        int left = whole;
        for (int at = piece.length - 1; at > 0; at--) {
            if ((piece[at] & 0xC0) == 0x80) {
                continue;
            }
            left--;
            int leftId = mergeable(piece, 0, at);
            int rightId = leftId < 0 ? -1 : mergeable(piece, at, piece.length - at);
            if (rightId >= 0) {
                cuts.add(new Cut(leftId, rightId, id, left, whole - left));
            }
        }
    }

    private int mergeable(byte[] piece, int start, int length) {
        int id = index.find(piece, start, length);
        return id >= 0 && PieceMerges.merges(types[id]) ? id : -1;
    }

    private static int codePoints(byte[] utf8) {
        int count = 0;
        for (byte unit : utf8) {
            count += (unit & 0xC0) == 0x80 ? 0 : 1;
        }
        return count;
    }
}
