package dev.sundog.cli.command;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.OutputDirectory;

import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where results go: what is there already is kept unless {@code --force}. */
final class Destination {
    @Option(names = "--force", description = "Replace what is there.")
    private boolean force;

    /** Makes sure that {@code out} may be written. */
    void prepare(Path out, boolean directory) {
        if (directory) {
            OutputDirectory.prepare(out, force);
        } else if (Files.exists(out) && !force) {
            throw SundogException.user(
                    "output-exists", out + ": exists already; choose another name or add --force");
        }
    }

    boolean force() {
        return force;
    }
}
