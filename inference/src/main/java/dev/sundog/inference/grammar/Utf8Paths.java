package dev.sundog.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/** Ranges of characters as sequences of ranges of UTF-8 bytes. */
final class Utf8Paths {
    private static final int[] LAST = {0x7f, 0x7ff, 0xffff, Character.MAX_CODE_POINT};
    private static final int CONTINUATION_BITS = 6;

    private Utf8Paths() {}

    /** One or more paths, each {@code {low, high}} a byte, for the scalar values of a range. */
    static List<int[][]> of(int low, int high) {
        List<int[][]> paths = new ArrayList<>();
        int from = low;
        for (int length = 1; length <= LAST.length; length++) {
            int to = Math.min(high, LAST[length - 1]);
            if (from <= to) {
                split(from, to, length, paths);
                from = to + 1;
            }
        }
        return paths;
    }

    /** Splits until the trailing bytes run through all their values or the leading ones agree. */
    private static void split(int low, int high, int length, List<int[][]> paths) {
        for (int tail = 1; tail < length; tail++) {
            int mask = (1 << CONTINUATION_BITS * tail) - 1;
            if ((low & ~mask) != (high & ~mask)) {
                if ((low & mask) != 0) {
                    split(low, low | mask, length, paths);
                    split((low | mask) + 1, high, length, paths);
                    return;
                }
                if ((high & mask) != mask) {
                    split(low, (high & ~mask) - 1, length, paths);
                    split(high & ~mask, high, length, paths);
                    return;
                }
            }
        }
        int[][] path = new int[length][];
        for (int i = 0; i < length; i++) {
            path[i] = new int[] {encoded(low, i, length), encoded(high, i, length)};
        }
        paths.add(path);
    }

    private static int encoded(int character, int index, int length) {
        if (length == 1) {
            return character;
        }
        int shifted = character >> CONTINUATION_BITS * (length - 1 - index);
        int lead = 0xf00 >> length & 0xff;
        return index == 0 ? lead | shifted : 0x80 | shifted & 0x3f;
    }
}
