package dev.sundog.cli;

import dev.sundog.cli.command.SundogCommand;
import dev.sundog.model.failure.SundogException;

/** The process: runs one verb and exits with its status. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
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
