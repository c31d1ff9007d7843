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

/** What a stage is made from, as one digest: its kind and configuration, and the digest of the stage before it. */
final class Fingerprint {
    private static final String FILE = ".fingerprint";

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
            throw SundogException.internal("sha-256", "this Java has no SHA-256: " + e.getMessage());
        }
    }

    /** The digest of a model's files. */
    static String ofModel(Path model) {
        if (Files.isRegularFile(model)) {
            return Digests.sha256(model);
        }
        try (Stream<Path> files = Files.list(model)) {
            List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
            return of(sorted.stream().map(file -> file.getFileName() + " " + Digests.sha256(file)).toArray(String[]::new));
        } catch (IOException e) {
            throw SundogException.data("model-unreadable", model + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The fingerprint an unfinished folder was begun with. */
    static Optional<String> read(Path directory) {
        try {
            return Optional.of(Files.readString(directory.resolve(FILE)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw SundogException.data("run-folder", directory.resolve(FILE) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    static void write(Path directory, String fingerprint) {
        try {
            Files.writeString(directory.resolve(FILE), fingerprint);
        } catch (IOException e) {
            throw SundogException.resource("run-folder", directory.resolve(FILE) + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
