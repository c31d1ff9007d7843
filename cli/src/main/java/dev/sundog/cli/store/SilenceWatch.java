package dev.sundog.cli.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends answers whose server has said nothing for too long. Thread-safe. */
final class SilenceWatch implements AutoCloseable {
    private final Duration limit;
    private final Set<Watched> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "silence-watch");
                        thread.setDaemon(true);
                        return thread;
                    });

    SilenceWatch(Duration limit) {
        this.limit = limit;
        long period = Math.max(20, limit.toMillis() / 10);
        clock.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    InputStream over(InputStream body) {
        Watched watched = new Watched(body);
        open.add(watched);
        return watched;
    }

    private void look() {
        long now = System.nanoTime();
        for (Watched watched : open) {
            watched.endIfSilent(now);
        }
    }

    /** An answer; only waiting for the server counts as silence. */
    private final class Watched extends FilterInputStream {
        private volatile boolean reading;
        private volatile boolean ended;
        private volatile long since;

        Watched(InputStream body) {
            super(body);
        }

        void endIfSilent(long now) {
            if (reading && now - since > limit.toNanos()) {
                ended = true;
                try {
                    in.close();
                } catch (IOException e) {
                    // the reader learns of it
                }
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            since = System.nanoTime();
            reading = true;
            try {
                int count = in.read(buffer, offset, length);
                if (ended) {
                    throw silent();
                }
                return count;
            } catch (IOException e) {
                throw ended ? silent() : e;
            } finally {
                reading = false;
            }
        }

        private HttpTimeoutException silent() {
            return new HttpTimeoutException("silent for " + limit.toMillis() + " ms");
        }

        @Override
        public void close() throws IOException {
            open.remove(this);
            super.close();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
