package dev.sundog.kernels.block;

import java.util.Arrays;

/** Where the levels of 256 elements go; the reverse of {@link SuperSplits}. */
final class SuperLayout {
    private SuperLayout() {}

    /** Two bits each: four times 32 elements in 32 bytes, from the lowest bits up. */
    static void storePairs(int[] levels, byte[] bytes, int at) {
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < 32; i++) {
                int from = side * 128 + i;
                bytes[at + side * 32 + i] =
                        (byte)
                                (levels[from] & 3
                                        | (levels[from + 32] & 3) << 2
                                        | (levels[from + 64] & 3) << 4
                                        | (levels[from + 96] & 3) << 6);
            }
        }
    }

    /** Four bits each: two times 32 elements in 32 bytes. */
    static void storeNibbles(int[] levels, byte[] bytes, int at) {
        for (int quarter = 0; quarter < 4; quarter++) {
            for (int i = 0; i < 32; i++) {
                int from = quarter * 64 + i;
                bytes[at + quarter * 32 + i] =
                        (byte) (levels[from] & 15 | (levels[from + 32] & 15) << 4);
            }
        }
    }

    /** One bit each: bit i / 32 of byte i mod 32 is bit {@code bit} of level i. */
    static void storeBit(int[] levels, int bit, byte[] bytes, int at) {
        Arrays.fill(bytes, at, at + 32, (byte) 0);
        for (int i = 0; i < 256; i++) {
            bytes[at + (i & 31)] |= (byte) ((levels[i] >> bit & 1) << (i >> 5));
        }
    }

    /** Six bits each: 128 bytes of nibbles, 64 of the upper pairs. */
    static void storeSixBits(int[] levels, byte[] bytes, int at) {
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < 32; i++) {
                int from = side * 128 + i;
                int first = levels[from];
                int second = levels[from + 32];
                int third = levels[from + 64];
                int fourth = levels[from + 96];
                int low = at + side * 64 + i;
                bytes[low] = (byte) (first & 15 | (third & 15) << 4);
                bytes[low + 32] = (byte) (second & 15 | (fourth & 15) << 4);
                bytes[at + 128 + side * 32 + i] =
                        (byte) (first >> 4 | second >> 4 << 2 | third >> 4 << 4 | fourth >> 4 << 6);
            }
        }
    }
}
