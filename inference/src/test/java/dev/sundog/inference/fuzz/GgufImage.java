package dev.sundog.inference.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A GGUF file taken apart into what a mutation can change, and put together again. Source: the GGUF
 * specification, version 3.
 */
final class GgufImage {
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    private static final int ALIGNMENT = 32;

    /** One key with its value as it is stored. */
    record Key(String name, int type, byte[] value) {}

    /** One tensor as the header describes it. */
    record Claim(String name, long[] dimensions, int type, long offset) {}

    final List<Key> keys = new ArrayList<>();
    final List<Claim> claims = new ArrayList<>();
    int version;
    byte[] data;

    /** Takes an intact file apart. */
    GgufImage(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        in.getInt();
        version = in.getInt();
        long tensorCount = in.getLong();
        long keyCount = in.getLong();
        for (long i = 0; i < keyCount; i++) {
            String name = string(in);
            int type = in.getInt();
            int start = in.position();
            skip(in, type);
            byte[] value = new byte[in.position() - start];
            in.get(start, value);
            keys.add(new Key(name, type, value));
        }
        for (long i = 0; i < tensorCount; i++) {
            String name = string(in);
            long[] dimensions = new long[in.getInt()];
            for (int d = 0; d < dimensions.length; d++) {
                dimensions[d] = in.getLong();
            }
            claims.add(new Claim(name, dimensions, in.getInt(), in.getLong()));
        }
        in.position((in.position() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        data = new byte[in.remaining()];
        in.get(data);
    }

    private static String string(ByteBuffer in) {
        byte[] bytes = new byte[(int) in.getLong()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void skip(ByteBuffer in, int type) {
        if (type == STRING) {
            string(in);
        } else if (type == ARRAY) {
            int element = in.getInt();
            long count = in.getLong();
            for (long i = 0; i < count; i++) {
                skip(in, element);
            }
        } else {
            in.position(in.position() + SIZES[type]);
        }
    }

    /** The file again. */
    byte[] bytes() {
        int size = 24 + ALIGNMENT + data.length;
        for (Key key : keys) {
            size += 12 + bytes(key.name()).length + key.value().length;
        }
        for (Claim claim : claims) {
            size += 24 + bytes(claim.name()).length + 8 * claim.dimensions().length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(bytes("GGUF")).putInt(version).putLong(claims.size()).putLong(keys.size());
        for (Key key : keys) {
            put(out, key.name());
            out.putInt(key.type()).put(key.value());
        }
        for (Claim claim : claims) {
            put(out, claim.name());
            out.putInt(claim.dimensions().length);
            for (long dimension : claim.dimensions()) {
                out.putLong(dimension);
            }
            out.putInt(claim.type()).putLong(claim.offset());
        }
        out.position((out.position() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        out.put(data);
        byte[] file = new byte[out.position()];
        out.get(0, file);
        return file;
    }

    private static void put(ByteBuffer out, String text) {
        out.putLong(bytes(text).length).put(bytes(text));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
