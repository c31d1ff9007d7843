package dev.sundog.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;

import org.jspecify.annotations.Nullable;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What comes in from one client. While a request is being answered, a thread of its own waits for
 * the next byte: if the connection ends instead, the answer has no reader any more. What it reads
 * is handed to the connection's thread when that asks for it, so nothing is lost and no read is
 * ever broken off.
 *
 * <p>Thread-safe; limits of reads are for the connection's thread only.
 */
final class ClientConnection implements Supplier<byte @Nullable []> {
    private final DataReader source;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition watchEnded = lock.newCondition();
    private boolean watching;
    private boolean ended;
    private boolean limited;
    private long readDeadline;
    private byte @Nullable [] early;
    private @Nullable RuntimeException failure;
    private @Nullable Runnable onGone;

    ClientConnection(DataReader source) {
        this.source = source;
    }

    /**
     * From now on reads fail that have not ended at {@code deadline} of {@link System#nanoTime}.
     */
    void limitReads(long deadline) {
        limited = true;
        readDeadline = deadline;
    }

    /** From now on reads may take as long as they like. */
    void unlimitReads() {
        limited = false;
    }

    /** What the connection's thread reads; null at the end. */
    @Override
    public byte @Nullable [] get() {
        lock.lock();
        try {
            if (limited && !watching && early == null && !ended && failure == null) {
                startWatch();
            }
            while (watching) {
                awaitWatch();
            }
            byte[] read = early;
            if (read != null) {
                early = null;
                return read;
            }
            RuntimeException broken = failure;
            if (broken != null) {
                throw broken;
            }
            if (ended) {
                return null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted"));
        } finally {
            lock.unlock();
        }
        return pull();
    }

    private void awaitWatch() throws InterruptedException {
        if (!limited) {
            watchEnded.await();
            return;
        }
        long left = readDeadline - System.nanoTime();
        if (left <= 0 || watchEnded.awaitNanos(left) <= 0 && watching) {
            throw new UncheckedIOException(new SocketTimeoutException("nothing came in time"));
        }
    }

    private void startWatch() {
        watching = true;
        Thread.ofVirtual().name("sundog-client-watch").start(this::awaitByte);
    }

    /** Null at the end of the connection. */
    private byte @Nullable [] pull() {
        try {
            BufferData data = source.readBuffer();
            byte[] bytes = new byte[data.available()];
            data.read(bytes);
            return bytes;
        } catch (DataReader.InsufficientDataAvailableException e) {
            return null;
        }
    }

    /** Runs {@code action} when the client goes away before {@link #unwatch} is called. */
    void watch(Runnable action) {
        boolean gone;
        lock.lock();
        try {
            gone = ended || failure != null;
            if (!gone) {
                onGone = action;
                if (!watching && early == null) {
                    startWatch();
                }
            }
        } finally {
            lock.unlock();
        }
        if (gone) {
            action.run();
        }
    }

    /** The answer is done; who leaves now is nobody's matter. */
    void unwatch() {
        lock.lock();
        try {
            onGone = null;
        } finally {
            lock.unlock();
        }
    }

    private void awaitByte() {
        byte[] read = null;
        RuntimeException broken = null;
        try {
            read = pull();
        } catch (RuntimeException e) {
            broken = e;
        }
        Runnable action = null;
        lock.lock();
        try {
            watching = false;
            early = read;
            failure = broken;
            ended = read == null && broken == null;
            if (read == null) {
                action = onGone;
                onGone = null;
            }
            watchEnded.signalAll();
        } finally {
            lock.unlock();
        }
        if (action != null) {
            action.run();
        }
    }
}
