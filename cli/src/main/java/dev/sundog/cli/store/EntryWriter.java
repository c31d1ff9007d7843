package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a model's folder of contents that are all there: links, then the manifest, then one atomic
 * move. Thread-safe; several processes may work on one store.
 */
final class EntryWriter {
    private final StoreFolders folders;
    private final Blobs blobs;

    EntryWriter(StoreFolders folders) {
        this.folders = folders;
        this.blobs = new Blobs(folders);
    }

    /**
     * Refuses a name that something else has, before anything is fetched for it. A wheel's folder
     * without a manifest is from a version that wrote none.
     *
     * @throws SundogException (data, {@code store-name-taken})
     */
    void requireFree(String name, ModelReference reference) {
        Path folder = folders.models().resolve(name);
        if (!Files.isDirectory(folder)) {
            return;
        }
        Optional<String> there = StoreEntry.read(folder).source();
        boolean unsigned =
                there.isEmpty()
                        && reference instanceof WheelReference
                        && name.equals(reference.storeName());
        if (!unsigned && !there.equals(Optional.of(reference.toString()))) {
            throw SundogException.data(
                    "store-name-taken",
                    "the store has something else by the name '"
                            + name
                            + "' ("
                            + there.orElse("not fetched by pull")
                            + "); give another name (--name N), or remove it (./sundog rm "
                            + name
                            + ")");
        }
    }

    /** Writes the entry, in place of an older one of the same source. */
    StoreEntry write(
            String name,
            ModelReference reference,
            Optional<String> commit,
            List<StoredFile> files,
            PullProgress progress) {
        try (StoreLock lock =
                StoreLock.exclusive(
                        folders.entryLock(name),
                        "another process writes " + name + " of the store; waiting for it",
                        progress)) {
            requireFree(name, reference);
            Path work = folders.workFolder();
            try {
                Path whole = Files.createDirectory(work.resolve("new"));
                Map<String, String> inputs = new LinkedHashMap<>();
                for (StoredFile file : files) {
                    blobs.link(file, whole.resolve(file.name()));
                    inputs.put(file.name(), file.sha256());
                }
                ObjectNode config = JsonNodeFactory.instance.objectNode();
                config.put(StoreEntry.SOURCE, reference.toString());
                commit.ifPresent(value -> config.put(StoreEntry.COMMIT, value));
                ObjectNode metrics = JsonNodeFactory.instance.objectNode();
                metrics.put("bytes", files.stream().mapToLong(StoredFile::bytes).sum());
                Manifest.of(StoreEntry.KIND, config, inputs).withMetrics(metrics).write(whole);
                Path folder = folders.models().resolve(name);
                replace(folder, whole, work.resolve("old"));
                return StoreEntry.read(folder);
            } finally {
                StoreFolders.deleteTree(work);
            }
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }

    private static void replace(Path folder, Path whole, Path old) throws IOException {
        boolean there = Files.isDirectory(folder);
        if (there) {
            Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(whole, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (there) {
                Files.move(old, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
    }
}
