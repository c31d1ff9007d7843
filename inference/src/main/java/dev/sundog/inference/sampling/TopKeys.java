package dev.sundog.inference.sampling;

import java.util.Arrays;

/** Selection of the smallest numbers by a bounded heap. */
final class TopKeys {
    private TopKeys() {}

    /** The {@code count} smallest of {@code keys}, in no order. */
    static long[] smallest(long[] keys, int count) {
        // a heap whose root is the largest kept; most keys fail one comparison with it
        long[] heap = Arrays.copyOf(keys, count);
        for (int i = count / 2 - 1; i >= 0; i--) {
            siftDown(heap, i);
        }
        for (int i = count; i < keys.length; i++) {
            if (keys[i] < heap[0]) {
                heap[0] = keys[i];
                siftDown(heap, 0);
            }
        }
        return heap;
    }

    private static void siftDown(long[] heap, int start) {
        int parent = start;
        long moved = heap[start];
        while (true) {
            int child = 2 * parent + 1;
            if (child >= heap.length) {
                break;
            }
            if (child + 1 < heap.length && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[child] <= moved) {
                break;
            }
            heap[parent] = heap[child];
            parent = child;
        }
        heap[parent] = moved;
    }
}
