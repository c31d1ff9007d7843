package dev.sundog.cli.store;

import dev.sundog.model.manifest.Digests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A note of the contents that a fetch under way needs, so that {@code gc} leaves those alone which
 * are there already. Stays if the fetch does not finish.
 */
final class PendingPull implements AutoCloseable {
    static final String SUFFIX = ".pending";

    private final StoreFolders folders;
    private final Path note;
    private boolean finished;

    private PendingPull(StoreFolders folders, Path note) {
        this.folders = folders;
        this.note = note;
    }

    static PendingPull begin(StoreFolders folders, String source, List<String> digests) {
        String key = Digests.sha256(source.getBytes(StandardCharsets.UTF_8));
        Path note = folders.partials().resolve(key + SUFFIX);
        try {
            Files.createDirectories(folders.partials());
            Files.write(note, digests);
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
        return new PendingPull(folders, note);
    }

    void finished() {
        finished = true;
    }

    @Override
    public void close() {
        if (finished) {
            try {
                Files.deleteIfExists(note);
            } catch (IOException e) {
                throw folders.unwritable(e);
            }
        }
    }
}
