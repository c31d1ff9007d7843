package dev.sundog.inference.batch;

import java.util.Arrays;

/** A growing list of token ids. Not thread-safe. */
final class TokenList {
    private static final int FIRST_ROOM = 64;

    private int[] ids = new int[FIRST_ROOM];
    private int size;

    int size() {
        return size;
    }

    void add(int[] more) {
        if (size + more.length > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(2 * ids.length, size + more.length));
        }
        System.arraycopy(more, 0, ids, size, more.length);
        size += more.length;
    }

    void truncate(int length) {
        size = length;
    }

    /** Replaces everything by the first {@code length} of another list. */
    void copyHead(TokenList other, int length) {
        size = 0;
        add(Arrays.copyOf(other.ids, length));
    }

    /** Ids at the beginning that are those of {@code other}. */
    int commonPrefix(int[] other) {
        int mismatch = Arrays.mismatch(ids, 0, size, other, 0, other.length);
        return mismatch < 0 ? size : mismatch;
    }
}
