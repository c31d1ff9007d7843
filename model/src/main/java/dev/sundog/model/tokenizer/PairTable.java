package dev.sundog.model.tokenizer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * All words as symbol ids, how often each adjacent pair occurs, and in which words; kept up to date
 * through merges. A pair is packed as {@code left << 32 | right}. Not thread-safe.
 */
final class PairTable {
    /**
     * A pair of symbols.
     *
     * @param count occurrences in all texts
     */
    record Pair(long key, long count) implements Comparable<Pair> {
        int left() {
            return (int) (key >>> 32);
        }

        int right() {
            return (int) key;
        }

        /** The most frequent first, then the smaller ids. */
        @Override
        public int compareTo(Pair other) {
            int byCount = Long.compare(other.count, count);
            return byCount != 0 ? byCount : Long.compare(key, other.key);
        }
    }

    private final long[] wordCounts;
    private final int[][] words;
    private final PriorityQueue<Pair> queue = new PriorityQueue<>();

    // pairs, by open addressing: key + 1 (0 is free), occurrences, and the words they are in
    private long[] keys = new long[1 << 12];
    private long[] counts = new long[1 << 12];
    private int[][] occurrences = new int[1 << 12][];
    private int[] occurrenceCounts = new int[1 << 12];
    private int used;

    // pairs whose count rose since the last merge, to be queued again
    private long[] risen = new long[16];
    private int risenCount;

    PairTable(WordCounts counted, int[] byteIds) {
        wordCounts = new long[counted.size()];
        words = new int[counted.size()][];
        int[] next = {0};
        counted.forEach(
                (word, count) -> {
                    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                    int[] symbols = new int[bytes.length];
                    for (int i = 0; i < symbols.length; i++) {
                        symbols[i] = byteIds[bytes[i] & 0xFF];
                    }
                    wordCounts[next[0]] = count;
                    words[next[0]++] = symbols;
                });
        for (int word = 0; word < words.length; word++) {
            for (int i = 0; i + 1 < words[word].length; i++) {
                change(pack(words[word][i], words[word][i + 1]), wordCounts[word], word);
            }
        }
        queueRisen();
    }

    private static long pack(int left, int right) {
        return ((long) left << 32) | right;
    }

    /** Takes the most frequent pair out, or null if there is none left. */
    @Nullable Pair poll() {
        while (true) {
            Pair best = queue.poll();
            if (best == null) {
                return null;
            }
            long count = counts[slot(best.key())];
            if (count == best.count()) {
                return best;
            }
            if (count > 0 && count < best.count()) {
                queue.add(new Pair(best.key(), count));
            }
        }
    }

    /** Replaces the pair by {@code id} in every word. */
    void merge(Pair pair, int id) {
        int slot = slot(pair.key());
        int[] affected = occurrences[slot];
        int affectedCount = occurrenceCounts[slot];
        for (int i = 0; i < affectedCount; i++) {
            mergeIn(affected[i], pair.left(), pair.right(), id);
        }
        slot = slot(pair.key());
        if (counts[slot] == 0) {
            occurrences[slot] = new int[0];
            occurrenceCounts[slot] = 0;
        }
        queueRisen();
    }

    private void mergeIn(int word, int left, int right, int id) {
        int[] symbols = words[word];
        long weight = wordCounts[word];
        int length = 0;
        int i = 0;
        while (i < symbols.length) {
            if (symbols[i] != left || i + 1 == symbols.length || symbols[i + 1] != right) {
                symbols[length++] = symbols[i++];
                continue;
            }
            change(pack(left, right), -weight, word);
            if (length > 0) {
                change(pack(symbols[length - 1], left), -weight, word);
                change(pack(symbols[length - 1], id), weight, word);
            }
            if (i + 2 < symbols.length) {
                change(pack(right, symbols[i + 2]), -weight, word);
                change(pack(id, symbols[i + 2]), weight, word);
            }
            symbols[length++] = id;
            i += 2;
        }
        if (length < symbols.length) {
            words[word] = Arrays.copyOf(symbols, length);
        }
    }

    private void change(long key, long by, int word) {
        int slot = slot(key);
        if (keys[slot] == 0) {
            if (used * 2 >= keys.length) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key + 1;
            occurrences[slot] = new int[2];
            used++;
        }
        counts[slot] += by;
        if (by > 0) {
            int count = occurrenceCounts[slot];
            if (count == 0 || occurrences[slot][count - 1] != word) {
                if (count == occurrences[slot].length) {
                    occurrences[slot] = Arrays.copyOf(occurrences[slot], Math.max(2, count * 2));
                }
                occurrences[slot][count] = word;
                occurrenceCounts[slot]++;
            }
            if (risenCount == risen.length) {
                risen = Arrays.copyOf(risen, risenCount * 2);
            }
            if (risenCount == 0 || risen[risenCount - 1] != key) {
                risen[risenCount++] = key;
            }
        }
    }

    private void queueRisen() {
        Arrays.sort(risen, 0, risenCount);
        for (int i = 0; i < risenCount; i++) {
            if (i == 0 || risen[i] != risen[i - 1]) {
                queue.add(new Pair(risen[i], counts[slot(risen[i])]));
            }
        }
        risenCount = 0;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (keys[slot] != 0 && keys[slot] != key + 1) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldCounts = counts;
        int[][] oldOccurrences = occurrences;
        int[] oldOccurrenceCounts = occurrenceCounts;
        keys = new long[oldKeys.length * 2];
        counts = new long[keys.length];
        occurrences = new int[keys.length][];
        occurrenceCounts = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i] - 1);
                keys[slot] = oldKeys[i];
                counts[slot] = oldCounts[i];
                occurrences[slot] = oldOccurrences[i];
                occurrenceCounts[slot] = oldOccurrenceCounts[i];
            }
        }
    }
}
