package dev.sundog.data.reader;

import dev.sundog.model.failure.SundogException;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The texts of files one after the other, a {@code .txt} of any length in pieces that end with a
 * line: for what counts words, to which ends of documents do not matter. Not thread-safe.
 */
public final class TextStream implements Iterator<String>, AutoCloseable {
    /** Characters of a piece, before its last line has ended. */
    private static final int PIECE = 1 << 20;

    /** A line of a text file that is longer is refused: it may be no text at all. */
    private static final int LONGEST_LINE = 64 << 20;

    private final ArrayDeque<Path> files;
    private Path file = Path.of("");
    private Optional<BufferedReader> text = Optional.empty();
    private Optional<RecordSource> records = Optional.empty();
    private long record;
    private Optional<String> next = Optional.empty();

    private TextStream(List<Path> files) {
        this.files = new ArrayDeque<>(files);
    }

    /**
     * @param paths {@code .txt} and {@code .jsonl} files (lines of texts), or folders of such
     * @throws SundogException (data) if one is absent or of another kind; later, while iterating,
     *     if one is empty, no UTF-8 or has other lines
     */
    public static TextStream of(List<Path> paths) {
        return new TextStream(
                paths.stream().flatMap(path -> TrainingData.files(path).stream()).toList());
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty() && (text.isPresent() || records.isPresent() || !files.isEmpty())) {
            if (text.isEmpty() && records.isEmpty()) {
                open(files.remove());
            }
            next = text.isPresent() ? piece(text.get()) : records.flatMap(this::text);
            if (next.isEmpty()) {
                close();
            }
        }
        return next.isPresent();
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more texts");
        }
        String found = next.orElseThrow();
        next = Optional.empty();
        return found;
    }

    private void open(Path opened) {
        file = opened;
        record = 0;
        if (!opened.toString().endsWith(".txt")) {
            records = Optional.of(JsonlSource.open(opened, Optional.of(DataFormat.TEXT)));
            return;
        }
        try {
            if (Files.size(opened) == 0) {
                throw TextFileSource.empty(opened);
            }
            text = Optional.of(Files.newBufferedReader(opened));
        } catch (IOException e) {
            throw TextFileSource.unreadable(file, e);
        }
    }

    private Optional<String> text(RecordSource source) {
        if (record == source.size()) {
            return Optional.empty();
        }
        TrainingRecord found = source.get(record++);
        if (found instanceof TrainingRecord.Text plain) {
            return Optional.of(plain.text());
        }
        throw SundogException.data(
                "training-text",
                source.place(record - 1) + ": expected a text to learn from, found another form");
    }

    private Optional<String> piece(BufferedReader reader) {
        StringBuilder piece = new StringBuilder();
        try {
            int line = 0;
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                piece.append((char) c);
                line = c == '\n' ? 0 : line + 1;
                if (line > LONGEST_LINE) {
                    throw SundogException.data(
                            "line-too-long",
                            "%s: expected lines of at most %d characters, found a longer one"
                                    .formatted(file, LONGEST_LINE));
                }
                if (c == '\n' && piece.length() >= PIECE && !spaceFollows(reader)) {
                    break;
                }
            }
        } catch (CharacterCodingException e) {
            throw TextFileSource.notUtf8(file, e);
        } catch (IOException e) {
            throw TextFileSource.unreadable(file, e);
        }
        return piece.isEmpty() ? Optional.empty() : Optional.of(piece.toString());
    }

    /** Whether white space goes on, which no pre-tokenizer cuts at a line's end. */
    private static boolean spaceFollows(BufferedReader reader) throws IOException {
        reader.mark(1);
        int following = reader.read();
        reader.reset();
        return following >= 0 && Character.isWhitespace(following);
    }

    @Override
    public void close() {
        records.ifPresent(RecordSource::close);
        records = Optional.empty();
        try {
            if (text.isPresent()) {
                text.get().close();
            }
        } catch (IOException e) {
            throw TextFileSource.unreadable(file, e);
        } finally {
            text = Optional.empty();
        }
    }
}
