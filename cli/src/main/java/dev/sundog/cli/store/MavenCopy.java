package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The user's own Maven, with its settings, mirrors and certificates; nothing of the jar is run. */
final class MavenCopy implements ArchiveSource<MavenReference> {
    @Override
    public void download(MavenReference artifact, Path directory, PullProgress progress)
            throws IOException {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
        ExternalTool.Outcome outcome =
                ExternalTool.run(
                        directory,
                        progress,
                        List.of(
                                windows ? "mvn.cmd" : "mvn",
                                "-q",
                                "-B",
                                "dependency:copy",
                                "-Dartifact=" + artifact.coordinates(),
                                "-DoutputDirectory=" + directory.toAbsolutePath(),
                                "-Dmdep.overWriteSnapshots=true"));
        if (outcome.missing()) {
            throw SundogException.resource(
                    "maven-missing",
                    artifact + ": needs Maven; mvn is not on the path. Install Maven 3.8 or newer");
        }
        if (outcome.status() != 0) {
            throw SundogException.resource(
                    "maven-fetch",
                    artifact
                            + ": Maven could not fetch it (exit "
                            + outcome.status()
                            + "): "
                            + cause(outcome)
                            + "; check that 'mvn dependency:copy' works and reaches your"
                            + " repository");
        }
    }

    private static String cause(ExternalTool.Outcome outcome) {
        return outcome.said()
                .lines()
                .filter(line -> line.startsWith("[ERROR]"))
                .map(line -> line.substring("[ERROR]".length()))
                .findFirst()
                .map(SafeNames::printable)
                .orElseGet(outcome::reason);
    }
}
