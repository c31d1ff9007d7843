package dev.sundog.cli;

import dev.sundog.cli.command.SundogCommand;
import dev.sundog.cli.store.ModelStore;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.TokenizerCache;

import tools.jackson.databind.json.JsonMapper;

/** The process: runs one verb and exits with its status. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // Nearly every verb reads JSON soon, and its library takes a while to get ready: meanwhile
        // the command line is read.
        Thread.ofPlatform().daemon().start(() -> JsonMapper.shared().readTree("{\"a\":[1]}"));
        TokenizerCache.keepIn(ModelStore.tokenizersOfProcess());
        int status;
        try {
            status = SundogCommand.execute(arguments);
        } catch (OutOfMemoryError e) {
            System.err.println(
                    "sundog: memory is exhausted (heap of "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MB): "
                            + e.getMessage()
                            + "; use a smaller model, context or batch, or"
                            + " SUNDOG_JAVA_OPTIONS=-Xmx…");
            status = SundogException.Kind.RESOURCE.exitStatus();
        }
        System.exit(status);
    }
}
