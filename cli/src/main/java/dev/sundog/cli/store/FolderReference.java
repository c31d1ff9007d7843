package dev.sundog.cli.store;

import java.nio.file.Path;

/**
 * A folder or a file on this machine whose model is copied into the store. Immutable.
 *
 * @param path as the user typed it
 */
public record FolderReference(Path path) implements ModelReference {
    @Override
    public String storeName() {
        String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        return SafeNames.nearestEntry(name.replaceFirst("\\.(gguf|onnx|traineddata)$", ""));
    }

    /** The whole path. */
    @Override
    public String toString() {
        return "folder:" + path.toAbsolutePath().normalize();
    }
}
