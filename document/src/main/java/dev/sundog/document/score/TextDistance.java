package dev.sundog.document.score;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Edit distances of strings, counted in code points. */
final class TextDistance {
    private TextDistance() {}

    /** Insertions, deletions and replacements that make one text of the other. */
    static int levenshtein(String left, String right) {
        if (left.equals(right)) {
            return 0;
        }
        int[] a = left.codePoints().toArray();
        int[] b = right.codePoints().toArray();
        if (a.length == 0 || b.length == 0) {
            return Math.max(a.length, b.length);
        }
        int[] row = new int[b.length + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length; j++) {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(diagonal, row[j - 1]));
            }
        }
        return row[b.length];
    }

    /** {@link #levenshtein} over the longer length, 0 for two empty texts. */
    static double relative(String left, String right) {
        int longer =
                Math.max(
                        left.codePointCount(0, left.length()),
                        right.codePointCount(0, right.length()));
        return longer == 0 ? 0 : (double) levenshtein(left, right) / longer;
    }

    /**
     * 1 − (insertions + deletions) / (|a| + |b|), 1 for two empty texts.
     *
     * <p>Source: the length of the longest common subsequence by bits, H. Hyyrö, <i>Bit-parallel
     * LCS-length computation revisited</i>, AWOCA 2004: V ← (V + (V ∧ M)) ∨ (V ∧ ¬M), a zero of V
     * being a step of the subsequence.
     */
    static double inDelSimilarity(String left, String right) {
        int[] a = left.codePoints().toArray();
        int[] b = right.codePoints().toArray();
        int total = a.length + b.length;
        if (total == 0) {
            return 1;
        }
        return 2.0 * longestCommonSubsequence(a, b) / total;
    }

    private static int longestCommonSubsequence(int[] a, int[] b) {
        int words = (a.length + Long.SIZE - 1) / Long.SIZE;
        Map<Integer, long[]> places = new HashMap<>();
        for (int i = 0; i < a.length; i++) {
            places.computeIfAbsent(a[i], key -> new long[words])[i / Long.SIZE] |= 1L << i;
        }
        long[] open = new long[words];
        Arrays.fill(open, -1L);
        for (int symbol : b) {
            long[] matches = places.get(symbol);
            if (matches == null) {
                continue;
            }
            long carry = 0;
            for (int w = 0; w < words; w++) {
                long value = open[w];
                long both = value & matches[w];
                long sum = value + both;
                long overflow = Long.compareUnsigned(sum, value) < 0 ? 1 : 0;
                long carried = sum + carry;
                overflow |= Long.compareUnsigned(carried, sum) < 0 ? 1 : 0;
                open[w] = carried | (value & ~matches[w]);
                carry = overflow;
            }
        }
        int length = 0;
        for (int w = 0; w < words; w++) {
            int bits = Math.min(Long.SIZE, a.length - w * Long.SIZE);
            long mask = bits == Long.SIZE ? -1L : (1L << bits) - 1;
            length += Long.bitCount(~open[w] & mask);
        }
        return length;
    }
}
