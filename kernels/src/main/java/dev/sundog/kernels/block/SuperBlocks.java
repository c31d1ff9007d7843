package dev.sundog.kernels.block;

/**
 * Blocks of 256 elements: sub-blocks whose scales are themselves small integers.
 *
 * <p>Source: ggml, {@code dequantize_row_q4_K} and {@code dequantize_row_q6_K}.
 */
final class SuperBlocks {
    private static final int SIZE = 256;

    private SuperBlocks() {}

    static void unpackQ4K(byte[] bytes, int blockCount, float[] target, int offset) {
        for (int block = 0; block < blockCount; block++) {
            int at = block * 144;
            float scale = SmallBlocks.half(bytes, at);
            float minimum = SmallBlocks.half(bytes, at + 2);
            for (int sub = 0; sub < 8; sub++) {
                float step = scale * subScale(bytes, at + 4, sub);
                float low = minimum * subMinimum(bytes, at + 4, sub);
                // two neighbouring sub-blocks share 32 bytes: low nibbles, then high ones
                int quants = at + 16 + (sub >> 1) * 32;
                int shift = (sub & 1) * 4;
                int out = offset + block * SIZE + sub * 32;
                for (int i = 0; i < 32; i++) {
                    target[out + i] = step * ((bytes[quants + i] >> shift) & 15) - low;
                }
            }
        }
    }

    static void unpackQ6K(byte[] bytes, int blockCount, float[] target, int offset) {
        for (int block = 0; block < blockCount; block++) {
            int at = block * 210;
            float scale = SmallBlocks.half(bytes, at + 208);
            for (int sub = 0; sub < 16; sub++) {
                float step = scale * bytes[at + 192 + sub];
                int side = sub >> 3;
                int quarter = (sub >> 1) & 3;
                int column = (sub & 1) * 16;
                int low = at + side * 64 + (quarter & 1) * 32 + column;
                int lowShift = (quarter >> 1) * 4;
                int high = at + 128 + side * 32 + column;
                int highShift = quarter * 2;
                int out = offset + block * SIZE + sub * 16;
                for (int i = 0; i < 16; i++) {
                    int nibble = (bytes[low + i] >> lowShift) & 15;
                    int pair = (bytes[high + i] >> highShift) & 3;
                    target[out + i] = step * ((nibble | pair << 4) - 32);
                }
            }
        }
    }

    private static int subScale(byte[] bytes, int at, int sub) {
        return sub < 4
                ? bytes[at + sub] & 63
                : (bytes[at + 4 + sub] & 15) | ((bytes[at + sub - 4] & 0xC0) >> 2);
    }

    private static int subMinimum(byte[] bytes, int at, int sub) {
        return sub < 4
                ? bytes[at + 4 + sub] & 63
                : ((bytes[at + 4 + sub] >> 4) & 15) | ((bytes[at + sub] & 0xC0) >> 2);
    }
}
