package dev.sundog.cli.command;

import dev.sundog.cli.store.ModelStore;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;

import java.util.Optional;

/** Opens what a user names. */
final class Models {
    /** The MODEL where none is given. */
    static final String DEFAULT = "pico";

    private Models() {}

    static Checkpoint checkpoint(String reference) {
        return Checkpoints.open(ModelStore.ofProcess().resolve(reference));
    }

    /** What clients of the server call it: the directory's or file's name without suffix. */
    static String id(String reference) {
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
