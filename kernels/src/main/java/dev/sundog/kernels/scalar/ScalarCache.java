package dev.sundog.kernels.scalar;

import dev.sundog.kernels.KeyValueCache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One array of keys and one of values a position. */
final class ScalarCache implements KeyValueCache {
    private final int headCount;
    private final int headSize;
    private final List<float[]> keys;
    private final List<float[]> values;

    ScalarCache(int headCount, int headSize) {
        this(headCount, headSize, new ArrayList<>(), new ArrayList<>());
    }

    private ScalarCache(int headCount, int headSize, List<float[]> keys, List<float[]> values) {
        this.headCount = headCount;
        this.headSize = headSize;
        this.keys = keys;
        this.values = values;
    }

    int headCount() {
        return headCount;
    }

    int headSize() {
        return headSize;
    }

    float key(int position, int head, int element) {
        return keys.get(position)[head * headSize + element];
    }

    float value(int position, int head, int element) {
        return values.get(position)[head * headSize + element];
    }

    @Override
    public void put(int position, float[] newKeys, int keyOffset, float[] newValues, int offset) {
        int size = headCount * headSize;
        set(keys, position, Arrays.copyOfRange(newKeys, keyOffset, keyOffset + size));
        set(values, position, Arrays.copyOfRange(newValues, offset, offset + size));
    }

    private static void set(List<float[]> list, int position, float[] entry) {
        if (position == list.size()) {
            list.add(entry);
        } else {
            list.set(position, entry);
        }
    }

    @Override
    public KeyValueCache copy(int length) {
        return new ScalarCache(
                headCount,
                headSize,
                new ArrayList<>(keys.subList(0, length)),
                new ArrayList<>(values.subList(0, length)));
    }

    @Override
    public long byteSize() {
        return 2L * Float.BYTES * headCount * headSize * keys.size();
    }
}
