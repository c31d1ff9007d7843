package dev.sundog.server.document;

import dev.sundog.document.AnalyzerOptions;
import dev.sundog.document.LayoutAnalyzer;
import dev.sundog.document.PageImages;
import dev.sundog.document.PixelReading;
import dev.sundog.document.pdf.PdfLimits;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reading one document within its limits, on a worker's thread. */
final class DocumentReading {
    private static final int PAGE_WIDTH = 1_000;

    private final DocumentJob job;
    private final DocumentLimits limits;
    private final PixelReading pixels;
    private final ScheduledExecutorService timer;
    private final Consumer<Throwable> bugs;
    private final long deadline;

    DocumentReading(
            DocumentJob job,
            DocumentLimits limits,
            PixelReading pixels,
            ScheduledExecutorService timer,
            Consumer<Throwable> bugs) {
        this.job = job;
        this.limits = limits;
        this.pixels = pixels;
        this.timer = timer;
        this.bugs = bugs;
        deadline = System.nanoTime() + limits.time().toNanos();
    }

    void run() {
        if (!job.begin()) {
            job.fail(DocumentJob.cancelledFailure());
            return;
        }
        Future<?> alarm =
                timer.schedule(job::cancel, limits.time().toNanos(), TimeUnit.NANOSECONDS);
        try {
            List<Page> pages = read();
            alarm.cancel(false);
            job.end();
            job.complete(pages);
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            alarm.cancel(false);
            job.fail(job.end() ? brokenOff() : described(e));
        }
    }

    private List<Page> read() throws IOException {
        Path file = job.upload().file();
        AnalyzerOptions options =
                AnalyzerOptions.builder()
                        .ocr(job.request().ocr())
                        .joinTables(job.request().joinTables())
                        .pages(job.request().pages())
                        .password(job.request().password())
                        .figures(DigitizationAnswer.wantsFigures(job.request()))
                        .limits(pdfLimits(limits))
                        .build();
        try (PageImages images =
                PageImages.open(file, job.request().password(), options.limits())) {
            requireWithinLimits(images);
            Document document =
                    new LayoutAnalyzer(
                                    options, (stage, done, total) -> progress(done, total), pixels)
                            .analyze(file);
            Document plain =
                    new Document(
                            document.title(), document.pages().stream().map(this::plain).toList());
            String answer = new DigitizationAnswer(job.request()).of(plain, images).toString();
            Files.writeString(job.resultFile(), answer);
            return plain.pages().stream().map(DocumentReading::withoutElements).toList();
        }
    }

    private static PdfLimits pdfLimits(DocumentLimits limits) {
        PdfLimits standard = PdfLimits.standard();
        return new PdfLimits(
                standard.glyphs(),
                standard.paths(),
                Math.min(standard.pixels(), limits.pixels()),
                standard.scratchBytes(),
                standard.time());
    }

    private void progress(long done, long total) {
        job.progress((int) done, (int) total);
        job.requireWanted();
    }

    private void requireWithinLimits(PageImages images) {
        int count = images.pageCount();
        int bounded = Math.min(count, 1_000_000);
        int wanted = job.request().pages().of(bounded).size();
        if (wanted > limits.pages()) {
            throw SundogException.user(
                    "too-many-pages",
                    "%s has %d pages to read, this server reads at most %d; name some in the field 'pages', e.g. 1-%d"
                            .formatted(
                                    job.upload().name(), wanted, limits.pages(), limits.pages()));
        }
        if (wanted == 0) {
            throw SundogException.user(
                    "pages",
                    "%s has %d pages, none of them was asked for in the field 'pages'"
                            .formatted(job.upload().name(), count));
        }
        job.progress(0, wanted);
        long pixels = images.largestPage();
        if (pixels > limits.pixels()) {
            throw SundogException.user(
                    "too-many-pixels",
                    "%s has a page of %d pixels, this server reads at most %d; make it smaller"
                            .formatted(job.upload().name(), pixels, limits.pixels()));
        }
    }

    private SundogException brokenOff() {
        return System.nanoTime() - deadline >= 0
                ? SundogException.resource(
                        "document-time",
                        "%s took longer than the %d s this server has for a document; name fewer pages in the field 'pages'"
                                .formatted(job.upload().name(), limits.time().toSeconds()))
                : DocumentJob.cancelledFailure();
    }

    private Throwable described(Throwable failure) {
        return switch (failure) {
            case SundogException known -> {
                String message = named(known.getMessage());
                yield switch (known.kind()) {
                    case USER -> SundogException.user(known.code(), message);
                    case DATA -> SundogException.data(known.code(), message);
                    case RESOURCE -> SundogException.resource(known.code(), message);
                    case INTERNAL -> known;
                };
            }
            case OutOfMemoryError full ->
                    SundogException.resource(
                            "memory", job.upload().name() + " needs more memory than there is");
            case IOException disk ->
                    SundogException.resource(
                            "document-disk",
                            "The answer cannot be kept: " + named(disk.toString()));
            default -> {
                bugs.accept(failure);
                yield SundogException.internal(
                        "document-failed",
                        "The server failed to read %s: %s"
                                .formatted(
                                        job.upload().name(), failure.getClass().getSimpleName()));
            }
        };
    }

    /** In words that mean something to the client, whose file has another name and no flags. */
    private String named(String message) {
        return message.replace(job.upload().file().toString(), job.upload().name())
                .replace("--password", "the field 'password'")
                .replace("--ocr", "the field 'ocr'");
    }

    private Page plain(Page page) {
        PageStatus status =
                switch (page.status()) {
                    case PageStatus.Complete complete -> complete;
                    case PageStatus.Partial partial ->
                            new PageStatus.Partial(named(partial.reason()));
                    case PageStatus.Failed failed -> new PageStatus.Failed(named(failed.reason()));
                };
        return new Page(
                page.number(),
                page.width(),
                page.height(),
                page.rotation(),
                status,
                page.engines(),
                page.elements());
    }

    private static Page withoutElements(Page page) {
        return new Page(
                page.number(),
                page.width(),
                page.height(),
                page.rotation(),
                page.status(),
                page.engines(),
                List.of());
    }

    /** A page of a completed job as PNG. */
    static Optional<byte[]> page(DocumentJob job, int number, DocumentLimits limits) {
        Optional<Page> page =
                job.pages().stream().filter(each -> each.number() == number).findFirst();
        if (page.isEmpty()) {
            return Optional.empty();
        }
        Path drawn = job.upload().folder().resolve("page-" + number + ".png");
        try {
            if (Files.exists(drawn)) {
                return Optional.of(Files.readAllBytes(drawn));
            }
            try (PageImages images =
                    PageImages.open(
                            job.upload().file(), job.request().password(), pdfLimits(limits))) {
                Optional<byte[]> png =
                        images.render(page.get(), PAGE_WIDTH).map(DigitizationAnswer::png);
                if (png.isPresent()) {
                    Files.write(drawn, png.get());
                }
                return png;
            }
        } catch (IOException e) {
            throw SundogException.resource("document-disk", "A page cannot be drawn: " + e, e);
        }
    }
}
