package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Digests;
import dev.sundog.model.manifest.Manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model of the store. Immutable.
 *
 * @param name what users type
 * @param folder where its files are
 * @param source the reference it was fetched by; empty if it was not made by {@code pull}
 * @param commit of a hub's model, the commit
 * @param bytes all files together
 * @param files by name; empty if it was not made by {@code pull}
 */
public record StoreEntry(
        String name,
        Path folder,
        Optional<String> source,
        Optional<String> commit,
        long bytes,
        List<StoredFile> files) {
    static final String KIND = "pull";
    static final String SOURCE = "source";
    static final String COMMIT = "commit";

    public StoreEntry {
        files = List.copyOf(files);
    }

    /** What a folder of the store is. */
    static StoreEntry read(Path folder) {
        String name = folder.getFileName().toString();
        Optional<Manifest> manifest = Manifest.read(folder).filter(m -> m.kind().equals(KIND));
        if (manifest.isEmpty()) {
            return new StoreEntry(
                    name, folder, Optional.empty(), Optional.empty(), size(folder), List.of());
        }
        List<StoredFile> files = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<String, String> input : manifest.get().inputs().entrySet()) {
            Path file = folder.resolve(SafeNames.relative(input.getKey(), folder.toString()));
            try {
                long size = Files.isRegularFile(file) ? Files.size(file) : 0;
                files.add(new StoredFile(input.getKey(), size, input.getValue()));
                bytes += size;
            } catch (IOException | IllegalArgumentException e) {
                throw SundogException.data(
                        "store-entry",
                        folder + ": its manifest.json is damaged (" + e + "); pull it again");
            }
        }
        files.sort(Comparator.comparing(StoredFile::name));
        return new StoreEntry(
                name,
                folder,
                text(manifest.get(), SOURCE),
                text(manifest.get(), COMMIT),
                bytes,
                files);
    }

    private static Optional<String> text(Manifest manifest, String key) {
        return manifest.config().path(key).isString()
                ? Optional.of(manifest.config().path(key).stringValue())
                : Optional.empty();
    }

    private static long size(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw SundogException.data("store-unreadable", folder + ": cannot be read: " + e, e);
        }
    }

    /**
     * Digest of its content: a single file's own, else that of the lines {@code sha256sum} would
     * print for the files in the order of their names.
     */
    public Optional<String> sha256() {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        if (files.size() == 1) {
            return Optional.of(files.getFirst().sha256());
        }
        StringBuilder lines = new StringBuilder();
        for (StoredFile file : files) {
            lines.append(file.sha256()).append("  ").append(file.name()).append('\n');
        }
        return Optional.of(Digests.sha256(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
