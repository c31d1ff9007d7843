package dev.sundog.document;

import static dev.sundog.document.TestPdf.BOLD;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.model.failure.SundogException;

import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.image.JPEGFactory;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import javax.imageio.ImageIO;

/** Damaged and hostile files: a message or a page's status, never anything else. */
class HostilePdfTest {
    private static final int MUTANTS = Integer.getInteger("sundog.mutants", 150);
    private static final long SEED = Long.getLong("sundog.mutants.seed", 20260101);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final AnalyzerOptions OPTIONS =
            AnalyzerOptions.builder()
                    .ocr(AnalyzerOptions.Ocr.OFF)
                    .figures(false)
                    .threads(1)
                    .build();

    @TempDir private Path folder;

    /** A file of two pages with fonts, pictures, a form, bookmarks, a link and a table. */
    private byte[] sound() throws IOException {
        TestPdf pdf = new TestPdf().text(60, 80, 18, BOLD, "A Sound File");
        PDFont font = pdf.font("truetype/dejavu/DejaVuSans.ttf");
        pdf.lines(60, 120, "with a paragraph of text", "in two lines.");
        pdf.text(60, 160, 10, font, "and some letters of an embedded font");
        String[][] rows = {{"City", "People"}, {"Ulm", "126"}, {"Bonn", "330"}};
        pdf.table(60, 300, 300, rows);
        BufferedImage picture = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 40; i++) {
            picture.setRGB(i, i, 0xFF0000);
        }
        PDImageXObject lossless = LosslessFactory.createFromImage(pdf.document(), picture);
        PDImageXObject jpeg = JPEGFactory.createFromImage(pdf.document(), picture);
        pdf.run(
                out -> {
                    out.drawImage(lossless, 60, 300, 120, 80);
                    out.drawImage(jpeg, 260, 300, 120, 80);
                });
        PDAnnotationLink link = new PDAnnotationLink();
        PDActionURI action = new PDActionURI();
        action.setURI("https://example.org/");
        link.setAction(action);
        link.setRectangle(new PDRectangle(60, 700, 100, 20));
        pdf.page().getAnnotations().add(link);
        PDDocumentOutline outline = new PDDocumentOutline();
        PDOutlineItem item = new PDOutlineItem();
        item.setTitle("A Sound File");
        item.setDestination(pdf.page());
        outline.addLast(item);
        pdf.document().getDocumentCatalog().setDocumentOutline(outline);
        pdf.newPage().lines(60, 120, "and a second page.");
        return Files.readAllBytes(pdf.save(folder, "sound.pdf"));
    }

    private static byte[] picture(String format) throws IOException {
        BufferedImage picture = new BufferedImage(200, 150, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 150; i++) {
            picture.setRGB(i, i, 0x00FF00 + i);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture, format, out)).isTrue();
        return out.toByteArray();
    }

    private Document analyze(byte[] bytes) throws IOException {
        return analyze(bytes, OPTIONS);
    }

    private Document analyze(byte[] bytes, AnalyzerOptions options) throws IOException {
        Path file = folder.resolve("mutant.pdf");
        Files.write(file, bytes);
        return new LayoutAnalyzer(options).analyze(file);
    }

    /** Reads or refuses {@code mutant} in time; 1 if it has pages. */
    private int outcome(byte[] mutant, AnalyzerOptions options) {
        return assertTimeoutPreemptively(
                LONGEST,
                () -> {
                    try {
                        Document document = analyze(mutant, options);
                        document.pages().forEach(HostilePdfTest::explained);
                        return document.pages().isEmpty() ? 0 : 1;
                    } catch (SundogException e) {
                        assertThat(e.getMessage()).contains("mutant.pdf").hasSizeGreaterThan(30);
                        return 0;
                    }
                });
    }

    private static void explained(Page page) {
        switch (page.status()) {
            case PageStatus.Complete complete -> {}
            case PageStatus.Partial partial -> assertThat(partial.reason()).isNotBlank();
            case PageStatus.Failed failed ->
                    assertThat(failed.reason()).isNotBlank().doesNotContain("please report");
        }
    }

    /** At such a width adding a point to a place changes nothing. */
    @Test
    void aPageWiderThanAnyPaperEndsSoon() {
        TestPdf pdf = new TestPdf();
        pdf.page().setMediaBox(new PDRectangle(1e17f, (float) TestPdf.HEIGHT));
        for (int line = 0; line < 12; line++) {
            pdf.text(60, 100 + 14 * line, 10, TestPdf.PLAIN, "Line " + line + " of this page.");
        }
        Path file = pdf.save(folder, "wide.pdf");
        Document document =
                assertTimeoutPreemptively(LONGEST, () -> new LayoutAnalyzer(OPTIONS).analyze(file));
        assertThat(document.pages()).hasSize(1);
    }

    @Test
    void mutantsAreReadOrRefused() throws IOException {
        Mutants mutants = new Mutants(sound(), new Random(SEED));
        AnalyzerOptions pictures = OPTIONS.toBuilder().figures(true).build();
        int read = 0;
        for (int i = 0; i < MUTANTS; i++) {
            read += outcome(mutants.nextPdf(), i % 4 == 0 ? pictures : OPTIONS);
        }
        assertThat(read).isBetween(MUTANTS / 10, MUTANTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "tiff", "bmp", "gif"})
    void mutantsOfPicturesAreReadOrRefused(String format) throws IOException {
        Mutants mutants = new Mutants(picture(format), new Random(SEED));
        for (int i = 0; i < MUTANTS / 5; i++) {
            outcome(mutants.nextBytes(), OPTIONS);
        }
    }

    @Test
    void aFormThatDrawsItselfEnds() throws IOException {
        String file =
                """
                %PDF-1.4
                1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
                2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
                3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>> endobj
                4 0 obj <</Length 6>> stream
                /F Do
                endstream endobj
                5 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 12/Resources<</XObject<</F 5 0 R>>>>>> stream
                /F Do /F Do
                endstream endobj
                trailer <</Root 1 0 R>>
                """;
        assertThat(analyze(file.getBytes(StandardCharsets.ISO_8859_1)).pages()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "4, 4", "2147483647, 2"})
    void pagesThatAreOnlyClaimedFailUnlessTheyAreTooMany(int claimed, int listed)
            throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.addPage(new PDPage());
            document.getPages().getCOSObject().setInt(COSName.COUNT, claimed);
            document.save(file);
        }
        List<Page> pages = analyze(file.toByteArray()).pages();
        assertThat(pages).hasSize(listed);
        assertThat(pages)
                .filteredOn(page -> page.status() instanceof PageStatus.Failed)
                .hasSize(listed - 2);
    }

    @Test
    void aPageTreeThatIsACircleIsRefused() {
        String file =
                """
                %PDF-1.4
                1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
                2 0 obj <</Type/Pages/Kids[2 0 R]/Count 3>> endobj
                trailer <</Root 1 0 R>>
                """;
        assertThatThrownBy(
                        () -> {
                            Document document = analyze(file.getBytes(StandardCharsets.ISO_8859_1));
                            assertThat(document.pages()).isNotEmpty();
                            throw SundogException.data("read", "read with failed pages");
                        })
                .isInstanceOf(SundogException.class);
    }

    @Test
    void whatIsMissingOrEmptyIsNamed() throws IOException {
        assertThatThrownBy(() -> new LayoutAnalyzer(OPTIONS).analyze(folder.resolve("none.pdf")))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("none.pdf");
        assertThatThrownBy(() -> analyze(new byte[0])).isInstanceOf(SundogException.class);
        byte[] sound = sound();
        assertThatThrownBy(() -> analyze(Arrays.copyOf(sound, 40)))
                .isInstanceOf(SundogException.class);
    }
}
