package dev.sundog.document.ocr;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;
import org.w3c.dom.NodeList;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads the pages of a picture file (PNG, JPEG, TIFF, GIF, BMP) within limits: sizes are read
 * before pixels are, a huge page is thinned out while it is decoded. Not thread-safe.
 */
public final class ImageDecoder implements AutoCloseable {
    /** Pixels that a page keeps; a larger one is thinned to every second, third … pixel. */
    static final long KEPT_PIXELS = 40_000_000;

    /** Pixels that a page may claim to have. */
    static final long MOST_PIXELS = 400_000_000;

    private static final int MOST_SIDE = 60_000;
    private static final int MOST_PAGES = 2_000;

    private final Path file;
    private final ImageInputStream input;
    private final ImageReader reader;
    private final int pages;

    /**
     * A decoded page.
     *
     * @param dotsPerInch as the file says, 0 if it does not or is not to be believed
     */
    public record PageImage(BufferedImage image, double dotsPerInch) {}

    private ImageDecoder(Path file, ImageInputStream input, ImageReader reader, int pages) {
        this.file = file;
        this.input = input;
        this.reader = reader;
        this.pages = pages;
    }

    /**
     * Opens a picture file.
     *
     * @throws SundogException (data) if it is none, or damaged
     */
    public static ImageDecoder open(Path file) {
        @Nullable ImageInputStream input = null;
        try {
            ImageIO.setUseCache(false);
            if (!Files.isRegularFile(file)) {
                throw SundogException.data("image-missing", file + ": no such file");
            }
            input = ImageIO.createImageInputStream(file.toFile());
            if (input == null) {
                throw noPicture(file);
            }
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw noPicture(file);
            }
            ImageReader reader = readers.next();
            reader.setInput(input, false, false);
            int pages = Math.max(1, reader.getNumImages(true));
            if (pages > MOST_PAGES) {
                throw SundogException.data(
                        "image-pages",
                        "%s: has %d pages, expected at most %d; split it"
                                .formatted(file, pages, MOST_PAGES));
            }
            return new ImageDecoder(file, input, reader, pages);
        } catch (IOException | RuntimeException e) {
            close(input);
            throw damaged(file, e);
        }
    }

    private static SundogException noPicture(Path file) {
        return SundogException.data(
                "image-format",
                file + ": is no picture that can be read; expected PNG, JPEG or TIFF");
    }

    private static SundogException damaged(Path file, Exception cause) {
        return cause instanceof SundogException known
                ? known
                : SundogException.data(
                        "image-damaged", file + ": the picture cannot be decoded: " + cause, cause);
    }

    /** Number of pages: 1 but for TIFF and GIF. */
    public int pages() {
        return pages;
    }

    /**
     * Decodes a page.
     *
     * @param page from 0
     * @throws SundogException (data) if its size is beyond the limits or its pixels are damaged
     */
    public PageImage read(int page) {
        try {
            int width = reader.getWidth(page);
            int height = reader.getHeight(page);
            long pixels = (long) width * height;
            if (width < 1
                    || height < 1
                    || pixels > MOST_PIXELS
                    || Math.max(width, height) > MOST_SIDE) {
                throw SundogException.data(
                        "image-size",
                        "%s, page %d: %d x %d pixels; expected at most %d pixels, %d a side"
                                .formatted(file, page + 1, width, height, MOST_PIXELS, MOST_SIDE));
            }
            int step = (int) Math.ceil(Math.sqrt(pixels / (double) KEPT_PIXELS));
            BufferedImage image = decode(page, Math.max(1, step));
            int quarters = ExifOrientation.quarters(file);
            return new PageImage(
                    quarters == 0 ? image : turned(image, quarters), dotsPerInch(page) / step);
        } catch (IOException | RuntimeException e) {
            throw damaged(file, e);
        } catch (OutOfMemoryError e) {
            throw SundogException.resource(
                    "image-memory", file + ": no memory left to decode the picture", e);
        }
    }

    private BufferedImage decode(int page, int step) throws IOException {
        ImageReadParam how = reader.getDefaultReadParam();
        how.setSourceSubsampling(step, step, 0, 0);
        try {
            return reader.read(page, how);
        } catch (IOException e) {
            boolean inks =
                    reader.canReadRaster()
                            && String.valueOf(e.getMessage()).contains("Unsupported");
            if (!inks) {
                throw e;
            }
            return printed(reader.readRaster(page, how));
        }
    }

    /** Four inks as Adobe's JPEGs hold them, inverted. */
    private static BufferedImage printed(Raster raster) throws IOException {
        if (raster.getNumBands() != 4) {
            throw new IOException(raster.getNumBands() + " colour bands");
        }
        int width = raster.getWidth();
        BufferedImage image =
                new BufferedImage(width, raster.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] inks = new int[width * 4];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, inks);
            for (int x = 0; x < width; x++) {
                int black = inks[4 * x + 3];
                int red = inks[4 * x] * black / 255;
                int green = inks[4 * x + 1] * black / 255;
                int blue = inks[4 * x + 2] * black / 255;
                image.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return image;
    }

    private static BufferedImage turned(BufferedImage image, int quarters) {
        int width = image.getWidth();
        int height = image.getHeight();
        BufferedImage turned =
                quarters == 2
                        ? new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB)
                        : new BufferedImage(height, width, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = image.getRGB(x, y);
                switch (quarters) {
                    case 1 -> turned.setRGB(height - 1 - y, x, rgb);
                    case 2 -> turned.setRGB(width - 1 - x, height - 1 - y, rgb);
                    default -> turned.setRGB(y, width - 1 - x, rgb);
                }
            }
        }
        return turned;
    }

    private double dotsPerInch(int page) {
        try {
            IIOMetadata metadata = reader.getImageMetadata(page);
            if (metadata == null || !metadata.isStandardMetadataFormatSupported()) {
                return 0;
            }
            IIOMetadataNode tree = (IIOMetadataNode) metadata.getAsTree("javax_imageio_1.0");
            NodeList sizes = tree.getElementsByTagName("HorizontalPixelSize");
            if (sizes.getLength() == 0) {
                return 0;
            }
            double millimetres =
                    Double.parseDouble(((IIOMetadataNode) sizes.item(0)).getAttribute("value"));
            double dots = 25.4 / millimetres;
            return dots >= 90 && dots <= 2400 ? dots : 0;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private static void close(@Nullable ImageInputStream input) {
        if (input == null) {
            return;
        }
        try {
            input.close();
        } catch (IOException e) {
            throw SundogException.data("image-damaged", "a picture cannot be closed: " + e, e);
        }
    }

    @Override
    public void close() {
        reader.dispose();
        close(input);
    }
}
