package dev.sundog.kernels.block;

import dev.sundog.kernels.block.IntegerBlocks.Groups;

import java.util.Arrays;

/**
 * Blocks of 256 elements as integers; see {@link IntegerBlocks}.
 *
 * <p>Source: the layouts are in the package documentation.
 */
final class SuperSplits {
    private static final int SIZE = 256;
    private static final int[] POWERS_OF_3 = {1, 3, 9, 27, 81};

    private SuperSplits() {}

    static void splitQ2K(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        float scale = SmallBlocks.half(bytes, at + 80);
        float minimum = SmallBlocks.half(bytes, at + 82);
        for (int sub = 0; sub < 16; sub++) {
            groups.steps()[g + sub] = scale * (bytes[at + sub] & 15);
            groups.lows()[g + sub] = minimum * (bytes[at + sub] >> 4 & 15);
        }
        bitPairs(bytes, at + 16, quants, q);
    }

    static void splitQ3K(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        float scale = SmallBlocks.half(bytes, at + 108);
        for (int sub = 0; sub < 16; sub++) {
            int low = bytes[at + 96 + (sub & 7)] >> (sub >> 3) * 4 & 15;
            int high = bytes[at + 104 + (sub & 3)] >> (sub >> 2) * 2 & 3;
            groups.steps()[g + sub] = scale * ((low | high << 4) - 32);
        }
        bitPairs(bytes, at + 32, quants, q);
        for (int i = 0; i < SIZE; i++) {
            // bit i / 32 of byte i mod 32: set where nothing is to be taken away
            int set = bytes[at + (i & 31)] >> (i >> 5) & 1;
            quants[q + i] -= (byte) (4 - 4 * set);
        }
    }

    static void splitQ4K(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        sixBitScales(bytes, at, groups, g);
        nibbles(bytes, at + 16, quants, q);
    }

    static void splitQ5K(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        sixBitScales(bytes, at, groups, g);
        nibbles(bytes, at + 48, quants, q);
        for (int i = 0; i < SIZE; i++) {
            quants[q + i] |= (byte) ((bytes[at + 16 + (i & 31)] >> (i >> 5) & 1) << 4);
        }
    }

    static void splitQ6K(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        float scale = SmallBlocks.half(bytes, at + 208);
        for (int sub = 0; sub < 16; sub++) {
            groups.steps()[g + sub] = scale * bytes[at + 192 + sub];
        }
        for (int side = 0; side < 2; side++) {
            for (int quarter = 0; quarter < 4; quarter++) {
                int low = at + side * 64 + (quarter & 1) * 32;
                int lowShift = (quarter >> 1) * 4;
                int high = at + 128 + side * 32;
                int out = q + side * 128 + quarter * 32;
                for (int i = 0; i < 32; i++) {
                    int nibble = bytes[low + i] >> lowShift & 15;
                    int pair = bytes[high + i] >> 2 * quarter & 3;
                    quants[out + i] = (byte) ((nibble | pair << 4) - 32);
                }
            }
        }
    }

    static void splitIq4Xs(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        float scale = SmallBlocks.half(bytes, at);
        for (int sub = 0; sub < 8; sub++) {
            int low = bytes[at + 4 + (sub >> 1)] >> (sub & 1) * 4 & 15;
            int high = bytes[at + 2 + (sub >> 2)] >> (sub & 3) * 2 & 3;
            groups.steps()[g + sub] = scale * ((low | high << 4) - 32);
            SmallSplits.look(
                    NonLinearBlocks.LEVELS, bytes, at + 8 + sub * 16, quants, q + sub * 32);
        }
    }

    static void splitTq1(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        Arrays.fill(groups.steps(), g, g + 8, SmallBlocks.half(bytes, at + 52));
        trits(bytes, at, 32, 5, quants, q);
        trits(bytes, at + 32, 16, 5, quants, q + 160);
        trits(bytes, at + 48, 4, 4, quants, q + 240);
    }

    /** Digits to base 3, the first as a fraction of 256: digit n of each byte, then digit n + 1. */
    private static void trits(byte[] bytes, int at, int width, int digits, byte[] quants, int q) {
        for (int digit = 0; digit < digits; digit++) {
            for (int i = 0; i < width; i++) {
                int fraction = (bytes[at + i] & 0xff) * POWERS_OF_3[digit] & 0xff;
                quants[q + digit * width + i] = (byte) ((fraction * 3 >> 8) - 1);
            }
        }
    }

    static void splitTq2(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        Arrays.fill(groups.steps(), g, g + 8, SmallBlocks.half(bytes, at + 64));
        bitPairs(bytes, at, quants, q);
        for (int i = q; i < q + SIZE; i++) {
            quants[i]--;
        }
    }

    /** Each 32 bytes hold four times 32 elements, from the lowest bits up. */
    private static void bitPairs(byte[] bytes, int at, byte[] quants, int q) {
        for (int side = 0; side < 2; side++) {
            for (int quarter = 0; quarter < 4; quarter++) {
                int out = q + side * 128 + quarter * 32;
                for (int i = 0; i < 32; i++) {
                    quants[out + i] = (byte) (bytes[at + side * 32 + i] >> 2 * quarter & 3);
                }
            }
        }
    }

    /** Each 32 bytes hold two times 32 elements, low nibbles first. */
    private static void nibbles(byte[] bytes, int at, byte[] quants, int q) {
        for (int quarter = 0; quarter < 4; quarter++) {
            int out = q + quarter * 64;
            for (int i = 0; i < 32; i++) {
                int pair = bytes[at + quarter * 32 + i];
                quants[out + i] = (byte) (pair & 15);
                quants[out + 32 + i] = (byte) (pair >> 4 & 15);
            }
        }
    }

    private static void sixBitScales(byte[] bytes, int at, Groups groups, int g) {
        float scale = SmallBlocks.half(bytes, at);
        float minimum = SmallBlocks.half(bytes, at + 2);
        for (int sub = 0; sub < 8; sub++) {
            groups.steps()[g + sub] = scale * SixBitScales.scale(bytes, at + 4, sub);
            groups.lows()[g + sub] = minimum * SixBitScales.minimum(bytes, at + 4, sub);
        }
    }
}
