package dev.sundog.server.document;

import java.time.Duration;

/**
 * What documents may cost.
 *
 * @param uploadBytes most bytes of a request with a document
 * @param pages most pages that are read of a document
 * @param pixels most pixels of a picture's page, and of a page of a PDF that is drawn
 * @param time most time for reading a document, from when its turn has come
 * @param running documents read at once
 * @param waiting documents that may wait for their turn; more are refused
 * @param kept finished asynchronous requests whose files stay; the oldest go first
 * @param keep how long these stay at most
 */
public record DocumentLimits(
        long uploadBytes,
        int pages,
        long pixels,
        Duration time,
        int running,
        int waiting,
        int kept,
        Duration keep) {
    public DocumentLimits {
        if (uploadBytes < 1 || pages < 1 || pixels < 1) {
            throw new IllegalArgumentException(
                    "limits of documents must be positive: %d bytes, %d pages, %d pixels"
                            .formatted(uploadBytes, pages, pixels));
        }
        if (!time.isPositive() || !keep.isPositive()) {
            throw new IllegalArgumentException("time limits of documents must be positive");
        }
        if (running < 1 || waiting < 0 || kept < 1) {
            throw new IllegalArgumentException(
                    "%d documents at once, %d waiting, %d kept; expected at least 1, 0, 1"
                            .formatted(running, waiting, kept));
        }
    }

    /** 50 MiB, 1,000 pages, 100 million pixels, ten minutes; 2 at once, 16 wait, 32 for an hour. */
    public static DocumentLimits defaults() {
        return new DocumentLimits(
                50L << 20,
                1_000,
                100_000_000,
                Duration.ofMinutes(10),
                2,
                16,
                32,
                Duration.ofHours(1));
    }
}
