package dev.sundog.cli.recipe;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.FolderTree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Folders of a line. */
final class Folders {
    private Folders() {}

    /** A path of a recipe: its first name may be an earlier stage, whose folder it then is. */
    static Path resolve(Map<String, Path> folders, String path) {
        int slash = path.indexOf('/');
        Path folder = folders.get(slash < 0 ? path : path.substring(0, slash));
        if (folder == null) {
            return Path.of(path);
        }
        return slash < 0 ? folder : folder.resolve(path.substring(slash + 1));
    }

    /** Removes a folder of ours and all in it; nothing if it is not there. */
    static void delete(Path folder) {
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            throw SundogException.resource(
                    "run-folder",
                    folder + ": cannot be removed to be made anew: " + e.getMessage(),
                    e);
        }
    }
}
