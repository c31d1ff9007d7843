package dev.sundog.model.checkpoint;

import dev.sundog.model.tokenizer.Utf8Strings;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The front of a GGUF file being written: numbers, keys with their values, tensor descriptions. Not
 * thread-safe.
 */
final class GgufHeader {
    private static final int UINT8 = 0;
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int INT64 = 11;
    private static final int FLOAT64 = 12;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void putInt(int value) {
        byte[] content = new byte[4];
        little(content).putInt(value);
        bytes.writeBytes(content);
    }

    void putLong(long value) {
        byte[] content = new byte[8];
        little(content).putLong(value);
        bytes.writeBytes(content);
    }

    void putBytes(byte[] content) {
        bytes.writeBytes(content);
    }

    void putString(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        putLong(utf8.length);
        bytes.writeBytes(utf8);
    }

    /** A key and its value, of the kinds that {@link GgufFile#metadata} lists. */
    void putEntry(String key, Object value) {
        putString(key);
        switch (value) {
            case Long number when number >= 0 && number < 1L << 32 -> {
                putInt(UINT32);
                putInt(number.intValue());
            }
            case Long number when number < 0 && number >= Integer.MIN_VALUE -> {
                putInt(INT32);
                putInt(number.intValue());
            }
            case Long number -> {
                putInt(INT64);
                putLong(number);
            }
            case Double number -> {
                putInt(FLOAT32);
                putInt(Float.floatToIntBits(number.floatValue()));
            }
            case Boolean flag -> {
                putInt(BOOL);
                bytes.write(flag ? 1 : 0);
            }
            case String text -> {
                putInt(STRING);
                putString(text);
            }
            default -> {
                putInt(ARRAY);
                putArray(key, value);
            }
        }
    }

    private void putArray(String key, Object value) {
        switch (value) {
            case String[] texts -> {
                putArrayHead(STRING, texts.length);
                for (String text : texts) {
                    putString(text);
                }
            }
            case Utf8Strings texts -> {
                putArrayHead(STRING, texts.size());
                for (int i = 0; i < texts.size(); i++) {
                    byte[] utf8 = texts.utf8(i);
                    putLong(utf8.length);
                    bytes.writeBytes(utf8);
                }
            }
            case byte[] small -> {
                putArrayHead(UINT8, small.length);
                bytes.writeBytes(small);
            }
            case int[] numbers -> {
                putArrayHead(INT32, numbers.length);
                byte[] content = new byte[4 * numbers.length];
                little(content).asIntBuffer().put(numbers);
                bytes.writeBytes(content);
            }
            case long[] numbers -> {
                putArrayHead(INT64, numbers.length);
                byte[] content = new byte[8 * numbers.length];
                little(content).asLongBuffer().put(numbers);
                bytes.writeBytes(content);
            }
            case float[] numbers -> {
                putArrayHead(FLOAT32, numbers.length);
                byte[] content = new byte[4 * numbers.length];
                little(content).asFloatBuffer().put(numbers);
                bytes.writeBytes(content);
            }
            case double[] numbers -> {
                putArrayHead(FLOAT64, numbers.length);
                byte[] content = new byte[8 * numbers.length];
                little(content).asDoubleBuffer().put(numbers);
                bytes.writeBytes(content);
            }
            case boolean[] flags -> {
                putArrayHead(BOOL, flags.length);
                for (boolean flag : flags) {
                    bytes.write(flag ? 1 : 0);
                }
            }
            default ->
                    throw new IllegalArgumentException(
                            key + " has a value of class " + value.getClass().getName());
        }
    }

    private void putArrayHead(int type, int length) {
        putInt(type);
        putLong(length);
    }

    /** A tensor's description; dimensions go innermost first. */
    void putTensor(String name, TensorInfo tensor, long offset) {
        putString(name);
        List<Long> shape = tensor.shape();
        putInt(shape.size());
        shape.reversed().forEach(this::putLong);
        putInt(tensor.type().ggufId().orElseThrow());
        putLong(offset);
    }

    /** Zeros up to a multiple of {@code alignment}. */
    void pad(int alignment) {
        while (bytes.size() % alignment != 0) {
            bytes.write(0);
        }
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private static ByteBuffer little(byte[] content) {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }
}
