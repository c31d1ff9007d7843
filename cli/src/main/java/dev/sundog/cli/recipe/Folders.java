package dev.sundog.cli.recipe;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders of a line. */
final class Folders {
    private Folders() {}

    /** Removes a folder of ours and all in it; nothing if it is not there. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw SundogException.resource(
                    "run-folder",
                    folder + ": cannot be removed to be made anew: " + e.getMessage(),
                    e);
        }
    }
}
