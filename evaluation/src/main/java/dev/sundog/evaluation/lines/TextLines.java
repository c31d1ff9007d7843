package dev.sundog.evaluation.lines;

import dev.sundog.model.failure.SundogException;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads text files line by line, turning what the file system says into errors users can read. */
public final class TextLines {
    private TextLines() {}

    /** Sees one line that is not blank. */
    @FunctionalInterface
    public interface LineSink {
        /**
         * @param place {@code file:line}
         */
        void accept(String place, String line);
    }

    /** Hands every line that is not blank to {@code sink}. */
    public static void read(Path file, LineSink sink) {
        long number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    sink.accept(file + ":" + number, line);
                }
            }
        } catch (CharacterCodingException e) {
            throw SundogException.data(
                    "not-utf8", "%s:%d: not UTF-8 text".formatted(file, number + 1), e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The whole file. */
    public static String readAll(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw SundogException.data("not-utf8", file + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** What to tell a user whose file cannot be read. */
    public static SundogException unreadable(Path file, IOException e) {
        String reason =
                e instanceof NoSuchFileException ? "no such file" : String.valueOf(e.getMessage());
        return SundogException.data(
                "unreadable", "%s: cannot be read: %s".formatted(file, reason), e);
    }
}
