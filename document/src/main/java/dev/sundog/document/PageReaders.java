package dev.sundog.document;

import dev.sundog.document.layout.PageLayout;
import dev.sundog.document.ocr.ImageDecoder;
import dev.sundog.document.pdf.PdfSource;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The open copies of one file, one for each thread that reads it; a copy is opened anew after some
 * pages so that what PDFBox remembers of them does not pile up. Thread-safe.
 */
final class PageReaders implements AutoCloseable {
    private static final int PAGES_A_COPY = 100;

    private final Path file;
    private final AnalyzerOptions options;
    private final PixelReading pixels;
    private final int pageCount;
    private final String title;
    private final ConcurrentLinkedQueue<Copy> idle = new ConcurrentLinkedQueue<>();

    private static final class Copy {
        private final PageSource source;
        private int pages;

        private Copy(PageSource source) {
            this.source = source;
        }
    }

    private PageReaders(Path file, AnalyzerOptions options, PixelReading pixels) {
        this.file = file;
        this.options = options;
        this.pixels = pixels;
        Copy first = copy();
        pageCount = first.source.pageCount();
        title = first.source.title();
        idle.add(first);
    }

    /**
     * @param pixels stays open
     */
    static PageReaders open(Path file, AnalyzerOptions options, PixelReading pixels) {
        return new PageReaders(file, options, pixels);
    }

    private Copy copy() {
        return new Copy(
                PicturePages.isPicture(file)
                        ? new PicturePages(ImageDecoder.open(file), options, pixels)
                        : new PdfPages(
                                PdfSource.open(file, options.password(), options.limits()),
                                options,
                                pixels));
    }

    int pageCount() {
        return pageCount;
    }

    String title() {
        return title;
    }

    /** Reads a page and finds its layout. */
    PageLayout read(int number) {
        Copy copy = idle.poll();
        if (copy == null) {
            copy = copy();
        }
        try {
            return copy.source.read(number);
        } finally {
            if (++copy.pages < PAGES_A_COPY) {
                idle.add(copy);
            } else {
                copy.source.close();
            }
        }
    }

    @Override
    public void close() {
        for (Copy copy = idle.poll(); copy != null; copy = idle.poll()) {
            copy.source.close();
        }
    }
}
