package dev.sundog.model.tokenizer;

import java.util.Arrays;

/** Token ids or positions being collected. Not thread-safe. */
final class IdBuffer {
    private int[] values;
    private int size;

    IdBuffer() {
        this(64);
    }

    /**
     * @param capacity values that will come, at a guess
     */
    IdBuffer(int capacity) {
        values = new int[Math.max(64, capacity)];
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    void addAll(int[] more) {
        if (size + more.length > values.length) {
            values = Arrays.copyOf(values, Math.max(values.length * 2, size + more.length));
        }
        System.arraycopy(more, 0, values, size, more.length);
        size += more.length;
    }

    int get(int index) {
        return values[index];
    }

    void copyTo(int[] target, int start) {
        System.arraycopy(values, 0, target, start, size);
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Those from {@code start} on. */
    int[] from(int start) {
        return Arrays.copyOfRange(values, start, size);
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
