package dev.sundog.cli.progress;

import sun.misc.Signal;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C during long work: the first one asks the work to stop at the next safe point, a second one
 * ends the process at once. Outside a {@link Scope} Ctrl-C ends the process with status 130 as
 * usual. Thread-safe.
 */
public final class Interruption {
    private static final int EXIT_STATUS = 130;
    private static final AtomicBoolean requested = new AtomicBoolean();

    private Interruption() {}

    /** Exit status of an interrupted process. */
    public static int exitStatus() {
        return EXIT_STATUS;
    }

    /** Whether the user has asked to stop. */
    public static boolean requested() {
        return requested.get();
    }

    /** Takes Ctrl-C over until closed; {@code message} is printed at the first one. */
    public static Scope during(String message) {
        requested.set(false);
        return new Scope(message);
    }

    /** While open, Ctrl-C is a request and not an end. */
    public static final class Scope implements AutoCloseable {
        private final sun.misc.SignalHandler previous;

        private Scope(String message) {
            previous =
                    Signal.handle(
                            new Signal("INT"),
                            signal -> {
                                if (requested.getAndSet(true)) {
                                    Runtime.getRuntime().halt(EXIT_STATUS);
                                }
                                System.err.println();
                                System.err.println(message);
                            });
        }

        @Override
        public void close() {
            Signal.handle(new Signal("INT"), previous);
        }
    }
}
