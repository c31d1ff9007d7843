package dev.sundog.document;

import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

import java.io.IOException;
import java.io.UncheckedIOException;
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
