package dev.sundog.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes bytes of arrays: each with its count before it, little-endian. Not thread-safe. */
final class TableWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void whole(int value) {
        bytes.writeBytes(buffer(Integer.BYTES).putInt(value).array());
    }

    void bytes(byte[] values, int count) {
        whole(count);
        bytes.write(values, 0, count);
    }

    void ints(int[] values, int count) {
        whole(count);
        ByteBuffer buffer = buffer(count * Integer.BYTES);
        buffer.asIntBuffer().put(values, 0, count);
        bytes.writeBytes(buffer.array());
    }

    void longs(long[] values) {
        whole(values.length);
        ByteBuffer buffer = buffer(values.length * Long.BYTES);
        buffer.asLongBuffer().put(values);
        bytes.writeBytes(buffer.array());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
