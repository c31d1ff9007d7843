package dev.sundog.server.document;

import dev.sundog.document.tree.Page;
import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A document that waits, is being read, or has been. Thread-safe. */
public final class DocumentJob {
    /** Where it stands. */
    public enum Status {
        SUBMITTED,
        STARTED,
        COMPLETED,
        FAILED;

        /** Its name in answers. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String id = UUID.randomUUID().toString();
    private final Instant requested = Instant.now();
    private final Upload upload;
    private final DigitizationRequest request;
    private final CompletableFuture<List<Page>> done = new CompletableFuture<>();
    private volatile Optional<Instant> ended = Optional.empty();
    private volatile int totalPages;
    private volatile int completedPages;
    private @Nullable Thread worker;
    private boolean cancelled;
    private boolean begun;

    DocumentJob(Upload upload, DigitizationRequest request) {
        this.upload = upload;
        this.request = request;
    }

    /** A random name that cannot be guessed. */
    public String id() {
        return id;
    }

    public Upload upload() {
        return upload;
    }

    DigitizationRequest request() {
        return request;
    }

    public synchronized Status status() {
        if (done.isDone()) {
            return done.isCompletedExceptionally() ? Status.FAILED : Status.COMPLETED;
        }
        return begun ? Status.STARTED : Status.SUBMITTED;
    }

    public Instant requested() {
        return requested;
    }

    /** When it was completed or failed. */
    public Optional<Instant> ended() {
        return ended;
    }

    /** Pages to be read, 0 while that is not known. */
    public int totalPages() {
        return totalPages;
    }

    public int completedPages() {
        return completedPages;
    }

    void progress(int completed, int total) {
        completedPages = completed;
        totalPages = total;
    }

    /** Why it failed. */
    public Optional<Throwable> failure() {
        return done.isCompletedExceptionally()
                ? Optional.of(done.exceptionNow())
                : Optional.empty();
    }

    /** The answer's JSON, in UTF-8; of a completed job only. */
    public byte[] result() {
        try {
            return Files.readAllBytes(resultFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path resultFile() {
        return upload.folder().resolve("result.json");
    }

    /** The pages without their elements, once completed. */
    List<Page> pages() {
        return status() == Status.COMPLETED ? done.join() : List.of();
    }

    /**
     * Waits for the end.
     *
     * @return whether it came in time
     */
    public boolean await(Duration limit) throws InterruptedException {
        try {
            done.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException failed) {
            return true;
        }
        return true;
    }

    /** Breaks it off as soon as the page at hand allows. */
    public synchronized void cancel() {
        cancelled = true;
        if (worker != null) {
            worker.interrupt();
        }
    }

    /** Whether it may begin; then interrupts may come until {@link #end}. */
    synchronized boolean begin() {
        begun = true;
        if (!cancelled) {
            worker = Thread.currentThread();
        }
        return !cancelled;
    }

    /**
     * @throws SundogException (resource) if it was cancelled
     */
    synchronized void requireWanted() {
        if (cancelled) {
            throw cancelledFailure();
        }
    }

    static SundogException cancelledFailure() {
        return SundogException.resource(
                "document-cancelled", "Reading the document was broken off.");
    }

    /** From now on it is not interrupted; returns whether it was cancelled. */
    synchronized boolean end() {
        worker = null;
        Thread.interrupted();
        return cancelled;
    }

    void complete(List<Page> pages) {
        ended = Optional.of(Instant.now());
        done.complete(pages);
    }

    void fail(Throwable failure) {
        ended = Optional.of(Instant.now());
        done.completeExceptionally(failure);
    }

    /** Runs when it has ended. */
    void whenEnded(Runnable action) {
        done.whenComplete((pages, failure) -> action.run());
    }
}
