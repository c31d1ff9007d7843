package dev.sundog.cli.command;

import dev.sundog.cli.store.ModelStore;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** {@code models}: what the store holds. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog models", ""},
        description = "List the local store of models.")
final class ModelsCommand implements Callable<Integer> {
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        ModelStore store = ModelStore.ofProcess();
        for (String name : store.names()) {
            output.object(
                    Output.node()
                            .put("name", name)
                            .put("path", store.models().resolve(name).toString()));
            output.line(name);
        }
        return 0;
    }
}
