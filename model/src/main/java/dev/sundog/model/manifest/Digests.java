package dev.sundog.model.manifest;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** SHA-256 digests in lower-case hexadecimal. Thread-safe. */
public final class Digests {
    private static final int BUFFER = 1 << 20;

    private Digests() {}

    /** Digest of bytes. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /**
     * Digest of a file, read in pieces.
     *
     * @throws SundogException (data, {@code file-unreadable})
     */
    public static String sha256(Path file) {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Digests of a file, or of the files right inside a directory in the order of their names,
     * {@code manifest.json} and hidden ones left out. Keys are the paths as given, resolved.
     */
    public static Map<String, String> of(Path path) {
        Map<String, String> digests = new LinkedHashMap<>();
        if (!Files.isDirectory(path)) {
            digests.put(path.toString(), sha256(path));
            return digests;
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(path)) {
            files = entries.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (!name.startsWith(".") && !name.equals(Manifest.FILE_NAME)) {
                digests.put(file.toString(), sha256(file));
            }
        }
        return digests;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SundogException unreadable(Path path, IOException cause) {
        return SundogException.data(
                "file-unreadable",
                "%s cannot be read (%s: %s); check that it exists and its permissions"
                        .formatted(path, cause.getClass().getSimpleName(), cause.getMessage()),
                cause);
    }
}
