package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock that holds between threads and between processes; a process that ends loses its locks,
 * however it ends. Shared or exclusive, not reentrant when exclusive. The thread that closes it
 * need not be the one that got it. Thread-safe.
 */
final class StoreLock implements AutoCloseable {
    private static final long POLL_MILLIS = 100;
    private static final Map<Path, Held> HELD = new HashMap<>();

    /** What this process holds of a lock file. */
    private static final class Held {
        private final FileChannel channel;
        private final FileLock lock;
        private final boolean shared;
        private int holders = 1;

        Held(FileChannel channel, FileLock lock, boolean shared) {
            this.channel = channel;
            this.lock = lock;
            this.shared = shared;
        }
    }

    private final Path file;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private StoreLock(Path file) {
        this.file = file;
    }

    /** Waits for a lock that several may hold. */
    public static StoreLock shared(Path file, String waitingFor, PullProgress progress) {
        return await(file, true, waitingFor, progress);
    }

    /**
     * Waits for a lock that one may hold.
     *
     * @param waitingFor said once if it has to be waited for
     * @throws PullInterrupted if the user stops while waiting
     */
    public static StoreLock exclusive(Path file, String waitingFor, PullProgress progress) {
        return await(file, false, waitingFor, progress);
    }

    private static StoreLock await(
            Path file, boolean shared, String waitingFor, PullProgress progress) {
        for (boolean said = false; ; said = true) {
            Optional<StoreLock> lock = attempt(file, shared);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (!said) {
                progress.say(waitingFor);
            }
            progress.check();
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PullInterrupted();
            }
        }
    }

    /** The lock, if nobody else has it. */
    static Optional<StoreLock> attempt(Path file, boolean shared) {
        Path key = file.toAbsolutePath().normalize();
        synchronized (HELD) {
            Held held = HELD.get(key);
            if (held != null) {
                if (!shared || !held.shared) {
                    return Optional.empty();
                }
                held.holders++;
                return Optional.of(new StoreLock(key));
            }
            try {
                Optional<Held> got = lock(key, shared);
                got.ifPresent(one -> HELD.put(key, one));
                return got.map(one -> new StoreLock(key));
            } catch (IOException e) {
                throw SundogException.resource(
                        "store-lock",
                        key
                                + ": cannot be locked ("
                                + e
                                + "); check the permissions of the store, or set SUNDOG_HOME to"
                                + " another folder",
                        e);
            }
        }
    }

    private static Optional<Held> lock(Path file, boolean shared) throws IOException {
        Files.createDirectories(file.getParent());
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, shared);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? Optional.empty() : Optional.of(new Held(channel, lock, shared));
    }

    @Override
    public void close() {
        if (!open.getAndSet(false)) {
            return;
        }
        synchronized (HELD) {
            Held held = HELD.get(file);
            if (held == null || --held.holders > 0) {
                return;
            }
            HELD.remove(file);
            try (FileChannel channel = held.channel) {
                held.lock.release();
            } catch (IOException e) {
                throw SundogException.resource(
                        "store-lock", file + ": the lock could not be released: " + e, e);
            }
        }
    }
}
