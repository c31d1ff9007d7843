package dev.sundog.server.document;

import dev.sundog.document.AnalyzerOptions;
import dev.sundog.document.PixelReading;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.FolderTree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The documents at hand. Each has a folder of its own in a temporary one, gone when the job is
 * removed, has been kept long enough, or the server closes. Thread-safe.
 */
public final class DocumentJobs implements AutoCloseable {
    private static final long SWEEP_SECONDS = 30;
    private static final int DRAWN_AT_ONCE = 2;

    private final DocumentLimits limits;
    private final Consumer<Throwable> bugs;
    private final PixelReading pixels;
    private final Semaphore places;
    private final Semaphore drawing = new Semaphore(DRAWN_AT_ONCE);
    private final ExecutorService workers;
    private final ScheduledExecutorService timer;
    private final Map<String, DocumentJob> jobs = new ConcurrentHashMap<>();
    private Optional<Path> root = Optional.empty();
    private boolean closed;

    /**
     * @param models folders with models and language data for recognising pages
     * @param bugs hears of failures that are the server's own
     */
    public DocumentJobs(DocumentLimits limits, List<Path> models, Consumer<Throwable> bugs) {
        this.limits = limits;
        this.bugs = bugs;
        pixels = new PixelReading(AnalyzerOptions.builder().folders(models).build());
        places = new Semaphore(limits.running() + limits.waiting());
        workers =
                Executors.newFixedThreadPool(
                        limits.running(),
                        Thread.ofPlatform().daemon().name("sundog-document-", 0).factory());
        timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("sundog-document-timer").factory());
        timer.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    public DocumentLimits limits() {
        return limits;
    }

    /**
     * Receives a document and has it read as soon as its turn comes.
     *
     * @param receive fills an empty folder
     * @param request reads what the client wants from the form
     * @throws SundogException (resource, {@code queue-full}) if too many wait
     */
    public DocumentJob submit(
            Function<Path, Upload> receive, Function<Upload, DigitizationRequest> request) {
        if (!places.tryAcquire()) {
            throw SundogException.resource(
                    "queue-full",
                    "%d documents are being read or wait; try again later"
                            .formatted(limits.running() + limits.waiting()));
        }
        AtomicBoolean held = new AtomicBoolean(true);
        Runnable release =
                () -> {
                    if (held.compareAndSet(true, false)) {
                        places.release();
                    }
                };
        Optional<Path> folder = Optional.empty();
        boolean accepted = false;
        try {
            folder = Optional.of(folder());
            Upload upload = receive.apply(folder.get());
            DocumentJob job = new DocumentJob(upload, request.apply(upload));
            job.whenEnded(release);
            jobs.put(job.id(), job);
            workers.execute(() -> new DocumentReading(job, limits, pixels, timer, bugs).run());
            accepted = true;
            sweep();
            return job;
        } finally {
            if (!accepted) {
                release.run();
                folder.ifPresent(DocumentJobs::delete);
            }
        }
    }

    private synchronized Path folder() {
        try {
            if (closed) {
                throw SundogException.resource("stopping", "the server is stopping");
            }
            if (root.isEmpty()) {
                root = Optional.of(Files.createTempDirectory("sundog-documents-"));
            }
            return Files.createTempDirectory(root.get(), "document-");
        } catch (IOException e) {
            throw SundogException.resource(
                    "document-disk", "a document cannot be kept while it is read: " + e, e);
        }
    }

    public Optional<DocumentJob> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** All there are, the newest first. */
    public List<DocumentJob> all() {
        return jobs.values().stream()
                .sorted(Comparator.comparing(DocumentJob::requested).reversed())
                .toList();
    }

    /** Forgets a job, which is broken off if it still runs, and deletes its files. */
    public void remove(DocumentJob job) {
        jobs.remove(job.id());
        job.cancel();
        job.whenEnded(() -> delete(job.upload().folder()));
    }

    /**
     * A page of a completed job as PNG.
     *
     * @return nothing if there is no such page or it cannot be drawn
     */
    public Optional<byte[]> page(DocumentJob job, int number) throws InterruptedException {
        drawing.acquire();
        try {
            return DocumentReading.page(job, number, limits);
        } finally {
            drawing.release();
        }
    }

    private void sweep() {
        try {
            removeOld();
        } catch (UncheckedIOException undeletable) {
            bugs.accept(undeletable);
        }
    }

    private void removeOld() {
        Instant oldest = Instant.now().minus(limits.keep());
        List<DocumentJob> ended = all().stream().filter(job -> job.ended().isPresent()).toList();
        for (int i = 0; i < ended.size(); i++) {
            DocumentJob job = ended.get(i);
            if (i >= limits.kept() || job.ended().orElseThrow().isBefore(oldest)) {
                remove(job);
            }
        }
    }

    private static void delete(Path folder) {
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks off what runs and deletes all files. Idempotent. */
    @Override
    public void close() {
        Optional<Path> left;
        synchronized (this) {
            closed = true;
            left = root;
            root = Optional.empty();
        }
        timer.shutdownNow();
        jobs.values().forEach(DocumentJob::cancel);
        workers.shutdown();
        try {
            if (workers.awaitTermination(20, TimeUnit.SECONDS)) {
                pixels.close();
            } else {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        left.ifPresent(DocumentJobs::delete);
    }
}
