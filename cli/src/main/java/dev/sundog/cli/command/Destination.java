package dev.sundog.cli.command;

import dev.sundog.model.manifest.OutputDirectory;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Where results go: what is there already is kept unless {@code --force}. */
final class Destination {
    @Option(names = "--force", description = "Replace what is there.")
    private boolean force;

    /** Makes sure that {@code out} may be written. */
    void prepare(Path out, boolean directory) {
        if (directory) {
            OutputDirectory.prepare(out, force);
        } else {
            OutputDirectory.prepareFile(out, force);
        }
    }

    boolean force() {
        return force;
    }
}
