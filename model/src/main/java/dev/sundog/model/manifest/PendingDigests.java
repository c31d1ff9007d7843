package dev.sundog.model.manifest;

import dev.sundog.model.failure.SundogException;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Digests of the inputs of a job, computed on a thread of their own while the job reads the same
 * files, so that these are read from the disk once. Closing gives up what is not done.
 */
public final class PendingDigests implements AutoCloseable {
    private final FutureTask<Map<String, String>> task;

    private PendingDigests(FutureTask<Map<String, String>> task) {
        this.task = task;
    }

    /** Begins with the files and directories of {@code paths}, see {@link Digests#of(Path)}. */
    public static PendingDigests of(Collection<Path> paths) {
        List<Path> all = List.copyOf(paths);
        FutureTask<Map<String, String>> task =
                new FutureTask<>(
                        () -> {
                            Map<String, String> digests = new LinkedHashMap<>();
                            all.forEach(path -> digests.putAll(Digests.of(path)));
                            return digests;
                        });
        Thread.ofPlatform().daemon().name("digests").start(task);
        return new PendingDigests(task);
    }

    /** The same for one path. */
    public static PendingDigests of(Path path) {
        return of(List.of(path));
    }

    /**
     * Waits for them.
     *
     * @throws SundogException (data, {@code file-unreadable})
     */
    public Map<String, String> await() {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while digests were computed");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        task.cancel(true);
    }
}
