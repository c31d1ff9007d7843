package dev.sundog.document;

import dev.sundog.document.layout.DocumentAssembly;
import dev.sundog.document.layout.PageLayout;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Reads documents the way people do: PDF files and pictures of pages become a tree of elements in
 * reading order.
 *
 * <p>Pages are read in parallel and handed on in order; at any time only {@code 2 * threads} pages
 * are being read and {@link DocumentAssembly#LOOK_AHEAD} more wait for their neighbours, so memory
 * does not grow with the length of the document. A page that cannot be read has a status that says
 * why, and the others are read nevertheless. Nothing outside the file is opened.
 *
 * <p>Thread-safe.
 */
public final class LayoutAnalyzer {
    private final AnalyzerOptions options;
    private final ProgressListener progress;
    private final Optional<PixelReading> shared;

    public LayoutAnalyzer(AnalyzerOptions options) {
        this(options, ProgressListener.NONE);
    }

    /** The same, telling {@code progress} of every page that is done. */
    public LayoutAnalyzer(AnalyzerOptions options, ProgressListener progress) {
        this(options, progress, Optional.empty());
    }

    /**
     * The same, reading pixels with models and languages that stay open.
     *
     * @param pixels is not closed
     */
    public LayoutAnalyzer(AnalyzerOptions options, ProgressListener progress, PixelReading pixels) {
        this(options, progress, Optional.of(pixels));
    }

    private LayoutAnalyzer(
            AnalyzerOptions options, ProgressListener progress, Optional<PixelReading> shared) {
        this.options = options;
        this.progress = progress;
        this.shared = shared;
    }

    /**
     * Reads a document whole.
     *
     * @throws SundogException if the file cannot be opened as a document at all
     */
    public Document analyze(Path file) {
        List<Page> pages = new ArrayList<>();
        String title = analyze(file, pages::add);
        return new Document(title.isEmpty() ? firstHeading(pages) : title, pages);
    }

    private static String firstHeading(List<Page> pages) {
        return pages.stream()
                .flatMap(page -> page.elements().stream())
                .filter(element -> element.category().headingLevel() > 0)
                .findFirst()
                .map(Element::content)
                .map(content -> content.text().strip())
                .orElse("");
    }

    /**
     * Reads a document page by page.
     *
     * @param pages takes the pages in order, on the calling thread
     * @return the title in the file's own metadata, empty if there is none
     * @throws SundogException if the file cannot be opened as a document at all
     */
    public String analyze(Path file, Consumer<Page> pages) {
        if (!Files.isRegularFile(file)) {
            throw SundogException.data(
                    "document-missing",
                    file + ": no such file; expected a PDF, PNG, JPG or TIFF; check the path");
        }
        if (shared.isPresent()) {
            return analyze(file, pages, shared.get());
        }
        try (PixelReading own = new PixelReading(options)) {
            return analyze(file, pages, own);
        }
    }

    private String analyze(Path file, Consumer<Page> pages, PixelReading pixels) {
        try (PageReaders readers = PageReaders.open(file, options, pixels)) {
            List<Integer> numbers = options.pages().of(readers.pageCount());
            if (numbers.isEmpty()) {
                throw SundogException.user(
                        "pages",
                        file
                                + ": has "
                                + readers.pageCount()
                                + " pages, none of them was asked for; choose among them with"
                                + " --pages");
            }
            DocumentAssembly assembly = new DocumentAssembly(options.joinTables(), pages);
            int threads = Math.min(options.threads(), numbers.size());
            if (threads == 1) {
                for (int i = 0; i < numbers.size(); i++) {
                    PageLayout page = readers.read(numbers.get(i));
                    if (Thread.currentThread().isInterrupted()) {
                        throw interrupted();
                    }
                    assembly.add(page);
                    progress.onProgress("parse", i + 1, numbers.size());
                }
            } else {
                parallel(readers, numbers, threads, assembly);
            }
            assembly.finish();
            return readers.title();
        }
    }

    private void parallel(
            PageReaders readers, List<Integer> numbers, int threads, DocumentAssembly assembly) {
        Deque<Future<PageLayout>> ahead = new ArrayDeque<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            try {
                int next = 0;
                for (int done = 0; done < numbers.size(); done++) {
                    while (next < numbers.size() && ahead.size() < 2 * threads) {
                        int number = numbers.get(next++);
                        ahead.addLast(pool.submit(() -> readers.read(number)));
                    }
                    assembly.add(taken(ahead.removeFirst()));
                    progress.onProgress("parse", done + 1, numbers.size());
                }
            } finally {
                pool.shutdownNow();
            }
        }
    }

    private static SundogException interrupted() {
        return SundogException.resource("interrupted", "reading the document was interrupted");
    }

    private static PageLayout taken(Future<PageLayout> page) {
        try {
            return page.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
