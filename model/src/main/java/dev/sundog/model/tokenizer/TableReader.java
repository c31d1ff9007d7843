package dev.sundog.model.tokenizer;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Takes arrays from bytes that a {@link TableWriter} made. Not thread-safe. */
final class TableReader {
    private final ByteBuffer bytes;

    TableReader(byte[] bytes, int start) {
        this.bytes =
                ByteBuffer.wrap(bytes, start, bytes.length - start).order(ByteOrder.LITTLE_ENDIAN);
    }

    int whole() {
        return bytes.getInt();
    }

    byte[] bytes() {
        byte[] values = new byte[count(Byte.BYTES)];
        bytes.get(values);
        return values;
    }

    int[] ints() {
        int[] values = new int[count(Integer.BYTES)];
        bytes.asIntBuffer().get(values);
        bytes.position(bytes.position() + values.length * Integer.BYTES);
        return values;
    }

    long[] longs() {
        long[] values = new long[count(Long.BYTES)];
        bytes.asLongBuffer().get(values);
        bytes.position(bytes.position() + values.length * Long.BYTES);
        return values;
    }

    private int count(int width) {
        int count = bytes.getInt();
        if (count < 0 || count > bytes.remaining() / width) {
            throw new BufferUnderflowException();
        }
        return count;
    }
}
