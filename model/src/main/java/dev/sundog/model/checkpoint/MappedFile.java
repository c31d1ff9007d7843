package dev.sundog.model.checkpoint;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A whole file mapped for reading, of any size.
 *
 * @param path the file
 * @param bytes its content; valid as long as the arena it was mapped in
 */
record MappedFile(Path path, MemorySegment bytes) {
    /**
     * Maps a file.
     *
     * @throws SundogException (data, {@code file-missing} or {@code file-unreadable})
     */
    static MappedFile open(Path path, Arena arena) {
        if (Files.isDirectory(path)) {
            throw SundogException.data(
                    "file-unreadable", path + " is a directory, expected a file; name the file");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            return new MappedFile(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena));
        } catch (NoSuchFileException e) {
            throw SundogException.data("file-missing", path + " does not exist; check the name", e);
        } catch (IOException e) {
            throw SundogException.data(
                    "file-unreadable",
                    path + " cannot be read (" + e.getMessage() + "); check its permissions",
                    e);
        }
    }

    long size() {
        return bytes.byteSize();
    }

    /** What to throw when the mapped bytes are gone: the file became shorter while it was open. */
    SundogException vanished(InternalError cause) {
        return SundogException.data(
                "file-changed",
                "%s changed while it was open: expected %d bytes, found fewer; open it again"
                        .formatted(path, size()),
                cause);
    }
}
