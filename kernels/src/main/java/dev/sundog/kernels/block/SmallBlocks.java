package dev.sundog.kernels.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Blocks of 32 elements with one scale (and, for the {@code _1} types, one minimum).
 *
 * <p>Source: ggml, reference quantisers {@code quantize_row_q*_ref} and {@code dequantize_row_q*}.
 */
final class SmallBlocks {
    private static final VarHandle HALF =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SIZE = 32;
    private static final int PAIRS = SIZE / 2;

    private SmallBlocks() {}

    static float half(byte[] bytes, int at) {
        return Float.float16ToFloat((short) HALF.get(bytes, at));
    }

    static void putHalf(byte[] bytes, int at, float value) {
        HALF.set(bytes, at, Float.floatToFloat16(value));
    }

    static int word(byte[] bytes, int at) {
        return (int) WORD.get(bytes, at);
    }

    static void putWord(byte[] bytes, int at, int value) {
        WORD.set(bytes, at, value);
    }

    static void unpackQ40(byte[] bytes, int blockCount, float[] target, int offset) {
        for (int block = 0; block < blockCount; block++) {
            int at = block * 18;
            int out = offset + block * SIZE;
            float scale = half(bytes, at);
            for (int i = 0; i < PAIRS; i++) {
                int pair = bytes[at + 2 + i];
                target[out + i] = scale * ((pair & 15) - 8);
                target[out + PAIRS + i] = scale * (((pair >> 4) & 15) - 8);
            }
        }
    }

    static void unpackQ41(byte[] bytes, int blockCount, float[] target, int offset) {
        for (int block = 0; block < blockCount; block++) {
            int at = block * 20;
            int out = offset + block * SIZE;
            float scale = half(bytes, at);
            float minimum = half(bytes, at + 2);
            for (int i = 0; i < PAIRS; i++) {
                int pair = bytes[at + 4 + i];
                target[out + i] = scale * (pair & 15) + minimum;
                target[out + PAIRS + i] = scale * ((pair >> 4) & 15) + minimum;
            }
        }
    }

    static void unpackQ50(byte[] bytes, int blockCount, float[] target, int offset) {
        for (int block = 0; block < blockCount; block++) {
            int at = block * 22;
            int out = offset + block * SIZE;
            float scale = half(bytes, at);
            int high = (int) WORD.get(bytes, at + 2);
            for (int i = 0; i < PAIRS; i++) {
                int pair = bytes[at + 6 + i];
                int first = (pair & 15) | ((high >>> i) & 1) << 4;
                int second = ((pair >> 4) & 15) | ((high >>> (i + PAIRS)) & 1) << 4;
                target[out + i] = scale * (first - 16);
                target[out + PAIRS + i] = scale * (second - 16);
            }
        }
    }

    static void unpackQ51(byte[] bytes, int blockCount, float[] target, int offset) {
        for (int block = 0; block < blockCount; block++) {
            int at = block * 24;
            int out = offset + block * SIZE;
            float scale = half(bytes, at);
            float minimum = half(bytes, at + 2);
            int high = (int) WORD.get(bytes, at + 4);
            for (int i = 0; i < PAIRS; i++) {
                int pair = bytes[at + 8 + i];
                int first = (pair & 15) | ((high >>> i) & 1) << 4;
                int second = ((pair >> 4) & 15) | ((high >>> (i + PAIRS)) & 1) << 4;
                target[out + i] = scale * first + minimum;
                target[out + PAIRS + i] = scale * second + minimum;
            }
        }
    }

    static void unpackQ80(byte[] bytes, int blockCount, float[] target, int offset) {
        for (int block = 0; block < blockCount; block++) {
            int at = block * 34;
            int out = offset + block * SIZE;
            float scale = half(bytes, at);
            for (int i = 0; i < SIZE; i++) {
                target[out + i] = scale * bytes[at + 2 + i];
            }
        }
    }

    static void packQ40(float[] source, int offset, int blockCount, byte[] bytes) {
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = block * 18;
            float scale = extreme(source, in, SIZE) / -8;
            float inverse = scale == 0 ? 0 : 1 / scale;
            HALF.set(bytes, at, Float.floatToFloat16(scale));
            for (int i = 0; i < PAIRS; i++) {
                int first = cut(source[in + i] * inverse + 8.5f, 15);
                int second = cut(source[in + PAIRS + i] * inverse + 8.5f, 15);
                bytes[at + 2 + i] = (byte) (first | second << 4);
            }
        }
    }

    static void packQ41(float[] source, int offset, int blockCount, byte[] bytes) {
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = block * 20;
            float minimum = minimum(source, in);
            float scale = (maximum(source, in) - minimum) / 15;
            float inverse = scale == 0 ? 0 : 1 / scale;
            HALF.set(bytes, at, Float.floatToFloat16(scale));
            HALF.set(bytes, at + 2, Float.floatToFloat16(minimum));
            for (int i = 0; i < PAIRS; i++) {
                int first = cut((source[in + i] - minimum) * inverse + 0.5f, 15);
                int second = cut((source[in + PAIRS + i] - minimum) * inverse + 0.5f, 15);
                bytes[at + 4 + i] = (byte) (first | second << 4);
            }
        }
    }

    static void packQ50(float[] source, int offset, int blockCount, byte[] bytes) {
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = block * 22;
            float scale = extreme(source, in, SIZE) / -16;
            float inverse = scale == 0 ? 0 : 1 / scale;
            HALF.set(bytes, at, Float.floatToFloat16(scale));
            int high = 0;
            for (int i = 0; i < PAIRS; i++) {
                int first = cut(source[in + i] * inverse + 16.5f, 31);
                int second = cut(source[in + PAIRS + i] * inverse + 16.5f, 31);
                bytes[at + 6 + i] = (byte) ((first & 15) | (second & 15) << 4);
                high |= first >> 4 << i | second >> 4 << (i + PAIRS);
            }
            WORD.set(bytes, at + 2, high);
        }
    }

    static void packQ51(float[] source, int offset, int blockCount, byte[] bytes) {
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = block * 24;
            float minimum = minimum(source, in);
            float scale = (maximum(source, in) - minimum) / 31;
            float inverse = scale == 0 ? 0 : 1 / scale;
            HALF.set(bytes, at, Float.floatToFloat16(scale));
            HALF.set(bytes, at + 2, Float.floatToFloat16(minimum));
            int high = 0;
            for (int i = 0; i < PAIRS; i++) {
                int first = cut((source[in + i] - minimum) * inverse + 0.5f, 31);
                int second = cut((source[in + PAIRS + i] - minimum) * inverse + 0.5f, 31);
                bytes[at + 8 + i] = (byte) ((first & 15) | (second & 15) << 4);
                high |= first >> 4 << i | second >> 4 << (i + PAIRS);
            }
            WORD.set(bytes, at + 4, high);
        }
    }

    static void packQ80(float[] source, int offset, int blockCount, byte[] bytes) {
        for (int block = 0; block < blockCount; block++) {
            int in = offset + block * SIZE;
            int at = block * 34;
            float scale = Math.abs(extreme(source, in, SIZE)) / 127;
            float inverse = scale == 0 ? 0 : 1 / scale;
            HALF.set(bytes, at, Float.floatToFloat16(scale));
            for (int i = 0; i < SIZE; i++) {
                bytes[at + 2 + i] = (byte) roundAwayFromZero(source[in + i] * inverse);
            }
        }
    }

    /** The first element of largest magnitude, with its sign. */
    static float extreme(float[] source, int in, int count) {
        float magnitude = 0;
        float extreme = 0;
        for (int i = 0; i < count; i++) {
            float value = source[in + i];
            if (magnitude < Math.abs(value)) {
                magnitude = Math.abs(value);
                extreme = value;
            }
        }
        return extreme;
    }

    private static float minimum(float[] source, int in) {
        float minimum = Float.MAX_VALUE;
        for (int i = 0; i < SIZE; i++) {
            if (source[in + i] < minimum) {
                minimum = source[in + i];
            }
        }
        return minimum;
    }

    private static float maximum(float[] source, int in) {
        float maximum = -Float.MAX_VALUE;
        for (int i = 0; i < SIZE; i++) {
            if (source[in + i] > maximum) {
                maximum = source[in + i];
            }
        }
        return maximum;
    }

    private static int cut(float value, int limit) {
        return Math.clamp((int) value, 0, limit);
    }

    private static int roundAwayFromZero(float value) {
        float magnitude = Math.abs(value);
        int whole = (int) Math.min(magnitude, 127);
        int rounded = magnitude - whole >= 0.5f ? Math.min(whole + 1, 127) : whole;
        return value < 0 ? -rounded : rounded;
    }
}
