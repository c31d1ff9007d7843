package dev.sundog.document.vision;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

import dev.sundog.model.failure.SundogException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * ONNX Runtime of this process, started once.
 *
 * <p>The start of version 1.29 recurses natively with the length of the process's command line: a
 * class path of four kilobytes overflows the stack of an ordinary thread and ends the process. So
 * it is started on a thread whose stack holds for the longest command line.
 */
final class OnnxRuntime {
    private static final long STACK_BYTES = 128L << 20;
    private static final CompletableFuture<OrtEnvironment> STARTED = new CompletableFuture<>();

    static {
        Thread thread = new Thread(null, new Start(), "onnx-start", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    private OnnxRuntime() {}

    /** A class of its own: the thread must not wait for the initialisation that starts it. */
    private record Start() implements Runnable {
        @Override
        public void run() {
            try {
                STARTED.complete(
                        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR));
            } catch (LinkageError | RuntimeException e) {
                STARTED.completeExceptionally(e);
            }
        }
    }

    /**
     * The environment in which sessions are made.
     *
     * @throws SundogException (resource) if the native library cannot be loaded
     */
    static OrtEnvironment environment() {
        try {
            return STARTED.join();
        } catch (CompletionException e) {
            throw SundogException.resource(
                    "onnx-native",
                    "ONNX Runtime's native library cannot be loaded on this system ("
                            + e.getCause()
                            + "); use --models none",
                    e);
        }
    }
}
