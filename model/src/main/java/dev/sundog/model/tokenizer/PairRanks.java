package dev.sundog.model.tokenizer;

import java.util.Arrays;

/**
 * Which pairs of ids merge, in what order, and into what; and the merging itself. Filled once, then
 * read by any number of threads.
 */
final class PairRanks {
    /** Up to so many symbols the best pair is searched for, beyond it they queue. */
    private static final int SHORT = 24;

    private final MergeList merges;

    // by open addressing: rank + 1, or 0
    private final int[] slots;
    private final int mask;

    /**
     * @param merges best first; of one that comes twice the later counts, as in the library
     */
    PairRanks(MergeList merges) {
        this.merges = merges;
        slots = new int[Integer.highestOneBit(Math.max(merges.size(), 8)) * 4];
        mask = slots.length - 1;
        for (int rank = 0; rank < merges.size(); rank++) {
            slots[slot(merges.left(rank), merges.right(rank))] = rank + 1;
        }
    }

    /** Those of merges that were {@linkplain #save saved}. */
    PairRanks(MergeList merges, TableReader in) {
        this.merges = merges;
        slots = in.ints();
        mask = slots.length - 1;
    }

    /** Writes them without the merges. */
    void save(TableWriter out) {
        out.ints(slots, slots.length);
    }

    private int slot(int left, int right) {
        long key = ((long) left << 32) | right;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (slots[slot] != 0) {
            int rank = slots[slot] - 1;
            if (merges.left(rank) == left && merges.right(rank) == right) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** How early a pair merges, or -1. */
    private int rank(int left, int right) {
        return slots[slot(left, right)] - 1;
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
            for (int i = 0; i + 1 < count; i++) {
                int rank = rank(symbols[i], symbols[i + 1]);
                if (rank >= 0 && rank < best) {
                    best = rank;
                    place = i;
                }
            }
            if (place < 0) {
                return count;
            }
            symbols[place] = merges.joined(best);
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
            int rank = rank(symbols[at], symbols[right]);
            if (rank < 0 || rank != (int) (best >>> 32)) {
                continue;
            }
            symbols[at] = merges.joined(rank);
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
        int rank = rank(symbols[left], symbols[right]);
        if (rank >= 0) {
            queue.add(((long) rank << 32) | left);
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
