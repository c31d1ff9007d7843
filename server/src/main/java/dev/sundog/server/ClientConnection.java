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
 * <p>Thread-safe.
 */
final class ClientConnection implements Supplier<byte @Nullable []> {
    private final DataReader source;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition watchEnded = lock.newCondition();
    private boolean watching;
    private boolean ended;
    private byte @Nullable [] early;
    private @Nullable RuntimeException failure;
    private @Nullable Runnable onGone;

    ClientConnection(DataReader source) {
        this.source = source;
    }

    /** What the connection's thread reads; null at the end. */
    @Override
    public byte @Nullable [] get() {
        lock.lock();
        try {
            while (watching) {
                watchEnded.await();
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
                    watching = true;
                    Thread.ofVirtual().name("sundog-client-watch").start(this::awaitByte);
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
        boolean again = true;
        while (again) {
            try {
                read = pull();
                again = false;
            } catch (RuntimeException e) {
                // silence is not absence while an answer is awaited
                again = e.getCause() instanceof SocketTimeoutException && answering();
                broken = again ? null : e;
            }
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

    private boolean answering() {
        lock.lock();
        try {
            return onGone != null;
        } finally {
            lock.unlock();
        }
    }
}
