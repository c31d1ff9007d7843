package dev.sundog.model.checkpoint;

import java.nio.file.Path;

/**
 * Consecutive bytes of a file.
 *
 * @param file where they lie
 * @param offset of the first
 * @param length how many
 */
public record FileRegion(Path file, long offset, long length) {
    public FileRegion {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException(length + " bytes at " + offset + " of " + file);
        }
    }
}
