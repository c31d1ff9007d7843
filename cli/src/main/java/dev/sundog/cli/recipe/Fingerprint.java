package dev.sundog.cli.recipe;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Digests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a stage is made from, as one digest: its kind and configuration, and the digest of the stage
 * before it.
 */
final class Fingerprint {
    private static final String FOLDER = ".fingerprints";

    private Fingerprint() {}

    static String of(long seed) {
        return of("seed " + seed);
    }

    static String of(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw SundogException.internal(
                    "sha-256", "this Java has no SHA-256: " + e.getMessage());
        }
    }

    /** The digest of a model's files. */
    static String ofModel(Path model) {
        if (Files.isRegularFile(model)) {
            return Digests.sha256(model);
        }
        try (Stream<Path> files = Files.list(model)) {
            List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
            return of(
                    sorted.stream()
                            .map(file -> file.getFileName() + " " + Digests.sha256(file))
                            .toArray(String[]::new));
        } catch (IOException e) {
            throw SundogException.data(
                    "model-unreadable", model + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Beside the folders of the stages, so that those start empty. */
    private static Path file(Path directory) {
        return directory.resolveSibling(FOLDER).resolve(directory.getFileName().toString());
    }

    /** The fingerprint an unfinished folder was begun with. */
    static Optional<String> read(Path directory) {
        try {
            return Optional.of(Files.readString(file(directory)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw SundogException.data(
                    "run-folder", file(directory) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    static void write(Path directory, String fingerprint) {
        try {
            Files.createDirectories(directory.resolveSibling(FOLDER));
            Files.writeString(file(directory), fingerprint);
        } catch (IOException e) {
            throw SundogException.resource(
                    "run-folder", file(directory) + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
