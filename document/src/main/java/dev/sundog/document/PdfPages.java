package dev.sundog.document;

import dev.sundog.document.layout.PageAnalysis;
import dev.sundog.document.layout.PageLayout;
import dev.sundog.document.ocr.RecognizedPage;
import dev.sundog.document.page.PageContent;
import dev.sundog.document.pdf.PdfPage;
import dev.sundog.document.pdf.PdfSource;
import dev.sundog.document.pdf.TextTrust;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.model.failure.SundogException;

import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.function.Function;

/** Pages of a PDF: from its own text, or rendered and recognised where that cannot be trusted. */
record PdfPages(PdfSource source, AnalyzerOptions options, PixelReading pixels)
        implements PageSource {
    private static final double FIGURE_DOTS_PER_INCH = 150;
    private static final double READING_DOTS_PER_INCH = 200;

    /** Part of a page that images cover from which a page with few words is a scan. */
    private static final double SCAN = 0.6;

    private static final int FEW_WORDS = 12;

    /** Parts of a page that are drawn one by one. */
    private static final int MOST_PARTS = 4;

    @Override
    public int pageCount() {
        return source.pageCount();
    }

    @Override
    public String title() {
        return source.title();
    }

    @Override
    public PageLayout read(int number) {
        try {
            return laidOut(number);
        } catch (SundogException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            return failed(number, "it needs more memory than there is; give more with -Xmx");
        } catch (RuntimeException | StackOverflowError e) {
            return failed(
                    number,
                    "its layout could not be found ("
                            + e.getClass().getSimpleName()
                            + "); please report it with the file");
        }
    }

    private static PageLayout failed(int number, String reason) {
        PdfPage empty = PdfSource.failed(number, reason);
        return PageAnalysis.analyze(empty.content(), empty.status(), box -> Optional.empty());
    }

    private PageLayout laidOut(int number) {
        PdfPage page = source.read(number);
        if (!(page.status() instanceof PageStatus.Failed) && toBeRecognized(page)) {
            Optional<BufferedImage> image =
                    source.render(number, READING_DOTS_PER_INCH, page.quarters());
            if (image.isPresent()) {
                return recognized(page, image.get(), number);
            }
        }
        if (options.ocr() == AnalyzerOptions.Ocr.AUTO
                && page.status() instanceof PageStatus.Complete
                && page.text() == TextTrust.SOUND) {
            return withRegions(page, number);
        }
        return layout(page, untrusted(page), number);
    }

    /** A page whose text is sound, with what is written in its pictures and in broken fonts. */
    private PageLayout withRegions(PdfPage page, int number) {
        RegionReading regions = RegionReading.of(page.content());
        if (regions.isEmpty()) {
            return layout(page, page.status(), number);
        }
        Optional<BufferedImage> image =
                source.render(number, READING_DOTS_PER_INCH, page.quarters());
        if (image.isEmpty()) {
            return layout(page, page.status(), number);
        }
        double resolution = image.get().getWidth() / page.content().width() * 72;
        try {
            PageContent merged =
                    regions.merged(
                            page.content(),
                            image.get(),
                            part ->
                                    pixels.readParts(
                                            part, resolution, number, options.languages()));
            return layout(page, merged, page.status(), number);
        } catch (SundogException e) {
            PageStatus status =
                    regions.hasGarbage() ? new PageStatus.Partial(e.getMessage()) : page.status();
            return layout(page, status, number);
        }
    }

    /** The page's status, partial if its text is garbage and nothing else reads it. */
    private static PageStatus untrusted(PdfPage page) {
        boolean complete = page.status() instanceof PageStatus.Complete;
        return complete && page.text() == TextTrust.GARBAGE
                ? new PageStatus.Partial(
                        "its fonts do not say which characters they draw; allow recognition"
                                + " (--ocr auto)")
                : page.status();
    }

    private boolean toBeRecognized(PdfPage page) {
        return switch (options.ocr()) {
            case OFF -> false;
            case FORCE -> true;
            case AUTO ->
                    switch (page.text()) {
                        case NONE -> hasInk(page);
                        case GARBAGE -> true;
                        case SOUND ->
                                page.imageShare() > SCAN
                                        && page.content().words().size() < FEW_WORDS;
                    };
        };
    }

    private static boolean hasInk(PdfPage page) {
        return page.imageShare() > 0
                || !page.content().pictures().isEmpty()
                || !page.content().rulings().isEmpty();
    }

    private PageLayout recognized(PdfPage page, BufferedImage image, int number) {
        double resolution = image.getWidth() / page.content().width() * 72;
        RecognizedPage read;
        try {
            read = pixels.read(image, resolution, number, options.languages());
        } catch (SundogException e) {
            PageStatus status =
                    page.content().words().isEmpty()
                            ? new PageStatus.Failed(e.getMessage())
                            : new PageStatus.Partial(e.getMessage());
            return layout(page, status, number);
        }
        return PicturePages.layout(read, page.status(), options.figures());
    }

    private PageLayout layout(PdfPage page, PageStatus status, int number) {
        return layout(page, page.content(), status, number);
    }

    private PageLayout layout(PdfPage page, PageContent content, PageStatus status, int number) {
        Function<Box, Optional<byte[]>> crops =
                options.figures() ? new Crops(source, page, number) : box -> Optional.empty();
        return PageAnalysis.analyze(content, status, crops);
    }

    /**
     * Crops of one page. The first few are drawn without the rest of the page; for more of them,
     * and where that cannot be, the page is rendered once.
     */
    private static final class Crops implements Function<Box, Optional<byte[]>> {
        private final PdfSource source;
        private final PdfPage page;
        private final int number;
        private int parts;
        private Optional<Optional<BufferedImage>> rendered = Optional.empty();

        private Crops(PdfSource source, PdfPage page, int number) {
            this.source = source;
            this.page = page;
            this.number = number;
        }

        @Override
        public Optional<byte[]> apply(Box box) {
            Optional<BufferedImage> part = part(box);
            if (part.isPresent()) {
                return PngCrop.of(part.get());
            }
            if (rendered.isEmpty()) {
                rendered =
                        Optional.of(source.render(number, FIGURE_DOTS_PER_INCH, page.quarters()));
            }
            return rendered.get().flatMap(image -> PngCrop.of(image, box, page.content().width()));
        }

        private Optional<BufferedImage> part(Box box) {
            if (page.quarters() != 0) {
                return Optional.empty();
            }
            Optional<BufferedImage> alone = source.renderAlone(number, box, FIGURE_DOTS_PER_INCH);
            if (alone.isPresent() || ++parts > MOST_PARTS || rendered.isPresent()) {
                return alone;
            }
            return source.renderPart(number, box, FIGURE_DOTS_PER_INCH);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
