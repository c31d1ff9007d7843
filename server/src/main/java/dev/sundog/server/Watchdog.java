package dev.sundog.server;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Breaks off requests whose thread is stuck past their time, as in a write to a client that does
 * not read: an interrupted virtual thread closes the socket it waits for. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("sundog-watchdog").factory());

    Watchdog() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A request that is watched until closed. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Interrupts the current thread after {@code nanos} unless closed before. */
    Watch guard(long nanos) {
        Thread thread = Thread.currentThread();
        AtomicBoolean over = new AtomicBoolean();
        Future<?> alarm =
                timer.schedule(
                        () -> {
                            if (over.compareAndSet(false, true)) {
                                thread.interrupt();
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
        return () -> {
            if (over.compareAndSet(false, true)) {
                alarm.cancel(false);
            } else {
                // the alarm went off: its interrupt is not the next request's
                Thread.interrupted();
            }
        };
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
