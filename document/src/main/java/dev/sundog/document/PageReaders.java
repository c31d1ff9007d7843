package dev.sundog.document;

import dev.sundog.document.layout.PageAnalysis;
import dev.sundog.document.layout.PageLayout;
import dev.sundog.document.pdf.PdfPage;
import dev.sundog.document.pdf.PdfSource;
import dev.sundog.document.tree.Box;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * The open copies of one file, one for each thread that reads it; a copy is opened anew after some
 * pages so that what PDFBox remembers of them does not pile up. Thread-safe.
 */
final class PageReaders implements AutoCloseable {
    private static final int PAGES_A_COPY = 100;
    private static final double FIGURE_DOTS_PER_INCH = 150;

    private final Path file;
    private final AnalyzerOptions options;
    private final int pageCount;
    private final String title;
    private final ConcurrentLinkedQueue<Copy> idle = new ConcurrentLinkedQueue<>();

    private static final class Copy {
        private final PdfSource source;
        private int pages;

        private Copy(PdfSource source) {
            this.source = source;
        }
    }

    private PageReaders(Path file, AnalyzerOptions options) {
        this.file = file;
        this.options = options;
        Copy first = copy();
        pageCount = first.source.pageCount();
        title = first.source.title();
        idle.add(first);
    }

    static PageReaders open(Path file, AnalyzerOptions options) {
        return new PageReaders(file, options);
    }

    private Copy copy() {
        return new Copy(PdfSource.open(file, options.password(), options.limits()));
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
            return layout(copy.source, number);
        } finally {
            if (++copy.pages < PAGES_A_COPY) {
                idle.add(copy);
            } else {
                copy.source.close();
            }
        }
    }

    private PageLayout layout(PdfSource source, int number) {
        PdfPage page = source.read(number);
        Function<Box, Optional<byte[]>> crops =
                options.figures() ? new Crops(source, number) : box -> Optional.empty();
        return PageAnalysis.analyze(page.content(), page.status(), crops);
    }

    /** Crops of one page, which is rendered when the first is asked for. */
    private static final class Crops implements Function<Box, Optional<byte[]>> {
        private final PdfSource source;
        private final int number;
        private Optional<Optional<BufferedImage>> rendered = Optional.empty();

        private Crops(PdfSource source, int number) {
            this.source = source;
            this.number = number;
        }

        @Override
        public Optional<byte[]> apply(Box box) {
            if (rendered.isEmpty()) {
                rendered = Optional.of(source.render(number, FIGURE_DOTS_PER_INCH));
            }
            return rendered.get()
                    .flatMap(image -> PngCrop.of(image, box, source.pageWidth(number)));
        }
    }

    @Override
    public void close() {
        for (Copy copy = idle.poll(); copy != null; copy = idle.poll()) {
            copy.source.close();
        }
    }
}
