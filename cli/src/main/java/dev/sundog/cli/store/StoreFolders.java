package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.FolderTree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the store keeps what; the layout is specified in {@link dev.sundog.cli.store}. Immutable.
 *
 * @param home the root
 */
record StoreFolders(Path home) {
    public Path models() {
        return home.resolve("models");
    }

    /** Contents, each once, under their digest. */
    public Path blobs() {
        return home.resolve("blobs").resolve("sha256");
    }

    /** What has begun to arrive. */
    public Path partials() {
        return home.resolve("partial");
    }

    /** Tables made of large tokenizer files. */
    public Path tokenizers() {
        return home.resolve("tokenizers");
    }

    public Path locks() {
        return home.resolve("locks");
    }

    public Path blob(String sha256) {
        return blobs().resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    /** Held shared by whoever changes the store, alone by {@code gc}. */
    Path storeLock() {
        return locks().resolve("store");
    }

    Path entryLock(String name) {
        return locks().resolve("entry-" + name);
    }

    /** Held by whoever fetches a content. */
    public Path partialLock(String key) {
        return locks().resolve("partial-" + key);
    }

    /** A new folder for unfinished work on the store's own file system. */
    Path workFolder() throws IOException {
        Files.createDirectories(models());
        return Files.createTempDirectory(models(), ".fetch-");
    }

    /**
     * A failure to write below the home.
     *
     * @return resource, {@code store-write} or {@code disk-full}
     */
    public SundogException unwritable(IOException cause) {
        boolean full = String.valueOf(cause.getMessage()).contains("No space left");
        return SundogException.resource(
                full ? "disk-full" : "store-write",
                home
                        + ": the store cannot be written ("
                        + cause
                        + "); "
                        + (full
                                ? "make room (./sundog gc, ./sundog rm NAME)"
                                : "check its permissions, or set SUNDOG_HOME to another folder"),
                cause);
    }

    /** Deletes a tree as far as that goes; what is left is garbage that {@code gc} finds. */
    static void deleteTree(Path root) {
        try {
            FolderTree.delete(root);
        } catch (IOException e) {
            root.toFile().deleteOnExit();
        }
    }
}
