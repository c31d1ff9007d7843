package dev.sundog.model.manifest;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Makes sure that a job writes into a place of its own. */
public final class OutputDirectory {
    /** Stands in a directory while a job fills it. */
    static final String IN_PROGRESS = ".sundog-in-progress";

    private OutputDirectory() {}

    /**
     * Makes {@code directory} an empty directory that is marked as being filled; {@link #complete}
     * takes the mark away.
     *
     * @param force whether to clear what is there; only what is ours is cleared: a directory with a
     *     {@code manifest.json}, or one that a job of ours left unfinished
     * @throws SundogException (user, {@code output-exists}) if it is not empty; (resource, {@code
     *     write-failed})
     */
    public static void prepare(Path directory, boolean force) {
        try {
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw exists(directory, "is a file", "name a directory that does not exist");
            }
            Files.createDirectories(directory);
            if (!isFree(directory)) {
                if (!force) {
                    throw exists(
                            directory, "is not empty", "name another directory or add --force");
                }
                if (!isOurs(directory)) {
                    throw exists(
                            directory,
                            "has no " + Manifest.FILE_NAME + ", so it is not ours to clear",
                            "name another directory or empty it yourself");
                }
                clear(directory);
            }
            Files.write(directory.resolve(IN_PROGRESS), new byte[0]);
        } catch (IOException e) {
            throw SundogException.resource(
                    "write-failed",
                    "%s cannot be prepared (%s: %s); check the permissions"
                            .formatted(directory, e.getClass().getSimpleName(), e.getMessage()),
                    e);
        }
    }

    /**
     * Writes the manifest and takes the mark away: the directory is complete.
     *
     * @throws SundogException (resource, {@code write-failed})
     */
    public static void complete(Path directory, Manifest manifest) {
        manifest.write(directory);
        try {
            Files.deleteIfExists(directory.resolve(IN_PROGRESS));
        } catch (IOException e) {
            throw SundogException.resource(
                    "write-failed", directory + " cannot be completed: " + e.getMessage(), e);
        }
    }

    /**
     * Makes sure that a single file may be written.
     *
     * @throws SundogException (user, {@code output-exists})
     */
    public static void prepareFile(Path file, boolean force) {
        if (Files.isDirectory(file)) {
            throw exists(file, "is a directory", "name a file");
        }
        if (Files.exists(file) && !force) {
            throw exists(file, "exists", "name another file or add --force");
        }
    }

    private static boolean isFree(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.allMatch(entry -> entry.endsWith(IN_PROGRESS));
        }
    }

    private static boolean isOurs(Path directory) {
        return Manifest.exists(directory) || Files.exists(directory.resolve(IN_PROGRESS));
    }

    /** Empties a directory; the manifest goes first, so that what is left never looks complete. */
    private static void clear(Path directory) throws IOException {
        Files.write(directory.resolve(IN_PROGRESS), new byte[0]);
        Files.deleteIfExists(directory.resolve(Manifest.FILE_NAME));
        FolderTree.clear(directory);
    }

    private static SundogException exists(Path path, String what, String doThis) {
        return SundogException.user("output-exists", path + " " + what + "; " + doThis);
    }
}
