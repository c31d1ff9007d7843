package dev.sundog.cli.store;

import java.io.IOException;
import java.nio.file.Path;

/** Where the archive of a wheel comes from. */
@FunctionalInterface
interface WheelSource {
    /**
     * Leaves the wheel as one {@code .whl} file in {@code directory}.
     *
     * @throws dev.sundog.model.failure.SundogException (resource) if it cannot be had
     * @throws IOException if the directory cannot be written
     */
    void download(WheelReference wheel, Path directory) throws IOException;
}
