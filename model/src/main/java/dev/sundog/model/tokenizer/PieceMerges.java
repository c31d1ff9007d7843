package dev.sundog.model.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The merges that a SentencePiece BPE vocabulary implies: every way of cutting a piece into two
 * pieces, the piece of the highest score first; of one piece the way with the longer left part
 * first, as {@code transformers} orders them.
 */
final class PieceMerges {
    /** A longer piece is not cut: it would take quadratic time. */
    static final int LONGEST = 1024;

    /** Two pieces that become one. */
    record Merge(String left, String right, double score, int leftId, int rightId) {
        private int leftLength() {
            return left.codePointCount(0, left.length());
        }

        private int rightLength() {
            return right.codePointCount(0, right.length());
        }
    }

    private PieceMerges() {}

    static List<Merge> of(List<String> pieces, double[] scores, int[] types) {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < scores.length; id++) {
            if (merges(types[id])) {
                ids.put(pieces.get(id), id);
            }
        }
        List<Merge> merges = new ArrayList<>();
        for (int id = 0; id < scores.length; id++) {
            if (merges(types[id]) && pieces.get(id).length() <= LONGEST) {
                merges.addAll(cuts(pieces.get(id), scores[id], ids));
            }
        }
        merges.sort(
                Comparator.comparingDouble(Merge::score)
                        .thenComparingInt(Merge::leftLength)
                        .thenComparingInt(Merge::rightLength)
                        .reversed());
        return merges;
    }

    /** Whether pieces of a type take part. */
    static boolean merges(int type) {
        return type == PieceType.NORMAL
                || type == PieceType.USER_DEFINED
                || type == PieceType.UNUSED;
    }

    private static List<Merge> cuts(String piece, double score, Map<String, Integer> ids) {
        List<Merge> cuts = new ArrayList<>();
        for (int at = 1; at < piece.length(); at++) {
            if (Character.isLowSurrogate(piece.charAt(at))) {
                continue;
            }
            Integer left = ids.get(piece.substring(0, at));
            Integer right = left == null ? null : ids.get(piece.substring(at));
            if (left != null && right != null) {
                cuts.add(
                        new Merge(piece.substring(0, at), piece.substring(at), score, left, right));
            }
        }
        cuts.sort(Comparator.comparingInt(Merge::leftId).thenComparingInt(Merge::rightId));
        return cuts;
    }
}
