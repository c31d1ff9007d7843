package dev.sundog.cli.store;

import dev.sundog.model.manifest.Digests;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.util.HexFormat;

/**
 * The contents of the store, each kept once under its SHA-256. Thread-safe; several processes may
 * work on one store.
 */
final class Blobs {
    private static final int BUFFER = 1 << 20;

    private final StoreFolders folders;

    public Blobs(StoreFolders folders) {
        this.folders = folders;
    }

    /**
     * Whether a content is there and undamaged; all of it is read. A damaged one is thrown away.
     */
    public boolean holds(String sha256, long bytes) {
        Path blob = folders.blob(sha256);
        try {
            if (!Files.isRegularFile(blob)) {
                return false;
            }
            if (Files.size(blob) == bytes && Digests.sha256(blob).equals(sha256)) {
                return true;
            }
            Files.deleteIfExists(blob);
            return false;
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }

    /** Moves a whole file of known digest, which lies within the store, to its place. */
    public void adopt(Path file, String sha256) {
        Path blob = folders.blob(sha256);
        try {
            Files.createDirectories(blob.getParent());
            if (holds(sha256, Files.size(file))) {
                Files.delete(file);
                return;
            }
            protect(file);
            Files.move(
                    file,
                    blob,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }

    /** Copies a file into the store. */
    StoredFile copy(Path file, String name, PullProgress progress) {
        Path work = null;
        try {
            Files.createDirectories(folders.partials());
            work = Files.createTempFile(folders.partials(), "copy-", ".tmp");
            ContentDigest digest = new ContentDigest();
            try (InputStream in = Files.newInputStream(file);
                    OutputStream out =
                            new DigestOutputStream(Files.newOutputStream(work), digest.sha256())) {
                byte[] buffer = new byte[BUFFER];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    progress.check();
                    out.write(buffer, 0, count);
                }
            }
            String sha256 = HexFormat.of().formatHex(digest.sha256().digest());
            long bytes = Files.size(work);
            adopt(work, sha256);
            return new StoredFile(name, bytes, sha256);
        } catch (IOException e) {
            throw folders.unwritable(e);
        } finally {
            discard(work);
        }
    }

    private static void discard(@Nullable Path work) {
        try {
            if (work != null) {
                Files.deleteIfExists(work);
            }
        } catch (IOException e) {
            work.toFile().deleteOnExit();
        }
    }

    /** Puts a content under another name: a hard link, or a copy where there are none. */
    void link(StoredFile file, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        Path blob = folders.blob(file.sha256());
        try {
            Files.createLink(place, blob);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(blob, place);
        }
    }

    /** A content is shared by all that link to it, so nobody is to write into it. */
    private static void protect(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        }
    }
}
