package dev.sundog.kernels.block;

import dev.sundog.kernels.block.IntegerBlocks.Groups;

/** Blocks of 32 elements as integers; see {@link IntegerBlocks}. */
final class SmallSplits {
    private static final int PAIRS = 16;

    /** What the nibbles of an MXFP4 block stand for, twice the values of the E2M1 float. */
    private static final byte[] TWICE_E2M1 = {
        0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12
    };

    private SmallSplits() {}

    static void splitQ50(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        groups.steps()[g] = SmallBlocks.half(bytes, at);
        fiveBits(bytes, at + 2, quants, q, 16);
    }

    static void splitQ51(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        groups.steps()[g] = SmallBlocks.half(bytes, at);
        groups.lows()[g] = -SmallBlocks.half(bytes, at + 2);
        fiveBits(bytes, at + 4, quants, q, 0);
    }

    private static void fiveBits(byte[] bytes, int at, byte[] quants, int q, int zero) {
        int high = SmallBlocks.word(bytes, at);
        for (int i = 0; i < PAIRS; i++) {
            int pair = bytes[at + 4 + i];
            quants[q + i] = (byte) ((pair & 15 | (high >>> i & 1) << 4) - zero);
            quants[q + PAIRS + i] =
                    (byte) ((pair >> 4 & 15 | (high >>> (i + PAIRS) & 1) << 4) - zero);
        }
    }

    static void splitIq4Nl(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        groups.steps()[g] = SmallBlocks.half(bytes, at);
        look(NonLinearBlocks.LEVELS, bytes, at + 2, quants, q);
    }

    static void splitMxfp4(byte[] bytes, int at, byte[] quants, int q, Groups groups, int g) {
        int exponent = bytes[at] & 0xff;
        // half of 2^(exponent - 127), since the integers are doubled
        int bits = exponent < 2 ? 0x00200000 << exponent : (exponent - 1) << 23;
        groups.steps()[g] = Float.intBitsToFloat(bits);
        look(TWICE_E2M1, bytes, at + 1, quants, q);
    }

    /** Sixteen bytes of nibbles as places in a table: the low ones first. */
    static void look(byte[] table, byte[] bytes, int at, byte[] quants, int q) {
        for (int i = 0; i < PAIRS; i++) {
            quants[q + i] = table[bytes[at + i] & 15];
            quants[q + PAIRS + i] = table[bytes[at + i] >> 4 & 15];
        }
    }
}
