package dev.sundog.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Unigram: the most probable segmentation, found over the UTF-8 bytes of a piece. What no token
 * covers is unknown, at 10 less than the smallest score; adjacent unknown characters become one.
 * Thread-safe.
 *
 * <p><b>Source:</b> Kudo, Subword Regularization (arXiv 1804.10959), section 3.2; costs and ties as
 * in the {@code tokenizers} library's Unigram model.
 */
final class UnigramModel implements SubwordModel {
    private static final double UNKNOWN_PENALTY = 10;

    private final ByteTrie trie;
    private final double[] scores;
    private final int unknownId;
    private final int[] byteIds;
    private final double unknownScore;

    /**
     * @param pieces by id, not empty
     * @param scores by id
     * @param unknownId id of what has no token
     * @param byteFallback whether unknown text becomes byte tokens where the vocabulary has them
     */
    UnigramModel(TokenIndex pieces, double[] scores, int unknownId, boolean byteFallback) {
        this.scores = scores;
        this.unknownId = unknownId;
        this.trie = new ByteTrie(pieces, scores.length);
        this.byteIds = new int[256];
        Arrays.fill(byteIds, -1);
        if (byteFallback) {
            for (int id = 0; id < scores.length; id++) {
                int value = ByteAlphabet.fallbackValue(String.valueOf(pieces.token(id)));
                if (value >= 0) {
                    byteIds[value] = id;
                }
            }
        }
        double least = Double.POSITIVE_INFINITY;
        for (double score : scores) {
            least = Math.min(least, score);
        }
        unknownScore = least - UNKNOWN_PENALTY;
    }

    @Override
    public void encode(String text, int start, int end, IdBuffer ids) {
        byte[] bytes = text.substring(start, end).getBytes(StandardCharsets.UTF_8);
        int[] from = new int[bytes.length + 1];
        int[] best = new int[bytes.length + 1];
        search(bytes, from, best);
        IdBuffer backwards = new IdBuffer();
        int at = bytes.length;
        while (at > 0) {
            int first = from[at];
            if (best[at] != unknownId) {
                backwards.add(best[at]);
                at = first;
                continue;
            }
            while (first > 0 && best[first] == unknownId) {
                first = from[first];
            }
            addUnknown(bytes, first, at, backwards);
            at = first;
        }
        for (int i = backwards.size() - 1; i >= 0; i--) {
            ids.add(backwards.get(i));
        }
    }

    /** For each end of a token on a best path, where that token begins and which it is. */
    private void search(byte[] bytes, int[] from, int[] best) {
        double[] reached = new double[bytes.length + 1];
        Arrays.fill(from, -1);
        for (int at = 0; at < bytes.length; ) {
            int width = width(bytes[at]);
            boolean covered = false;
            int node = ByteTrie.ROOT;
            for (int i = at; i < bytes.length; i++) {
                node = trie.child(node, bytes[i]);
                if (node < 0) {
                    break;
                }
                int id = trie.value(node);
                if (id >= 0) {
                    covered |= i + 1 - at == width;
                    reach(at, i + 1, id, reached[at] + scores[id], reached, from, best);
                }
            }
            if (!covered) {
                reach(at, at + width, unknownId, reached[at] + unknownScore, reached, from, best);
            }
            at += width;
        }
    }

    private static void reach(
            int at, int end, int id, double score, double[] reached, int[] from, int[] best) {
        if (from[end] < 0 || score > reached[end]) {
            reached[end] = score;
            from[end] = at;
            best[end] = id;
        }
    }

    /** The whole run may itself be spelled like a token; else bytes, else unknown. */
    private void addUnknown(byte[] bytes, int start, int end, IdBuffer backwards) {
        int whole = trie.find(bytes, start, end);
        if (whole >= 0) {
            backwards.add(whole);
            return;
        }
        for (int i = start; i < end; i++) {
            if (byteIds[bytes[i] & 0xFF] < 0) {
                backwards.add(unknownId);
                return;
            }
        }
        for (int i = end - 1; i >= start; i--) {
            backwards.add(byteIds[bytes[i] & 0xFF]);
        }
    }

    private static int width(byte lead) {
        int value = lead & 0xFF;
        return value < 0x80 ? 1 : value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
    }
}
