package dev.sundog.document;

import static dev.sundog.document.Reading.prose;
import static dev.sundog.document.TestPdf.HEIGHT;
import static dev.sundog.document.TestPdf.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.document.tree.TextRun;
import dev.sundog.model.failure.SundogException;

import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDMarkInfo;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureTreeRoot;
import org.apache.pdfbox.pdmodel.documentinterchange.markedcontent.PDPropertyList;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationFreeText;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.apache.pdfbox.util.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What PDF files do to text, seen in the document that is read. */
class PdfReadingTest {
    @TempDir private Path folder;

    private List<String> read(TestPdf pdf) {
        return Reading.of(pdf, folder).lines();
    }

    @ParameterizedTest
    @ValueSource(ints = {90, 180, 270})
    void aPageThatIsStoredTurnedIsReadUpright(int degrees) {
        TestPdf pdf = new TestPdf();
        Matrix turn =
                switch (degrees) {
                    case 90 -> new Matrix(0, 1, -1, 0, 595, 0);
                    case 180 -> new Matrix(-1, 0, 0, -1, 595, 842);
                    default -> new Matrix(0, -1, 1, 0, 0, 842);
                };
        pdf.run(out -> out.transform(turn));
        double top = degrees == 180 ? 0 : HEIGHT - 595;
        pdf.text(60, top + 60, 18, TestPdf.BOLD, "Turned");
        pdf.prose(310, top + 100, 225, prose("Right", 60));
        pdf.prose(60, top + 100, 225, prose("Left", 60));
        String[][] rows = {{"City", "People"}, {"Ulm", "126"}, {"Bonn", "330"}};
        pdf.table(60, top + 300, 300, rows);
        pdf.page().setRotation(degrees);
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.lines())
                .containsExactly(
                        "heading1: Turned",
                        "paragraph: " + prose("Left", 60),
                        "paragraph: " + prose("Right", 60),
                        "table: City\tPeople\nUlm\t126\nBonn\t330");
        Page page = reading.document().pages().getFirst();
        assertThat(page.rotation()).isEqualTo(degrees);
        assertThat(page.width()).isEqualTo(degrees == 180 ? 595 : 842);
    }

    @Test
    void aCropBoxShiftsAndHidesWhatIsOutside() {
        TestPdf pdf = new TestPdf().lines(100, 300, "Inside of the crop box stands this line.");
        pdf.lines(100, 20, "Outside of it stands this.");
        pdf.page().setCropBox(new PDRectangle(50, 300, 400, 350));
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.lines())
                .containsExactly("paragraph: Inside of the crop box stands this line.");
        assertThat(reading.of(Category.PARAGRAPH).getFirst().box().x0()).isEqualTo(50);
    }

    @Test
    void hiddenClippedAndDoubledTextIsReadAsSeen() {
        TestPdf pdf = new TestPdf();
        pdf.text(60, 100, 10, PLAIN, "Seen twice at one place,");
        pdf.text(60.2, 100, 10, PLAIN, "Seen twice at one place,");
        pdf.text(60, 112, 10, PLAIN, "once here.");
        pdf.run(
                out -> {
                    out.saveGraphicsState();
                    out.setRenderingMode(RenderingMode.NEITHER);
                });
        pdf.text(60, 124, 10, PLAIN, "Never seen.").run(out -> out.restoreGraphicsState());
        pdf.run(
                out -> {
                    out.saveGraphicsState();
                    out.addRect(400, 10, 50, 50);
                    out.clip();
                });
        pdf.text(60, 124, 10, PLAIN, "Clipped.").run(out -> out.restoreGraphicsState());
        assertThat(String.join(" ", read(pdf)))
                .containsOnlyOnce("Seen twice at one place,")
                .contains("once here.")
                .doesNotContain("Never", "Clipped");
    }

    @Test
    void aFontWhoseMapIsNonsenseMakesAPartialPage() throws IOException {
        PDFont font = new PDType1Font(Standard14Fonts.FontName.TIMES_ROMAN);
        COSStream map = new COSStream();
        try (OutputStream bytes = map.createOutputStream()) {
            bytes.write(
                    """
                    begincmap
                    1 begincodespacerange
                    <00> <FF>
                    endcodespacerange
                    1 beginbfrange
                    <20> <7E> <E020>
                    endbfrange
                    endcmap
                    """
                            .getBytes(StandardCharsets.US_ASCII));
        }
        font.getCOSObject().setItem(COSName.TO_UNICODE, map);
        TestPdf pdf = new TestPdf();
        pdf.prose(60, 100, 475, 10, font, prose("Lost", 60));
        pdf.newPage().prose(60, 100, 475, prose("Kept", 60));
        List<Page> pages = Reading.of(pdf, folder).document().pages();
        assertThat(pages.getFirst().status())
                .isInstanceOfSatisfying(
                        PageStatus.Partial.class,
                        partial -> assertThat(partial.reason()).contains("fonts", "--ocr"));
        assertThat(pages.getLast().status()).isInstanceOf(PageStatus.Complete.class);
        assertThat(pages.getLast().elements().getFirst().content().text())
                .isEqualTo(prose("Kept", 60));
    }

    private static PDPropertyList properties(String actual, int number) {
        COSDictionary dictionary = new COSDictionary();
        if (!actual.equals("-")) {
            dictionary.setString(COSName.ACTUAL_TEXT, actual);
        }
        if (number >= 0) {
            dictionary.setInt(COSName.MCID, number);
        }
        return PDPropertyList.create(dictionary);
    }

    private static void spanned(TestPdf pdf, double x, double y, String drawn, String actual) {
        pdf.run(out -> out.beginMarkedContent(COSName.getPDFName("Span"), properties(actual, -1)));
        pdf.text(x, y, 10, PLAIN, drawn).run(out -> out.endMarkedContent());
    }

    @Test
    void actualTextStandsForWhatIsDrawn() {
        TestPdf pdf = new TestPdf();
        double x = 60;
        pdf.text(x, 100, 10, PLAIN, "The ");
        x += TestPdf.width(PLAIN, 10, "The ");
        spanned(pdf, x, 100, "#@!", "river bank");
        x += TestPdf.width(PLAIN, 10, "#@!");
        pdf.text(x, 100, 10, PLAIN, " was quiet and ");
        x += TestPdf.width(PLAIN, 10, " was quiet and ");
        spanned(pdf, x, 100, "o*ce", "office");
        x += TestPdf.width(PLAIN, 10, "o*ce");
        spanned(pdf, x, 100, "~~", "");
        pdf.text(60, 112, 10, PLAIN, "doors were shut.");
        assertThat(read(pdf))
                .containsExactly("paragraph: The river bank was quiet and office doors were shut.");
    }

    @Test
    void actualTextOverALineBreakIsReadOnce() {
        TestPdf pdf = new TestPdf().text(60, 100, 10, PLAIN, "They were selling ");
        double x = 60 + TestPdf.width(PLAIN, 10, "They were selling ");
        pdf.run(
                out ->
                        out.beginMarkedContent(
                                COSName.getPDFName("Span"), properties("Zucker", -1)));
        pdf.text(x, 100, 10, PLAIN, "Zuk-").text(60, 112, 10, PLAIN, "ker");
        pdf.run(out -> out.endMarkedContent());
        pdf.text(60 + TestPdf.width(PLAIN, 10, "ker "), 112, 10, PLAIN, "and salt in the street.");
        assertThat(read(pdf))
                .containsExactly("paragraph: They were selling Zucker and salt in the street.");
    }

    @Test
    void tagsMakeHeadingsOfPlainLines() {
        TestPdf pdf = new TestPdf();
        PDStructureTreeRoot root = new PDStructureTreeRoot();
        pdf.document().getDocumentCatalog().setStructureTreeRoot(root);
        PDMarkInfo info = new PDMarkInfo();
        info.setMarked(true);
        pdf.document().getDocumentCatalog().setMarkInfo(info);
        COSArray owners = new COSArray();
        String[] types = {"H2", "P", "H1", "P"};
        double y = 100;
        for (int i = 0; i < types.length; i++) {
            PDStructureElement element = new PDStructureElement(types[i], root);
            root.appendKid(element);
            owners.add(element);
            int number = i;
            pdf.run(out -> out.beginMarkedContent(COSName.P, properties("-", number)));
            if (types[i].equals("P")) {
                y = pdf.prose(60, y + 10, 475, prose("Under" + i, 60)) + 14;
            } else {
                pdf.text(60, y, 10, PLAIN, "Tagged as " + types[i]);
                y += 14;
            }
            pdf.run(out -> out.endMarkedContent());
        }
        COSDictionary tree = new COSDictionary();
        COSArray numbers = new COSArray();
        numbers.add(org.apache.pdfbox.cos.COSInteger.ZERO);
        numbers.add(owners);
        tree.setItem(COSName.NUMS, numbers);
        root.getCOSObject().setItem(COSName.getPDFName("ParentTree"), tree);
        pdf.page().setStructParents(0);
        assertThat(read(pdf))
                .containsExactly(
                        "heading2: Tagged as H2",
                        "paragraph: " + prose("Under1", 60),
                        "heading1: Tagged as H1",
                        "paragraph: " + prose("Under3", 60));
    }

    @Test
    void notesAreReadWhereTheyAreShownAndCommentsAreNot() throws IOException {
        TestPdf pdf = new TestPdf();
        pdf.prose(60, 100, 475, prose("Text", 60));
        PDAnnotationFreeText note = new PDAnnotationFreeText();
        note.setContents("A remark on the sheet");
        note.setDefaultAppearance("/Helv 10 Tf 0 g");
        note.setRectangle(new PDRectangle(60, 500, 200, 40));
        pdf.page().getAnnotations().add(note);
        note.constructAppearances(pdf.document());
        PDAnnotationText comment = new PDAnnotationText();
        comment.setContents("a comment behind a sign");
        comment.setRectangle(new PDRectangle(400, 500, 20, 20));
        pdf.page().getAnnotations().add(comment);
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: " + prose("Text", 60), "paragraph: A remark on the sheet");
    }

    @Test
    void linksAreOnTheirWordsOnly() throws IOException {
        TestPdf pdf = new TestPdf();
        String before = "The whole story can be found ";
        pdf.text(60, 100, 10, PLAIN, before + "over there in the other town.");
        PDActionURI action = new PDActionURI();
        action.setURI("https://example.org/story");
        PDAnnotationLink link = new PDAnnotationLink();
        link.setAction(action);
        float x = (float) (60 + TestPdf.width(PLAIN, 10, before));
        float width = (float) TestPdf.width(PLAIN, 10, "over there");
        link.setRectangle(new PDRectangle(x, (float) HEIGHT - 103, width, 13));
        pdf.page().getAnnotations().add(link);
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.lines())
                .containsExactly("paragraph: " + before + "over there in the other town.");
        Content.Text text = (Content.Text) reading.of(Category.PARAGRAPH).getFirst().content();
        assertThat(text.runs())
                .filteredOn(run -> run.link().isPresent())
                .extracting(TextRun::text)
                .allSatisfy(run -> assertThat(run.strip()).isEqualTo("over there"))
                .hasSize(1);
    }

    @Test
    void anEncryptedFileIsReadWithItsPassword() {
        TestPdf pdf = new TestPdf();
        pdf.prose(60, 100, 475, prose("Secret", 40));
        try {
            pdf.document().protect(new StandardProtectionPolicy("o", "u", new AccessPermission()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Path file = pdf.save(folder, "locked.pdf");
        AnalyzerOptions options =
                AnalyzerOptions.builder().ocr(AnalyzerOptions.Ocr.OFF).threads(2).build();
        assertThatThrownBy(() -> new LayoutAnalyzer(options).analyze(file))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("locked.pdf")
                .hasMessageContaining("--password");
        assertThat(
                        new LayoutAnalyzer(options.toBuilder().password("u").build())
                                .analyze(file)
                                .elements()
                                .map(element -> element.content().text()))
                .containsExactly(prose("Secret", 40));
    }
}
