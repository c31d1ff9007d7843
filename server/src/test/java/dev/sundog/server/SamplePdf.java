package dev.sundog.server;

import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A small PDF: on every page a heading, two paragraphs and a ruled table. */
public final class SamplePdf {
    private static final PDType1Font PLAIN = new PDType1Font(FontName.HELVETICA);
    private static final PDType1Font BOLD = new PDType1Font(FontName.HELVETICA_BOLD);
    private static final String[][] CELLS = {
        {"Halo", "Angle"}, {"Inner", "22"}, {"Outer", "46"},
    };

    private SamplePdf() {}

    /** The file's bytes. */
    public static byte[] of(int pages) {
        try (PDDocument document = new PDDocument()) {
            for (int number = 1; number <= pages; number++) {
                PDPage page = new PDPage(PDRectangle.LETTER);
                document.addPage(page);
                try (PDPageContentStream out = new PDPageContentStream(document, page)) {
                    text(out, BOLD, 20, 72, 700, "Sundogs on page " + number);
                    text(out, PLAIN, 11, 72, 660, "A sundog is a bright spot beside the sun.");
                    text(out, PLAIN, 11, 72, 646, "Ice crystals <b>bend</b> the light & shine.");
                    text(out, PLAIN, 11, 72, 600, "Rings around the sun have fixed angles, and");
                    text(out, PLAIN, 11, 72, 586, "observers have measured both of them often.");
                    table(out, 520, CELLS);
                }
            }
            return saved(document);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * A table that ends the first page and, under its header again, goes on at the second's top.
     */
    static byte[] brokenTable() {
        try (PDDocument document = new PDDocument()) {
            for (int number = 1; number <= 2; number++) {
                PDPage page = new PDPage(PDRectangle.LETTER);
                document.addPage(page);
                String[][] rows = new String[number == 1 ? 20 : 8][2];
                rows[0] = CELLS[0];
                for (int i = 1; i < rows.length; i++) {
                    rows[i] = new String[] {"Ring " + number + "." + i, "" + (i + 20 * number)};
                }
                try (PDPageContentStream out = new PDPageContentStream(document, page)) {
                    if (number == 1) {
                        text(out, PLAIN, 11, 72, 700, "The angles of all rings are listed here.");
                    }
                    table(out, number == 1 ? 530 : 720, rows);
                    if (number == 2) {
                        text(out, PLAIN, 11, 72, 300, "Nobody has measured the others yet.");
                    }
                }
            }
            return saved(document);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] saved(PDDocument document) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        document.save(bytes);
        return bytes.toByteArray();
    }

    private static void text(
            PDPageContentStream out, PDType1Font font, float size, float x, float y, String words)
            throws IOException {
        out.beginText();
        out.setFont(font, size);
        out.newLineAtOffset(x, y);
        out.showText(words);
        out.endText();
    }

    private static void table(PDPageContentStream out, float top, String[][] cells)
            throws IOException {
        for (int row = 0; row < cells.length; row++) {
            for (int column = 0; column < cells[row].length; column++) {
                float x = 72 + 160 * column;
                float y = top - 24 * row;
                out.addRect(x, y, 160, 24);
                out.stroke();
                text(out, row == 0 ? BOLD : PLAIN, 11, x + 6, y + 8, cells[row][column]);
            }
        }
    }
}
