package dev.sundog.document.pdf;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Region;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.model.failure.SundogException;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.rendering.ImageType;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An open PDF file. Nothing outside the file is ever read, no script is run. Not thread-safe: every
 * thread opens its own.
 */
public final class PdfSource implements AutoCloseable {
    /** More pages than these are counted instead of taking the file's word. */
    private static final int BELIEVED = 10_000;

    /** Kept so that the level set on it stays. */
    private static final Logger PDFBOX = Logger.getLogger("org.apache.pdfbox");

    private static final Logger FONTBOX = Logger.getLogger("org.apache.fontbox");
    private static final long MAIN_MEMORY = 16L << 20;
    private static final double POINTS_PER_INCH = 72;
    private static final Duration LEAST_TIME = Duration.ofSeconds(2);

    static {
        PDFBOX.setLevel(Level.OFF);
        FONTBOX.setLevel(Level.OFF);
    }

    private final PDDocument document;
    private final PdfLimits limits;
    private final Outline outline;
    private final int pageCount;
    private int lastRead;
    private Duration spent = Duration.ZERO;

    private PdfSource(PDDocument document, PdfLimits limits, int pageCount) {
        this.document = document;
        this.limits = limits;
        this.pageCount = pageCount;
        this.outline = Outline.of(document);
    }

    /**
     * @param password of an encrypted file, empty if none is known
     * @throws SundogException if the file is no PDF, is damaged beyond repair, needs another
     *     password, or has no page
     */
    public static PdfSource open(Path file, String password, PdfLimits limits) {
        PDDocument document;
        try {
            document =
                    Loader.loadPDF(
                            file.toFile(),
                            password,
                            MemoryUsageSetting.setupMixed(MAIN_MEMORY, limits.scratchBytes())
                                    .streamCache);
        } catch (InvalidPasswordException e) {
            throw SundogException.data(
                    "pdf-password",
                    file
                            + (password.isEmpty()
                                    ? ": is encrypted; give its password with --password"
                                    : ": is encrypted with another password; check --password"),
                    e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw SundogException.data(
                    "pdf-unreadable",
                    file
                            + ": expected a whole PDF, found damage that cannot be read over ("
                            + reason(e)
                            + "); fetch or export it again",
                    e);
        }
        try {
            int pages = counted(file, document);
            if (pages < 1) {
                throw SundogException.data(
                        "pdf-empty",
                        file + ": expected pages, found none in this PDF; export it again");
            }
            return new PdfSource(document, limits, pages);
        } catch (RuntimeException e) {
            close(document);
            throw e;
        }
    }

    /**
     * Number of pages: those the file claims, missing ones too; where it claims very many, those
     * that are there.
     */
    public int pageCount() {
        return pageCount;
    }

    private static int counted(Path file, PDDocument document) {
        try {
            int claimed = document.getNumberOfPages();
            if (claimed <= BELIEVED) {
                return claimed;
            }
            int there = 0;
            for (Iterator<PDPage> pages = document.getPages().iterator(); pages.hasNext(); ) {
                pages.next();
                there++;
            }
            return Math.min(claimed, there);
        } catch (RuntimeException | StackOverflowError e) {
            throw SundogException.data(
                    "pdf-pages",
                    file
                            + ": expected a tree of pages, found one that cannot be read ("
                            + reason(e)
                            + "); export it again",
                    e);
        }
    }

    /** The title in the file's own metadata, empty if there is none. */
    public String title() {
        try {
            String title = document.getDocumentInformation().getTitle();
            return Objects.requireNonNullElse(title, "").strip();
        } catch (RuntimeException e) {
            return "";
        }
    }

    /**
     * Reads one page.
     *
     * @param number from 1
     * @return what could be read; a damaged page has a status that says why
     */
    public PdfPage read(int number) {
        PDPage page;
        PageFrame frame;
        try {
            page = document.getPage(number - 1);
            frame = PageFrame.of(page);
        } catch (RuntimeException | StackOverflowError e) {
            return failed(number, reason(e));
        }
        PageEngine engine =
                new PageEngine(page, frame, limits, new PdfFonts(), Layers.of(document));
        PageStatus status = new PageStatus.Complete();
        long start = System.nanoTime();
        lastRead = number;
        spent = Duration.ZERO;
        try {
            engine.run();
        } catch (PageEngine.BoundReached e) {
            status = new PageStatus.Partial(e.getMessage() + "; the rest of the page is left out");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            status = new PageStatus.Partial("its content is damaged (" + reason(e) + ")");
        } catch (OutOfMemoryError e) {
            return failed(number, "it needs more memory than there is; give more with -Xmx");
        }
        spent = Duration.ofNanos(System.nanoTime() - start);
        return page(number, page, frame, engine, status);
    }

    private PdfPage page(
            int number, PDPage page, PageFrame frame, PageEngine engine, PageStatus status) {
        List<Glyph> glyphs = Tags.read(document, page, engine.text());
        String name = "pdf";
        if (glyphs.stream().allMatch(Glyph::space) && !engine.glyphs().invisible().isEmpty()) {
            glyphs = engine.glyphs().invisible();
            name = "pdf text layer";
        }
        List<Word> words = Links.of(page, frame).on(WordBuilder.words(glyphs));
        List<Region> hints = new ArrayList<>(Tags.of(document, page, glyphs));
        hints.addAll(outline.on(page, words));
        PageContent stored =
                new PageContent(
                        number,
                        frame.width(),
                        frame.height(),
                        frame.rotation(),
                        List.of(name),
                        words,
                        engine.paths().rulings(),
                        engine.paths().pictures(),
                        hints);
        Uprighting turn = Uprighting.of(stored);
        return new PdfPage(
                turn.turned(stored),
                turn.quarters(),
                status,
                TextTrust.of(words.stream().map(Word::text).toList()),
                engine.paths().imageShare());
    }

    /** An empty page that could not be read. */
    public static PdfPage failed(int number, String reason) {
        PageContent empty =
                new PageContent(
                        number,
                        612,
                        792,
                        0,
                        List.of("pdf"),
                        List.of(),
                        List.of(),
                        List.of(),
                        new ArrayList<>());
        return new PdfPage(empty, 0, new PageStatus.Failed(reason), TextTrust.NONE, 0);
    }

    /** Degrees clockwise by which the file itself turns a page. */
    public int rotation(int number) {
        return PageFrame.of(document.getPage(number - 1)).rotation();
    }

    /**
     * Renders a page as a reader sees it.
     *
     * @param dotsPerInch wanted; less if the page would exceed the limit of pixels
     * @param quarters clockwise quarter turns, as {@link PdfPage#quarters} says
     * @return the picture, or nothing if it cannot be drawn
     */
    public Optional<BufferedImage> render(int number, double dotsPerInch, int quarters) {
        try {
            PageFrame frame = PageFrame.of(document.getPage(number - 1));
            double scale = dotsPerInch / POINTS_PER_INCH;
            double pixels = frame.width() * frame.height() * scale * scale;
            if (pixels > limits.pixels()) {
                scale *= Math.sqrt(limits.pixels() / pixels);
            }
            BoundedRenderer renderer = new BoundedRenderer(document, timeLeft(number));
            renderer.setSubsamplingAllowed(true);
            BufferedImage image = renderer.renderImage(number - 1, (float) scale, ImageType.RGB);
            return Optional.of(turned(image, quarters));
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return Optional.empty();
        }
    }

    /** What reading the page has left of its time. */
    private Duration timeLeft(int number) {
        Duration left = number == lastRead ? limits.time().minus(spent) : limits.time();
        return left.compareTo(LEAST_TIME) < 0 ? LEAST_TIME : left;
    }

    private static BufferedImage turned(BufferedImage image, int quarters) {
        if (quarters == 0) {
            return image;
        }
        boolean swapped = quarters % 2 == 1;
        int width = swapped ? image.getHeight() : image.getWidth();
        int height = swapped ? image.getWidth() : image.getHeight();
        BufferedImage turned = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = turned.createGraphics();
        graphics.translate(width / 2.0, height / 2.0);
        graphics.rotate(quarters * Math.PI / 2);
        graphics.translate(-image.getWidth() / 2.0, -image.getHeight() / 2.0);
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return turned;
    }

    private static String reason(Throwable e) {
        if (e instanceof StackOverflowError) {
            return "its objects are nested too deeply";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    @Override
    public void close() {
        close(document);
    }

    private static void close(PDDocument document) {
        try {
            document.close();
        } catch (IOException e) {
            PDFBOX.log(Level.FINE, "closing", e);
        }
    }
}
