package dev.sundog.training.run;

import dev.sundog.model.manifest.FolderTree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The directory {@code checkpoints}: one complete folder a checkpoint, {@code step-000200}. A
 * folder gets its name when all of it is written; what has another name is a left-over.
 */
final class CheckpointStore {
    private static final String PREFIX = "step-";

    private final Path directory;
    private final int keep;

    CheckpointStore(Path directory, int keep) {
        this.directory = directory;
        this.keep = keep;
    }

    /** The newest checkpoint. */
    Optional<Path> newest() {
        List<Path> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** Complete checkpoints, oldest first. */
    private List<Path> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(p -> p.getFileName().toString().matches(PREFIX + "\\d+"))
                    .sorted(Comparator.comparingLong(CheckpointStore::step))
                    .toList();
        } catch (IOException e) {
            throw TrainingState.writeFailed(directory, e);
        }
    }

    private static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }

    /** Writes a checkpoint through {@code content} and drops the oldest ones. */
    Path write(long step, Consumer<Path> content) {
        String name = String.format(Locale.ROOT, "%s%06d", PREFIX, step);
        Path target = directory.resolve(name);
        Path unfinished = directory.resolve("unfinished-" + name);
        try {
            delete(unfinished);
            delete(target);
            Files.createDirectories(unfinished);
            content.accept(unfinished);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            List<Path> all = all();
            for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
                delete(old);
            }
        } catch (IOException e) {
            throw TrainingState.writeFailed(target, e);
        }
        return target;
    }

    /** Removes all checkpoints. */
    void clear() {
        try {
            delete(directory);
        } catch (IOException e) {
            throw TrainingState.writeFailed(directory, e);
        }
    }

    /** Deletes a folder; renamed first, so that half of it never looks like a checkpoint. */
    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Path doomed = folder.resolveSibling("deleted-" + folder.getFileName());
        if (!Files.exists(doomed)) {
            Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
        }
        for (Path root : List.of(doomed, folder)) {
            FolderTree.delete(root);
        }
    }
}
