package dev.sundog.model.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder and all in it; links are not followed. Thread-safe. */
public final class FolderTree {
    private FolderTree() {}

    /**
     * Deletes it; nothing if it is not there. What another process deletes meanwhile is no error.
     */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        clear(root);
        Files.deleteIfExists(root);
    }

    /** Deletes all in it. */
    public static void clear(Path root) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths =
                    walk.filter(path -> !path.equals(root))
                            .sorted(Comparator.reverseOrder())
                            .toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
