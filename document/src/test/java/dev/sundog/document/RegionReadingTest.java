package dev.sundog.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Page;
import dev.sundog.model.progress.ProgressListener;

import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

class RegionReadingTest {
    private static final AnalyzerOptions OPTIONS =
            AnalyzerOptions.builder().languages(List.of("eng")).threads(1).build();

    private static final PixelReading PIXELS = new PixelReading(OPTIONS);

    @TempDir private Path folder;

    @AfterAll
    static void close() {
        PIXELS.close();
    }

    private Page analyzed(TestPdf pdf, AnalyzerOptions options) {
        Path file = pdf.save(folder, "a.pdf");
        Document document =
                new LayoutAnalyzer(options, ProgressListener.NONE, PIXELS).analyze(file);
        return document.pages().getFirst();
    }

    private static String text(Page page, Category category) {
        return String.join(
                "\n",
                page.elements().stream()
                        .filter(element -> element.category() == category)
                        .map(element -> element.content().text())
                        .toList());
    }

    private static TestPdf prose() {
        return new TestPdf()
                .lines(
                        60,
                        100,
                        "The harbour lies below the old town, and ships have come",
                        "here for as long as anybody can remember. What they bring",
                        "is written on the board that stands beside the gate.");
    }

    /** A picture of 300 by 120 points at (60, 180) that shows two lines. */
    private static void board(TestPdf pdf) throws IOException {
        BufferedImage board = new BufferedImage(900, 360, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = board.createGraphics();
        graphics.setColor(new Color(236, 236, 236));
        graphics.fillRect(0, 0, 900, 360);
        graphics.setColor(Color.BLACK);
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(new Font("DejaVu Sans", Font.PLAIN, 54));
        graphics.drawString("Amber from the north", 90, 150);
        graphics.drawString("Salt from the islands", 90, 250);
        graphics.dispose();
        PDImageXObject image = LosslessFactory.createFromImage(pdf.document(), board);
        pdf.run(out -> out.drawImage(image, 60, (float) (TestPdf.HEIGHT - 300), 300, 120));
    }

    @Test
    void whatIsWrittenInAPictureIsRead() throws IOException {
        TestPdf pdf = prose();
        board(pdf);
        Page page = analyzed(pdf, OPTIONS);
        assertThat(text(page, Category.FIGURE))
                .contains("Amber from the north")
                .contains("Salt from the islands");
        assertThat(text(page, Category.PARAGRAPH)).startsWith("The harbour lies").contains("gate.");
        assertThat(page.engines()).containsExactly("pdf", "tesseract eng");
        assertThat(page.elements())
                .filteredOn(element -> element.category() == Category.FIGURE)
                .singleElement()
                .satisfies(
                        figure -> {
                            assertThat(figure.box().y0()).isBetween(178.0, 182.0);
                            assertThat(figure.content()).isInstanceOf(Content.Picture.class);
                        });
    }

    @Test
    void aPictureIsLeftAloneWithoutRecognition() throws IOException {
        TestPdf pdf = prose();
        board(pdf);
        Page page = analyzed(pdf, OPTIONS.toBuilder().ocr(AnalyzerOptions.Ocr.OFF).build());
        assertThat(text(page, Category.FIGURE)).isEmpty();
        assertThat(page.engines()).containsExactly("pdf");
    }

    @Test
    void linesInAFontThatLiesAreReadFromTheirPixels() throws IOException {
        PDFont liar = new PDType1Font(Standard14Fonts.FontName.TIMES_ROMAN);
        TestPdf pdf = prose();
        lie(pdf, liar);
        pdf.text(60, 200, 12, liar, "Amber comes from the north in autumn");
        for (int i = 0; i < 12; i++) {
            pdf.lines(60, 300 + 12 * i, "and what they take away again is nobody's business");
        }
        Page page = analyzed(pdf, OPTIONS);
        assertThat(text(page, Category.PARAGRAPH))
                .contains("Amber comes from the north in autumn")
                .contains("The harbour lies below");
        assertThat(page.engines()).containsExactly("pdf", "tesseract eng");
    }

    /** Has a font say private characters for its letters. */
    private static void lie(TestPdf pdf, PDFont font) throws IOException {
        COSStream map = pdf.document().getDocument().createCOSStream();
        try (OutputStream out = map.createOutputStream()) {
            out.write(
                    """
                    /CIDInit /ProcSet findresource begin
                    begincmap
                    1 begincodespacerange <00> <FF> endcodespacerange
                    1 beginbfrange <21> <7E> <E021> endbfrange
                    endcmap
                    """
                            .getBytes(StandardCharsets.US_ASCII));
        }
        font.getCOSObject().setItem(COSName.TO_UNICODE, map);
    }
}
