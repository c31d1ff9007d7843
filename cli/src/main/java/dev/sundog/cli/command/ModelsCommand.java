package dev.sundog.cli.command;

import dev.sundog.cli.store.ModelStore;
import dev.sundog.cli.store.StoreEntry;
import dev.sundog.model.failure.SundogException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code models}: what the store holds. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog models", ""},
        description = "List the local store of models: name, bytes, where each was fetched from.")
final class ModelsCommand implements Callable<Integer> {
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        ModelStore store = ModelStore.ofProcess();
        int status = 0;
        for (String name : store.names()) {
            try {
                StoreEntry entry = store.entry(name);
                output.object(PullCommand.node(entry, entry.folder()));
                output.line(
                        String.format(
                                Locale.ROOT,
                                "%-40s %,16d  %s",
                                name,
                                entry.bytes(),
                                entry.source().orElse("")));
            } catch (SundogException e) {
                output.error("sundog: " + name + ": " + e.getMessage());
                status = e.kind().exitStatus();
            }
        }
        return status;
    }
}
