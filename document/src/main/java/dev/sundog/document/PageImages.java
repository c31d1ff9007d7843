package dev.sundog.document;

import dev.sundog.document.ocr.ImageDecoder;
import dev.sundog.document.pdf.PdfLimits;
import dev.sundog.document.pdf.PdfSource;
import dev.sundog.document.tree.Page;
import dev.sundog.model.failure.SundogException;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Pictures of a document's pages as a reader holds them, so that the boxes of the analyzed page
 * count on them. Not thread-safe.
 */
public final class PageImages implements AutoCloseable {
    private static final double POINTS_PER_INCH = 72;

    private final Path file;
    private final Pages pages;

    private sealed interface Pages {
        record Pdf(PdfSource source) implements Pages {}

        record Pictures(ImageDecoder decoder) implements Pages {}
    }

    private PageImages(Path file, Pages pages) {
        this.file = file;
        this.pages = pages;
    }

    /**
     * Opens a PDF or a picture.
     *
     * @param password of an encrypted PDF, empty if there is none
     * @throws SundogException (data) if the file cannot be opened as a document
     */
    public static PageImages open(Path file, String password, PdfLimits limits) {
        return new PageImages(
                file,
                PicturePages.isPicture(file)
                        ? new Pages.Pictures(ImageDecoder.open(file))
                        : new Pages.Pdf(PdfSource.open(file, password, limits)));
    }

    /** Number of pages the file claims. */
    public int pageCount() {
        return switch (pages) {
            case Pages.Pdf pdf -> pdf.source().pageCount();
            case Pages.Pictures pictures -> pictures.decoder().pages();
        };
    }

    /**
     * The pixels of the largest stored page: of a picture as its head claims, 0 for a PDF, whose
     * pages have none.
     */
    public long largestPage() {
        return switch (pages) {
            case Pages.Pdf pdf -> 0;
            case Pages.Pictures pictures -> largestPicture();
        };
    }

    private long largestPicture() {
        long largest = 0;
        try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (readers.hasNext()) {
                ImageReader reader = readers.next();
                reader.setInput(input, false, true);
                for (int page = 0; page < pageCount(); page++) {
                    long pixels = (long) reader.getWidth(page) * reader.getHeight(page);
                    largest = Math.max(largest, pixels);
                }
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // damaged: the analyzer says what is wrong with the page
            return largest;
        }
        return largest;
    }

    /**
     * Draws a page.
     *
     * @param page as analyzed; its rotation counts where it was found by recognition
     * @param width wanted in pixels; a stored picture is not enlarged
     * @return the picture, or nothing if the page cannot be drawn
     */
    public Optional<BufferedImage> render(Page page, int width) {
        boolean drawn = page.engines().stream().anyMatch(engine -> engine.startsWith("pdf"));
        // what PDFBox draws is turned as the file says already
        int turnedByFile =
                drawn && pages instanceof Pages.Pdf pdf ? pdf.source().rotation(page.number()) : 0;
        int quarters = Math.floorMod((page.rotation() - turnedByFile) / 90, 4);
        return stored(page, width).map(image -> turned(image, quarters)).map(i -> fit(i, width));
    }

    private Optional<BufferedImage> stored(Page page, int width) {
        try {
            return switch (pages) {
                case Pages.Pdf pdf ->
                        pdf.source()
                                .render(
                                        page.number(),
                                        width * POINTS_PER_INCH / Math.max(1, page.width()),
                                        0);
                case Pages.Pictures pictures ->
                        Optional.of(pictures.decoder().read(page.number() - 1).image());
            };
        } catch (SundogException | OutOfMemoryError e) {
            return Optional.empty();
        }
    }

    private static BufferedImage turned(BufferedImage image, int quarters) {
        if (quarters == 0) {
            return image;
        }
        boolean upright = quarters == 2;
        int width = upright ? image.getWidth() : image.getHeight();
        int height = upright ? image.getHeight() : image.getWidth();
        AffineTransform turn = new AffineTransform();
        turn.translate(width / 2.0, height / 2.0);
        turn.quadrantRotate(quarters);
        turn.translate(-image.getWidth() / 2.0, -image.getHeight() / 2.0);
        BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        graphics.drawImage(image, turn, null);
        graphics.dispose();
        return target;
    }

    private static BufferedImage fit(BufferedImage image, int width) {
        if (image.getWidth() <= width && image.getType() != BufferedImage.TYPE_CUSTOM) {
            return image;
        }
        int wide = Math.min(width, image.getWidth());
        int high =
                (int) Math.max(1, Math.round(image.getHeight() * (double) wide / image.getWidth()));
        BufferedImage target = new BufferedImage(wide, high, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, wide, high, null);
        graphics.dispose();
        return target;
    }

    @Override
    public void close() {
        switch (pages) {
            case Pages.Pdf pdf -> pdf.source().close();
            case Pages.Pictures pictures -> pictures.decoder().close();
        }
    }
}
