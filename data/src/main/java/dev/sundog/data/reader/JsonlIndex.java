package dev.sundog.data.reader;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;

/**
 * Where each line of a file begins, so that any line is read without those before it. Blank lines
 * are passed over but counted in line numbers. Thread-safe.
 */
public final class JsonlIndex implements AutoCloseable {
    /** The longest line in bytes. */
    public static final int MOST_LINE_BYTES = 64 << 20;

    private final Path file;
    private final FileChannel channel;
    private long[] starts = new long[1024];
    private int[] lengths = new int[1024];
    private long[] numbers = new long[1024];
    private int count;

    private JsonlIndex(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens a file and finds its lines.
     *
     * @throws SundogException (data) if the file is absent, empty or has too long a line
     */
    public static JsonlIndex open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw SundogException.data("data-file-missing", file + ": no such file");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw SundogException.data("data-file-missing", file + ": no such file", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        JsonlIndex index = new JsonlIndex(file, channel);
        try {
            index.scan();
            return index;
        } catch (IOException e) {
            index.close();
            throw unreadable(file, e);
        } catch (SundogException e) {
            index.close();
            throw e;
        }
    }

    /** Lines that are not blank. */
    public int size() {
        return count;
    }

    /** The number in the file of the line at {@code index}, from 1. */
    public long lineNumber(int index) {
        return numbers[Objects.checkIndex(index, count)];
    }

    /** File and line number, as errors name it. */
    public String place(int index) {
        return file + ":" + lineNumber(index);
    }

    /**
     * The line at {@code index}.
     *
     * @throws SundogException (data) if it is not UTF-8; (resource) if it cannot be read
     */
    public String line(int index) {
        Objects.checkIndex(index, count);
        ByteBuffer bytes = ByteBuffer.allocate(lengths[index]);
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, starts[index] + bytes.position()) < 0) {
                    throw SundogException.data(
                            "data-file-changed", place(index) + ": the file became shorter");
                }
            }
            bytes.flip();
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            throw SundogException.data(
                    "not-utf8", place(index) + ": expected UTF-8, found other bytes", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private void scan() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        long position = 0;
        long start = 0;
        long number = 1;
        boolean blank = true;
        while (channel.read(buffer.clear(), position) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte value = buffer.get();
                position++;
                if (value == '\n') {
                    add(start, position - 1, number, blank);
                    start = position;
                    number++;
                    blank = true;
                } else if (value != ' ' && value != '\t' && value != '\r') {
                    blank = false;
                }
            }
        }
        add(start, position, number, blank);
        if (count == 0) {
            throw SundogException.data(
                    "data-file-empty",
                    file + ": expected at least one line of JSON, found an empty file");
        }
    }

    private void add(long start, long end, long number, boolean blank) {
        if (blank) {
            return;
        }
        if (end - start > MOST_LINE_BYTES) {
            throw SundogException.data(
                    "line-too-long",
                    "%s:%d: expected at most %d bytes a line, found %d"
                            .formatted(file, number, MOST_LINE_BYTES, end - start));
        }
        if (count == starts.length) {
            int more = Math.multiplyExact(count, 2);
            starts = Arrays.copyOf(starts, more);
            lengths = Arrays.copyOf(lengths, more);
            numbers = Arrays.copyOf(numbers, more);
        }
        starts[count] = start;
        lengths[count] = (int) (end - start);
        numbers[count] = number;
        count++;
    }

    private static SundogException unreadable(Path file, IOException cause) {
        return SundogException.resource(
                "data-file-unreadable",
                file + ": cannot be read (" + cause.getMessage() + ")",
                cause);
    }
}
