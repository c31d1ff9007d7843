package dev.sundog.document;

import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small PDF files for tests; places are points from the page's top left. */
public final class TestPdf implements AutoCloseable {
    public static final PDFont PLAIN = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
    public static final PDFont BOLD = new PDType1Font(Standard14Fonts.FontName.HELVETICA_BOLD);

    /** A4. */
    public static final double WIDTH = 595;

    public static final double HEIGHT = 842;

    private final PDDocument document = new PDDocument();
    private PDPage page;
    private PDPageContentStream out;

    /** A document with one empty page. */
    public TestPdf() {
        page = new PDPage(new PDRectangle((float) WIDTH, (float) HEIGHT));
        out = start();
    }

    private PDPageContentStream start() {
        try {
            document.addPage(page);
            return new PDPageContentStream(document, page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestPdf newPage() {
        run(PDPageContentStream::close);
        page = new PDPage(new PDRectangle((float) WIDTH, (float) HEIGHT));
        out = start();
        return this;
    }

    /** What PDFBox draws with. */
    public interface Drawing {
        void with(PDPageContentStream out) throws IOException;
    }

    public TestPdf run(Drawing drawing) {
        try {
            drawing.with(out);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of text with its baseline at {@code y}. */
    public TestPdf text(double x, double y, double size, PDFont font, String text) {
        return run(
                to -> {
                    to.beginText();
                    to.setFont(font, (float) size);
                    to.newLineAtOffset((float) x, (float) (HEIGHT - y));
                    to.showText(text);
                    to.endText();
                });
    }

    /** Lines of plain text of ten points, twelve apart, the first baseline at {@code y}. */
    public TestPdf lines(double x, double y, String... lines) {
        for (int i = 0; i < lines.length; i++) {
            text(x, y + 12 * i, 10, PLAIN, lines[i]);
        }
        return this;
    }

    /** Prose of ten points broken into lines of a width, twelve apart; the baseline after it. */
    public double prose(double x, double y, double width, String text) {
        return prose(x, y, width, 10, PLAIN, text);
    }

    /** Prose broken into lines of a width, 1.2 sizes apart; the baseline after it. */
    public double prose(double x, double y, double width, double size, PDFont font, String text) {
        double at = y;
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && width(font, size, longer) > width) {
                text(x, at, size, font, line.toString());
                at += 1.2 * size;
                line.setLength(0);
                line.append(word);
            } else {
                line.setLength(0);
                line.append(longer);
            }
        }
        text(x, at, size, font, line.toString());
        return at + 1.2 * size;
    }

    /** Width of a text in points. */
    public static double width(PDFont font, double size, String text) {
        try {
            return font.getStringWidth(text) / 1000 * size;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thin line. */
    public TestPdf rule(double x0, double y0, double x1, double y1) {
        return run(
                to -> {
                    to.setLineWidth(0.6f);
                    to.moveTo((float) x0, (float) (HEIGHT - y0));
                    to.lineTo((float) x1, (float) (HEIGHT - y1));
                    to.stroke();
                });
    }

    /** A drawing of leaning lines that fills a box. */
    public TestPdf drawing(double x0, double y0, double x1, double y1) {
        for (int i = 0; i < 20; i++) {
            double at = x0 + (x1 - x0) * i / 20;
            rule(at, y0, Math.min(x1, at + (x1 - x0) / 5), y1);
        }
        return this;
    }

    /** A ruled table, rows 18 apart, texts of nine points; the bottom border. */
    public double table(double x, double y, double width, String[]... rows) {
        double column = width / rows[0].length;
        for (int r = 0; r <= rows.length; r++) {
            rule(x, y + 18 * r, x + width, y + 18 * r);
        }
        for (int c = 0; c <= rows[0].length; c++) {
            rule(x + column * c, y, x + column * c, y + 18 * rows.length);
        }
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < rows[r].length; c++) {
                text(x + column * c + 4, y + 18 * r + 12, 9, PLAIN, rows[r][c]);
            }
        }
        return y + 18 * rows.length;
    }

    /** A font of the Debian packages that {@code .ci/packages.txt} lists. */
    public PDFont font(String path) {
        Path file = Path.of("/usr/share/fonts").resolve(path);
        if (!Files.exists(file)) {
            throw new AssertionError(
                    file + " is missing; install the packages of .ci/packages.txt");
        }
        try {
            return PDType0Font.load(document, file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public PDPage page() {
        return page;
    }

    public PDDocument document() {
        return document;
    }

    /** Finishes the document as a file. */
    public Path save(Path folder, String name) {
        Path file = folder.resolve(name);
        try (this) {
            out.close();
            document.save(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    @Override
    public void close() {
        try {
            document.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
