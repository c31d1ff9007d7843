package dev.sundog.cli.store;

import java.util.Locale;

/** How far all files of one pull are. Thread-safe. */
final class Transfer {
    private static final long INTERVAL_NANOS = 100_000_000;

    private final PullProgress progress;
    private final int files;
    private long total;
    private long done;
    private int whole;
    private long last;

    /**
     * @param files number of files to fetch
     * @param total bytes that have still to arrive
     */
    Transfer(PullProgress progress, int files, long total) {
        this.progress = progress;
        this.files = files;
        this.total = total;
    }

    synchronized void arrived(long bytes) {
        done += bytes;
        show(false);
    }

    /** What had arrived, in this run or before, is to be fetched again. */
    synchronized void lost(long bytes) {
        total += bytes;
    }

    synchronized void fileDone() {
        whole++;
        show(whole == files);
    }

    private void show(boolean end) {
        long now = System.nanoTime();
        if (end || now - last >= INTERVAL_NANOS) {
            last = now;
            progress.bytes(
                    "fetch",
                    Math.min(done, total),
                    total,
                    String.format(Locale.ROOT, "bytes, %d of %d files", whole, files));
        }
    }
}
