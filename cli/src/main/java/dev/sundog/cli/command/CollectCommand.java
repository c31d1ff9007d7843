package dev.sundog.cli.command;

import dev.sundog.cli.store.ModelStore;
import dev.sundog.cli.store.ModelStore.Collected;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code gc}: throw away what no model of the store needs. */
@Command(
        name = "gc",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog gc", ""},
        description =
                "Throw away what no model of the local store needs: contents without a model and"
                        + " beginnings of files older than a week.")
final class CollectCommand implements Callable<Integer> {
    @Option(
            names = "--partials",
            description = "Also beginnings of files that a pull could still go on with.")
    private boolean partials;

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        Collected result = ModelStore.ofProcess().collect(partials);
        output.object(Output.node().put("files", result.files()).put("bytes", result.bytes()));
        output.line(
                String.format(
                        Locale.ROOT,
                        "freed %,d bytes in %d files",
                        result.bytes(),
                        result.files()));
        return 0;
    }
}
