package dev.sundog.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * A list of strings that are kept as UTF-8 in one array, and made when asked for: a vocabulary of a
 * hundred thousand entries is read without an object for each. What is no UTF-8 shows as U+FFFD.
 * Immutable as long as the arrays it was made from are left alone.
 */
public final class Utf8Strings extends AbstractList<String> implements RandomAccess {
    private final byte[] bytes;
    private final int[] starts;
    private final int gap;

    /**
     * Strings where they stand.
     *
     * @param bytes has them one after the other
     * @param starts where each begins; one more than there are strings, the last one where another
     *     would begin
     * @param gap bytes between the end of a string and the beginning of the next
     */
    public Utf8Strings(byte[] bytes, int[] starts, int gap) {
        this.bytes = bytes;
        this.starts = starts;
        this.gap = gap;
    }

    /** A copy of a list. */
    static Utf8Strings of(List<String> strings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] starts = new int[strings.size() + 1];
        for (int i = 0; i < strings.size(); i++) {
            bytes.writeBytes(strings.get(i).getBytes(StandardCharsets.UTF_8));
            starts[i + 1] = bytes.size();
        }
        return new Utf8Strings(bytes.toByteArray(), starts, 0);
    }

    @Override
    public String get(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(index + " of " + size());
        }
        return new String(bytes, start(index), length(index), StandardCharsets.UTF_8);
    }

    /** A string as it stands. */
    public byte[] utf8(int index) {
        return Arrays.copyOfRange(bytes, start(index), start(index) + length(index));
    }

    @Override
    public int size() {
        return starts.length - 1;
    }

    /** What the strings stand in; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Where each begins, see the constructor; not to be changed. */
    int[] starts() {
        return starts;
    }

    int gap() {
        return gap;
    }

    int start(int index) {
        return starts[index];
    }

    int length(int index) {
        return starts[index + 1] - gap - starts[index];
    }
}
