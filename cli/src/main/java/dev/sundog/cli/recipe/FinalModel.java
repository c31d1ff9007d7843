package dev.sundog.cli.recipe;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Puts the line's result where people look for it: {@code model/} and {@code model.gguf}. */
final class FinalModel {
    private static final Set<String> NOT_THE_MODEL =
            Set.of("metrics.jsonl", "tokens.ids", "tokens.idx", ".sundog-in-progress");

    private FinalModel() {}

    static void place(List<BuiltStage> built, Path line) {
        for (BuiltStage stage : built.reversed()) {
            Path gguf = stage.directory().resolve(QuantizeStage.FILE);
            if (stage.stage().kind() == StageKind.QUANTIZE) {
                link(gguf, line.resolve("model.gguf"));
            } else if (stage.stage().kind().yieldsModel()) {
                copyFolder(stage.directory(), line.resolve("model"));
                return;
            }
        }
    }

    private static void copyFolder(Path from, Path to) {
        Folders.delete(to);
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            List<Path> sorted =
                    files.filter(Files::isRegularFile)
                            .filter(file -> !NOT_THE_MODEL.contains(file.getFileName().toString()))
                            .sorted((a, b) -> Boolean.compare(isManifest(a), isManifest(b)))
                            .toList();
            for (Path file : sorted) {
                link(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw failed(to, e);
        }
    }

    private static boolean isManifest(Path file) {
        return file.endsWith("manifest.json");
    }

    /** A hard link where the file system has them, else a copy. */
    private static void link(Path from, Path to) {
        Path partial = to.resolveSibling(to.getFileName() + ".partial");
        try {
            Files.deleteIfExists(partial);
            try {
                Files.createLink(partial, from);
            } catch (UnsupportedOperationException | IOException e) {
                Files.copy(from, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(
                    partial,
                    to,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            // Renaming one hard link of a file onto another does nothing, and leaves both.
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            throw failed(to, e);
        }
    }

    private static SundogException failed(Path to, IOException e) {
        return SundogException.resource(
                "final-model", to + ": the result cannot be placed: " + e.getMessage(), e);
    }
}
