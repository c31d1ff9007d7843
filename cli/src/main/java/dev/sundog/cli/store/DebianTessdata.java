package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tesseract's data for a language, from the Debian package: the user's own {@code apt-get download}
 * checks its signature, {@code dpkg-deb -x} unpacks it; neither needs rights, nothing of it is run.
 */
final class DebianTessdata {
    private final PullProgress progress;

    DebianTessdata(PullProgress progress) {
        this.progress = progress;
    }

    /** The {@code .traineddata} file, unpacked below {@code work}. */
    Path fetch(String language, Path work) throws IOException {
        String name = "tesseract-ocr-" + language;
        require(
                name,
                ExternalTool.run(
                        work,
                        progress,
                        List.of("apt-get", "-q", "-o", "APT::Sandbox::User=", "download", name)));
        Path archive =
                find(work, ".deb")
                        .orElseThrow(
                                () ->
                                        SundogException.data(
                                                "tessdata-missing",
                                                name + ": apt-get left no package"));
        require(
                name,
                ExternalTool.run(
                        work,
                        progress,
                        List.of(
                                "dpkg-deb",
                                "-x",
                                String.valueOf(archive.getFileName()),
                                "unpacked")));
        return find(work.resolve("unpacked"), ".traineddata")
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "tessdata-missing", name + ": holds no .traineddata file"));
    }

    private static void require(String name, ExternalTool.Outcome outcome) {
        if (outcome.status() != 0) {
            throw SundogException.resource(
                    "tessdata-fetch",
                    name
                            + ": could not be had from Debian (exit "
                            + outcome.status()
                            + "): "
                            + outcome.reason()
                            + "; run apt-get update, or on another system pull a folder that holds"
                            + " the .traineddata file: ./sundog pull FOLDER --name tessdata-kor");
        }
    }

    private static Optional<Path> find(Path folder, String suffix) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> Files.isRegularFile(file))
                    .filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .findFirst();
        }
    }
}
