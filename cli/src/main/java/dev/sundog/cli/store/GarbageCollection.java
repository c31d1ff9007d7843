package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Throws away what no model of the store needs: contents without a model, folders of processes that
 * died, and beginnings of files that nobody has gone on with for a week.
 */
final class GarbageCollection {
    private static final Duration STALE = Duration.ofDays(7);

    private final StoreFolders folders;
    private final boolean allPartials;
    private final Instant stale = Instant.now().minus(STALE);
    private int files;
    private long bytes;

    /**
     * @param allPartials whether beginnings of files go however young they are
     */
    GarbageCollection(StoreFolders folders, boolean allPartials) {
        this.folders = folders;
        this.allPartials = allPartials;
    }

    /**
     * Runs while no other process changes the store.
     *
     * @throws SundogException (resource, {@code store-busy}) if one does
     */
    ModelStore.Collected run(List<StoreEntry> entries) {
        Set<String> needed = new HashSet<>();
        entries.forEach(entry -> entry.files().forEach(file -> needed.add(file.sha256())));
        try {
            for (Path partial : list(folders.partials())) {
                boolean pending = partial.toString().endsWith(PendingPull.SUFFIX);
                if (allPartials
                        || Files.getLastModifiedTime(partial).compareTo(FileTime.from(stale)) < 0) {
                    delete(partial);
                } else if (pending) {
                    needed.addAll(Files.readAllLines(partial));
                }
            }
            for (Path group : list(folders.blobs())) {
                for (Path blob : list(group)) {
                    if (!needed.contains(blob.getFileName().toString())) {
                        delete(blob);
                    }
                }
            }
            for (Path tables : list(folders.tokenizers())) {
                delete(tables);
            }
            for (Path entry : list(folders.models())) {
                if (entry.getFileName().toString().startsWith(".")) {
                    deleteTree(entry);
                }
            }
            for (Path lock : list(folders.locks())) {
                if (!lock.equals(folders.storeLock())) {
                    Files.deleteIfExists(lock);
                }
            }
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
        return new ModelStore.Collected(files, bytes);
    }

    private void delete(Path file) throws IOException {
        long size = Files.size(file);
        if (Files.deleteIfExists(file)) {
            files++;
            bytes += size;
        }
    }

    private void deleteTree(Path root) throws IOException {
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(root)) {
            inside = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : inside) {
            delete(file);
        }
        StoreFolders.deleteTree(root);
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
