package dev.sundog.model.checkpoint;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Utf8Strings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a GGUF header from front to back. Nothing is allocated for a count before the bytes that
 * the count stands for are known to exist. Not thread-safe.
 */
final class GgufCursor {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT_VIEW =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_VIEW =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MAXIMUM_DEPTH = 4;

    private static final int WINDOW = 1 << 16;

    private final MappedFile file;
    private final MemorySegment bytes;
    private final byte[] window = new byte[WINDOW];
    private long windowStart;
    private int windowLength;
    private long position;

    GgufCursor(MappedFile file) {
        this.file = file;
        this.bytes = file.bytes();
    }

    long position() {
        return position;
    }

    Path path() {
        return file.path();
    }

    int readInt(String what) {
        int at = fill(advance(4, what), 4);
        return (int) INT_VIEW.get(window, at);
    }

    long readLong(String what) {
        int at = fill(advance(8, what), 8);
        return (long) LONG_VIEW.get(window, at);
    }

    /**
     * Makes sure that {@code length} bytes at {@code at} are in the window, a copy on the heap of
     * the part that is being read: a vocabulary is a hundred thousand short strings.
     *
     * @return where they are in the window
     */
    private int fill(long at, int length) {
        if (at < windowStart || at + length > windowStart + windowLength) {
            windowStart = at;
            windowLength = (int) Math.min(WINDOW, file.size() - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, window, 0, windowLength);
        }
        return (int) (at - windowStart);
    }

    /** A count of things of which each takes at least {@code leastBytes} of the rest. */
    long readCount(String what, long leastBytes) {
        long at = position;
        long count = readLong(what);
        long most = (file.size() - position) / leastBytes;
        if (count < 0 || count > most) {
            throw SundogException.data(
                    "gguf-truncated",
                    ("%s: at byte %d: %s: found %s, expected at most %d because %d bytes are left;"
                                    + " the file is truncated or damaged, fetch it again")
                            .formatted(
                                    file.path(),
                                    at,
                                    what,
                                    Long.toUnsignedString(count),
                                    most,
                                    file.size() - position));
        }
        return count;
    }

    String readString(String what) {
        return readString(what, 1 << 30);
    }

    String readString(String what, int atMost) {
        long at = position;
        long length = readLong(what);
        if (length < 0 || length > file.size() - position) {
            position = at;
            readCount("length of " + what, 1);
        }
        if (length > atMost) {
            throw invalid(at, "length of " + what, Long.toString(length), "at most " + atMost);
        }
        return string((int) length, what);
    }

    private String string(int length, String what) {
        long at = advance(length, what);
        if (length <= WINDOW) {
            return new String(window, fill(at, length), length, StandardCharsets.UTF_8);
        }
        byte[] text = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** A metadata value as {@link GgufFile#metadata} describes. */
    Object readValue(String key) {
        return readValue(key, readInt("type of " + key), 0);
    }

    private Object readValue(String key, int type, int depth) {
        return switch (type) {
            case 0 -> (long) (bytes.get(ValueLayout.JAVA_BYTE, advance(1, key)) & 0xff);
            case 1 -> (long) bytes.get(ValueLayout.JAVA_BYTE, advance(1, key));
            case 2 -> (long) (bytes.get(SHORT, advance(2, key)) & 0xffff);
            case 3 -> (long) bytes.get(SHORT, advance(2, key));
            case 4 -> Integer.toUnsignedLong(readInt(key));
            case 5 -> (long) readInt(key);
            case 6 -> shortest(bytes.get(FLOAT, advance(4, key)));
            case 7 -> readBoolean(key);
            case 8 -> readString(key);
            case 9 -> readArray(key, depth);
            case 10, 11 -> readLong(key);
            case 12 -> bytes.get(DOUBLE, advance(8, key));
            default -> throw invalid(position - 4, "type of " + key, "" + type, "0 to 12");
        };
    }

    /** The double that prints as the float does, so that 1e-5 stays 1e-5. */
    private static double shortest(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    private boolean readBoolean(String key) {
        long at = advance(1, key);
        byte value = bytes.get(ValueLayout.JAVA_BYTE, at);
        if (value != 0 && value != 1) {
            throw invalid(at, key, Integer.toString(value), "0 or 1");
        }
        return value == 1;
    }

    private Object readArray(String key, int depth) {
        if (depth == MAXIMUM_DEPTH) {
            throw invalid(position, key, "deeper nested arrays", "at most " + MAXIMUM_DEPTH);
        }
        long at = position;
        int type = readInt("element type of " + key);
        int least =
                switch (type) {
                    case 0, 1, 7 -> 1;
                    case 2, 3 -> 2;
                    case 4, 5, 6 -> 4;
                    case 8, 10, 11, 12 -> 8;
                    case 9 -> 12;
                    default -> throw invalid(at, "element type of " + key, "" + type, "0 to 12");
                };
        long claimed = readCount("length of " + key, least);
        if (claimed > 1 << 28) {
            throw invalid(at + 4, "length of " + key, "" + claimed, "at most " + (1 << 28));
        }
        int count = (int) claimed;
        return switch (type) {
            case 4, 5 -> {
                int[] values = new int[count];
                MemorySegment.copy(bytes, INT, advance(4L * count, key), values, 0, count);
                yield values;
            }
            case 0 -> bytes.asSlice(advance(count, key), count).toArray(ValueLayout.JAVA_BYTE);
            case 1, 2, 3 -> {
                int[] values = new int[count];
                for (int i = 0; i < count; i++) {
                    values[i] = ((Long) readValue(key, type, depth)).intValue();
                }
                yield values;
            }
            case 6 -> {
                float[] values = new float[count];
                MemorySegment.copy(bytes, FLOAT, advance(4L * count, key), values, 0, count);
                yield values;
            }
            case 7 -> {
                boolean[] values = new boolean[count];
                for (int i = 0; i < count; i++) {
                    values[i] = readBoolean(key);
                }
                yield values;
            }
            case 10, 11 -> {
                long[] values = new long[count];
                MemorySegment.copy(bytes, LONG, advance(8L * count, key), values, 0, count);
                yield values;
            }
            case 12 -> {
                double[] values = new double[count];
                MemorySegment.copy(bytes, DOUBLE, advance(8L * count, key), values, 0, count);
                yield values;
            }
            case 8 -> readStrings(key, count);
            default -> readObjects(key, type, count, depth);
        };
    }

    /** Copies them as they stand, each after its length, in steps. */
    private Utf8Strings readStrings(String key, int count) {
        long begin = position;
        byte[] copy = new byte[0];
        int[] starts = new int[count + 1];
        starts[0] = 8;
        int at = 0;
        for (int i = 0; i < count; i++) {
            long end = at + 8L;
            if (end <= copy.length) {
                end += (int) INT_VIEW.get(copy, at) & 0xFFFFFFFFL;
            }
            if (end > copy.length || (int) INT_VIEW.get(copy, at + 4) != 0) {
                position = begin + at;
                long length = readCount("length of " + key, 1);
                advance(length, key);
                end = at + 8L + length;
                long wanted = Math.max(end, Math.min(2 * end + (1 << 20), file.size() - begin));
                if (end > Integer.MAX_VALUE - 16) {
                    throw invalid(begin, key, "more than 2^31 bytes", "less");
                }
                wanted = Math.min(wanted, Integer.MAX_VALUE - 16);
                copy = bytes.asSlice(begin, wanted).toArray(ValueLayout.JAVA_BYTE);
            }
            at = (int) end;
            starts[i + 1] = at + 8;
        }
        position = begin + at;
        return new Utf8Strings(copy, starts, 8);
    }

    private Object[] readObjects(String key, int type, int count, int depth) {
        Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = readValue(key, type, depth + 1);
        }
        return values;
    }

    private long advance(long count, String what) {
        long at = position;
        if (count > file.size() - at) {
            throw SundogException.data(
                    "gguf-truncated",
                    ("%s is truncated: at byte %d expected %d bytes of %s, found %d; fetch or copy"
                                    + " the file again")
                            .formatted(file.path(), at, count, what, file.size() - at));
        }
        position = at + count;
        return at;
    }

    SundogException invalid(long at, String what, String found, String expected) {
        return SundogException.data(
                "gguf-invalid",
                "%s: at byte %d: %s is %s, expected %s; the file is damaged, fetch it again"
                        .formatted(file.path(), at, what, found, expected));
    }
}
