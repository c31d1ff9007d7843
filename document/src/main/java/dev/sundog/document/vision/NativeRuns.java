package dev.sundog.document.vision;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Runs of native code that must not be cut off by the end of the process: the libraries' own
 * clean-up would take from under a running thread what it uses. The end waits for the runs that are
 * under way, and no other begins. Thread-safe.
 */
public final class NativeRuns {
    private static final long LONGEST_SECONDS = 30;

    /** How long a thread that comes too late is held, so that the process ends before it fails. */
    private static final long LATE_SECONDS = 5;

    private static final ReentrantReadWriteLock RUNNING = new ReentrantReadWriteLock();

    static {
        Thread end = new Thread(NativeRuns::awaitEnd, "native-runs-end");
        try {
            Runtime.getRuntime().addShutdownHook(end);
        } catch (IllegalStateException e) {
            // the process is ending already: no run will begin
            end.start();
        }
    }

    private NativeRuns() {}

    /** Takes the lock for good. */
    private static void awaitEnd() {
        taken(RUNNING.writeLock(), LONGEST_SECONDS);
    }

    private static boolean taken(Lock lock, long seconds) {
        try {
            return lock.tryLock(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lock.tryLock();
        }
    }

    /**
     * Runs native code.
     *
     * @throws IllegalStateException if the process is ending
     */
    public static <T> T run(Supplier<T> work) {
        if (!taken(RUNNING.readLock(), LATE_SECONDS)) {
            throw new IllegalStateException("the process is ending");
        }
        try {
            return work.get();
        } finally {
            RUNNING.readLock().unlock();
        }
    }
}
