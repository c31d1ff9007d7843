package dev.sundog.cli.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a package comes from.
 *
 * @param <R> how the package is named
 */
@FunctionalInterface
interface ArchiveSource<R> {
    /**
     * Leaves the package as one archive in {@code directory}.
     *
     * @throws dev.sundog.model.failure.SundogException (resource) if it cannot be had
     * @throws IOException if the directory cannot be written
     */
    void download(R reference, Path directory, PullProgress progress) throws IOException;
}
