package dev.sundog.document;

import dev.sundog.document.pdf.PdfLimits;
import dev.sundog.document.pdf.PdfSource;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageOutputStream;

/**
 * Renders the pages of a folder's PDF files as a scanner would give them: turned by up to a degree,
 * slightly blurred, noisy, as JPEG. Every picture is a function of its file's name and page. Not
 * part of the tests: run by {@code tools/render_pages}.
 */
final class RenderedPages {
    private static final double DEGREES = 1;
    private static final double NOISE = 6;
    private static final float JPEG_QUALITY = 0.8f;

    @Test
    void render() throws IOException {
        Path pdfs = Path.of(System.getProperty("render.pdfs"));
        Path out = Path.of(System.getProperty("render.out"));
        double dotsPerInch = Double.parseDouble(System.getProperty("render.dpi", "150"));
        Files.createDirectories(out);
        try (Stream<Path> files = Files.list(pdfs)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".pdf")).sorted().toList()) {
                render(file, out, dotsPerInch);
            }
        }
    }

    private static void render(Path file, Path out, double dotsPerInch) throws IOException {
        String name = String.valueOf(file.getFileName()).replace(".pdf", "");
        try (PdfSource source = PdfSource.open(file, "", PdfLimits.standard())) {
            for (int page = 1; page <= source.pageCount(); page++) {
                String one = source.pageCount() == 1 ? name : name + "-" + page;
                BufferedImage drawn =
                        source.render(page, dotsPerInch, 0)
                                .orElseThrow(() -> new IOException(file + " cannot be drawn"));
                write(scanned(drawn, one.hashCode()), dotsPerInch, out.resolve(one + ".jpg"));
            }
        }
    }

    /** A page as it comes from a scanner. */
    static BufferedImage scanned(BufferedImage page, int seed) {
        Random random = new Random(seed);
        int width = page.getWidth();
        int height = page.getHeight();
        double degrees = DEGREES * (2 * random.nextDouble() - 1);
        double blur = 0.1 + 0.1 * random.nextDouble();
        BufferedImage turned = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = turned.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(
                page,
                AffineTransform.getRotateInstance(
                        Math.toRadians(degrees), width / 2.0, height / 2.0),
                null);
        graphics.dispose();
        BufferedImage scan = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double beside =
                        (shade(turned, x - 1, y)
                                        + shade(turned, x + 1, y)
                                        + shade(turned, x, y - 1)
                                        + shade(turned, x, y + 1))
                                / 4;
                double soft = shade(turned, x, y) * (1 - 4 * blur) + beside * 4 * blur;
                double shade = 8 + soft * 0.93 + NOISE * random.nextGaussian();
                scan.getRaster().setSample(x, y, 0, Math.clamp(Math.round(shade), 0, 255));
            }
        }
        return scan;
    }

    private static double shade(BufferedImage image, int x, int y) {
        return image.getRaster()
                .getSample(
                        Math.clamp(x, 0, image.getWidth() - 1),
                        Math.clamp(y, 0, image.getHeight() - 1),
                        0);
    }

    private static void write(BufferedImage image, double dotsPerInch, Path file)
            throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam how = writer.getDefaultWriteParam();
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(JPEG_QUALITY);
        IIOMetadata remarks =
                writer.getDefaultImageMetadata(
                        ImageTypeSpecifier.createFromRenderedImage(image), how);
        String format = "javax_imageio_jpeg_image_1.0";
        Element root = (Element) remarks.getAsTree(format);
        Element head = (Element) root.getElementsByTagName("app0JFIF").item(0);
        head.setAttribute("resUnits", "1");
        head.setAttribute("Xdensity", String.valueOf(Math.round(dotsPerInch)));
        head.setAttribute("Ydensity", String.valueOf(Math.round(dotsPerInch)));
        remarks.setFromTree(format, root);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(remarks, new IIOImage(image, List.of(), remarks), how);
        } finally {
            writer.dispose();
        }
    }
}
