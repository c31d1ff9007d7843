package dev.sundog.data.reader;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A text file, one document; read when asked for. */
final class TextFileSource implements RecordSource {
    private static final long MOST_BYTES = 64L << 20;

    private final Path file;

    TextFileSource(Path file) {
        this.file = file;
        long bytes;
        try {
            bytes = Files.size(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        if (bytes == 0) {
            throw empty(file);
        }
        if (bytes > MOST_BYTES) {
            throw SundogException.data(
                    "text-too-long",
                    "%s: expected at most %d bytes in a text file, found %d; make it a .jsonl of documents"
                            .formatted(file, MOST_BYTES, bytes));
        }
    }

    @Override
    public long size() {
        return 1;
    }

    @Override
    public TrainingRecord get(long index) {
        Objects.checkIndex(index, size());
        try {
            return new TrainingRecord.Text(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw notUtf8(file, e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public String place(long index) {
        return file.toString();
    }

    @Override
    public DataFormat format() {
        return DataFormat.TEXT;
    }

    @Override
    public void close() {}

    static SundogException empty(Path file) {
        return SundogException.data(
                "data-file-empty", file + ": expected a text, found an empty file");
    }

    static SundogException notUtf8(Path file, CharacterCodingException cause) {
        return SundogException.data(
                "not-utf8", file + ": expected UTF-8, found other bytes", cause);
    }

    static SundogException unreadable(Path file, IOException cause) {
        return SundogException.resource(
                "data-file-unreadable",
                file + ": cannot be read (" + cause.getMessage() + ")",
                cause);
    }
}
