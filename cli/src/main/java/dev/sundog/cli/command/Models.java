package dev.sundog.cli.command;

import dev.sundog.cli.store.ModelStore;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.adapter.AdaptedCheckpoint;
import dev.sundog.model.surgery.adapter.LowRankAdapter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens what a user names. */
final class Models {
    /** The MODEL where none is given. */
    static final String DEFAULT = "pico";

    private Models() {}

    /**
     * A base and an adapter, as mergekit writes them: {@code BASE+DIRECTORY}.
     *
     * @param base a MODEL
     * @param directory in PEFT's format
     */
    private record Adapted(String base, Path directory) {
        static Optional<Adapted> of(String reference) {
            int plus = reference.lastIndexOf('+');
            return plus <= 0 || Files.exists(Path.of(reference))
                    ? Optional.empty()
                    : Optional.of(
                            new Adapted(
                                    reference.substring(0, plus),
                                    Path.of(reference.substring(plus + 1))));
        }

        /** A stage keeps its adapter in a folder of that name, which says nothing. */
        String id() {
            Path whole = directory.toAbsolutePath().normalize();
            Path parent = whole.getParent();
            return Models.id(base)
                    + "+"
                    + (whole.endsWith("adapter") && parent != null ? parent : whole).getFileName();
        }

        Checkpoint open() {
            Checkpoint checkpoint = Models.checkpoint(base);
            try {
                LowRankAdapter adapter = LowRankAdapter.open(directory);
                try {
                    return new AdaptedCheckpoint(checkpoint, adapter, false);
                } catch (SundogException e) {
                    adapter.close();
                    throw e;
                }
            } catch (SundogException e) {
                checkpoint.close();
                throw e;
            }
        }
    }

    static Checkpoint checkpoint(String reference) {
        return Adapted.of(reference)
                .map(Adapted::open)
                .orElseGet(() -> Checkpoints.open(ModelStore.ofProcess().resolve(reference)));
    }

    /** What clients of the server call it: the directory's or file's name without suffix. */
    static String id(String reference) {
        Optional<Adapted> adapted = Adapted.of(reference);
        if (adapted.isPresent()) {
            return adapted.get().id();
        }
        String file = String.valueOf(ModelStore.ofProcess().resolve(reference).getFileName());
        return file.endsWith(".gguf") ? file.substring(0, file.length() - 5) : file;
    }

    /** The model on the CPU engine; closing it closes the checkpoint. */
    static CpuModel engine(String reference, Optional<Integer> threads) {
        EngineOptions defaults = EngineOptions.defaults();
        EngineOptions options = threads.map(defaults::withThreads).orElse(defaults);
        return CpuModel.open(checkpoint(reference), options);
    }
}
