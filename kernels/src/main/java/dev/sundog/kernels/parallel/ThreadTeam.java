package dev.sundog.kernels.parallel;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed team for fork and join. The caller of {@link #run} is its first member; chunks are handed
 * out dynamically, so that a member the system has taken off its core delays nothing but the chunk
 * it holds. Members spin for some {@value #SPIN_NANOS} ns after their last round, then park.
 *
 * <p>Thread-safe: when two threads call {@code run} at once, or a chunk calls it, the one that
 * finds the team busy does its round alone.
 */
public final class ThreadTeam implements AutoCloseable {
    private static final long SPIN_NANOS = 50_000;
    private static final int SPINS_BETWEEN_CLOCK_READS = 64;

    private final Member[] members;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Round round;
    private volatile boolean closed;

    /**
     * @param size members, the caller included; at least 1
     */
    public ThreadTeam(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a team of " + size + " threads; at least 1");
        }
        members = new Member[size - 1];
        for (int i = 0; i < members.length; i++) {
            members[i] = new Member("sundog-worker-" + (i + 1));
        }
        for (Member member : members) {
            member.thread.start();
        }
    }

    /** Members, the caller included. */
    public int size() {
        return members.length + 1;
    }

    /**
     * Runs {@code task} for each chunk from 0 to {@code chunks - 1} and returns when all are done.
     * If one throws, chunks not yet begun are left out and the first exception is thrown here.
     *
     * @throws IllegalStateException if the team is closed
     */
    public void run(int chunks, ChunkTask task) {
        if (closed) {
            throw new IllegalStateException("the thread team is closed");
        }
        if (chunks <= 1 || members.length == 0 || !busy.compareAndSet(false, true)) {
            for (int chunk = 0; chunk < chunks; chunk++) {
                task.run(chunk);
            }
            return;
        }
        Round current = new Round(chunks, task);
        try {
            round = current;
            for (Member member : members) {
                if (member.parked) {
                    LockSupport.unpark(member.thread);
                }
            }
            current.work();
            current.await();
        } finally {
            busy.set(false);
        }
        current.rethrow();
    }

    /** Ends the threads; waits for a round in progress. Idempotent. */
    @Override
    public void close() {
        closed = true;
        for (Member member : members) {
            LockSupport.unpark(member.thread);
        }
        boolean interrupted = false;
        for (Member member : members) {
            while (member.thread.isAlive()) {
                try {
                    member.thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One part of a round. */
    @FunctionalInterface
    public interface ChunkTask {
        void run(int chunk);
    }

    private final class Member {
        private final Thread thread;
        private volatile boolean parked;

        private Member(String name) {
            thread = Thread.ofPlatform().daemon().name(name).unstarted(this::loop);
        }

        private void loop() {
            Round seen = null;
            while (!closed) {
                Round next = awaitOtherThan(seen);
                if (next != null && next != seen) {
                    next.work();
                    seen = next;
                }
            }
        }

        private @Nullable Round awaitOtherThan(@Nullable Round seen) {
            long deadline = System.nanoTime() + SPIN_NANOS;
            for (int spin = 1; ; spin++) {
                Round next = round;
                if (next != seen || closed) {
                    return next;
                }
                if (spin % SPINS_BETWEEN_CLOCK_READS == 0 && System.nanoTime() > deadline) {
                    break;
                }
                Thread.onSpinWait();
            }
            parked = true;
            while (round == seen && !closed) {
                LockSupport.park(ThreadTeam.this);
            }
            parked = false;
            return round;
        }
    }

    private static final class Round {
        private static final int SPINS_BEFORE_YIELD = 20_000;

        private final int chunks;
        private final ChunkTask task;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger finished = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        private Round(int chunks, ChunkTask task) {
            this.chunks = chunks;
            this.task = task;
        }

        private void work() {
            for (int chunk = next.getAndIncrement();
                    chunk < chunks;
                    chunk = next.getAndIncrement()) {
                try {
                    if (failure.get() == null) {
                        task.run(chunk);
                    }
                } catch (Throwable thrown) {
                    failure.compareAndSet(null, thrown);
                } finally {
                    finished.incrementAndGet();
                }
            }
        }

        private void await() {
            for (int spin = 0; finished.get() < chunks; spin++) {
                if (spin < SPINS_BEFORE_YIELD) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }

        private void rethrow() {
            switch (failure.get()) {
                case null -> {}
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case Throwable thrown -> throw new IllegalStateException(thrown);
            }
        }
    }
}
