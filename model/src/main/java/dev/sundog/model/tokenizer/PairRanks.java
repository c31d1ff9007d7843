package dev.sundog.model.tokenizer;

import java.util.Arrays;

/**
 * Which pairs of ids merge, in what order, and into what; and the merging itself. Filled once, then
 * read by any number of threads.
 */
final class PairRanks {
    /** Up to so many symbols the best pair is searched for, beyond it they queue. */
    private static final int SHORT = 24;

    private static final long FREE = -1;

    private final long[] keys;
    private final int[] ranks;
    private final int[] merged;
    private final int mask;

    /**
     * @param capacity pairs that will be put
     */
    PairRanks(int capacity) {
        int size = Integer.highestOneBit(Math.max(capacity, 8)) * 4;
        keys = new long[size];
        Arrays.fill(keys, FREE);
        ranks = new int[size];
        merged = new int[size];
        mask = size - 1;
    }

    /** Adds a pair; of one that comes twice the later counts, as in the library. */
    void put(int left, int right, int rank, int id) {
        long key = key(left, right);
        int slot = slot(key);
        keys[slot] = key;
        ranks[slot] = rank;
        merged[slot] = id;
    }

    private static long key(int left, int right) {
        return ((long) left << 32) | right;
    }

    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int find(int left, int right) {
        int slot = slot(key(left, right));
        return keys[slot] == FREE ? -1 : slot;
    }

    /** Merges in place; the number of symbols that are left. */
    int merge(int[] symbols) {
        return symbols.length <= SHORT ? mergeShort(symbols) : mergeLong(symbols);
    }

    private int mergeShort(int[] symbols) {
        int count = symbols.length;
        while (count > 1) {
            int best = Integer.MAX_VALUE;
            int place = -1;
            int id = 0;
            for (int i = 0; i + 1 < count; i++) {
                int slot = find(symbols[i], symbols[i + 1]);
                if (slot >= 0 && ranks[slot] < best) {
                    best = ranks[slot];
                    place = i;
                    id = merged[slot];
                }
            }
            if (place < 0) {
                return count;
            }
            symbols[place] = id;
            System.arraycopy(symbols, place + 2, symbols, place + 1, count - place - 2);
            count--;
        }
        return count;
    }

    private int mergeLong(int[] symbols) {
        int count = symbols.length;
        int[] next = new int[count];
        int[] previous = new int[count];
        PairQueue queue = new PairQueue(count);
        for (int i = 0; i < count; i++) {
            next[i] = i + 1 < count ? i + 1 : -1;
            previous[i] = i - 1;
            if (i + 1 < count) {
                offer(queue, symbols, i, i + 1);
            }
        }
        while (!queue.isEmpty()) {
            long best = queue.poll();
            int at = (int) best;
            int right = symbols[at] < 0 ? -1 : next[at];
            if (right < 0) {
                continue;
            }
            int slot = find(symbols[at], symbols[right]);
            if (slot < 0 || ranks[slot] != (int) (best >>> 32)) {
                continue;
            }
            symbols[at] = merged[slot];
            symbols[right] = -1;
            next[at] = next[right];
            if (next[at] >= 0) {
                previous[next[at]] = at;
                offer(queue, symbols, at, next[at]);
            }
            if (previous[at] >= 0) {
                offer(queue, symbols, previous[at], at);
            }
        }
        int left = 0;
        for (int i = 0; i >= 0; i = next[i]) {
            symbols[left++] = symbols[i];
        }
        return left;
    }

    private void offer(PairQueue queue, int[] symbols, int left, int right) {
        int slot = find(symbols[left], symbols[right]);
        if (slot >= 0) {
            queue.add(((long) ranks[slot] << 32) | left);
        }
    }

    /** A heap of {@code rank << 32 | position}, the smallest first. */
    private static final class PairQueue {
        private long[] heap;
        private int size;

        PairQueue(int capacity) {
            heap = new long[Math.max(16, capacity)];
        }

        boolean isEmpty() {
            return size == 0;
        }

        void add(long value) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            int at = size++;
            while (at > 0) {
                int parent = (at - 1) >>> 1;
                if (heap[parent] <= value) {
                    break;
                }
                heap[at] = heap[parent];
                at = parent;
            }
            heap[at] = value;
        }

        long poll() {
            long first = heap[0];
            long last = heap[--size];
            int at = 0;
            while (2 * at + 1 < size) {
                int child = 2 * at + 1;
                if (child + 1 < size && heap[child + 1] < heap[child]) {
                    child++;
                }
                if (last <= heap[child]) {
                    break;
                }
                heap[at] = heap[child];
                at = child;
            }
            heap[at] = last;
            return first;
        }
    }
}
