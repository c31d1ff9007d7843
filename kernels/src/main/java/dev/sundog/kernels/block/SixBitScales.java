package dev.sundog.kernels.block;

/** Eight scales and eight minima of six bits in twelve bytes, as Q4_K and Q5_K keep them. */
final class SixBitScales {
    private SixBitScales() {}

    static int scale(byte[] bytes, int at, int sub) {
        return sub < 4
                ? bytes[at + sub] & 63
                : bytes[at + 4 + sub] & 15 | (bytes[at + sub - 4] & 0xC0) >> 2;
    }

    static int minimum(byte[] bytes, int at, int sub) {
        return sub < 4
                ? bytes[at + 4 + sub] & 63
                : bytes[at + 4 + sub] >> 4 & 15 | (bytes[at + sub] & 0xC0) >> 2;
    }

    /** Writes all of them, each below 64. */
    static void store(int[] scales, int[] minima, byte[] bytes, int at) {
        for (int sub = 0; sub < 4; sub++) {
            int scale = scales[sub + 4];
            int minimum = minima[sub + 4];
            bytes[at + sub] = (byte) (scales[sub] | scale >> 4 << 6);
            bytes[at + 4 + sub] = (byte) (minima[sub] | minimum >> 4 << 6);
            bytes[at + 8 + sub] = (byte) (scale & 15 | (minimum & 15) << 4);
        }
    }
}
