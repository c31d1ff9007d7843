package dev.sundog.cli.command;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads whole text files with errors a user can act on. */
final class TextFiles {
    private TextFiles() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw SundogException.data("file-missing", file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw SundogException.data("file-encoding", file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw SundogException.data("file-unreadable", file + ": cannot be read: " + e, e);
        }
    }
}
