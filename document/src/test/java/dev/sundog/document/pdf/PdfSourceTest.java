package dev.sundog.document.pdf;

import static dev.sundog.document.TestPdf.BOLD;
import static dev.sundog.document.TestPdf.HEIGHT;
import static dev.sundog.document.TestPdf.PLAIN;
import static dev.sundog.document.TestPdf.WIDTH;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.document.TestPdf;
import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.model.failure.SundogException;

import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.optionalcontent.PDOptionalContentGroup;
import org.apache.pdfbox.pdmodel.graphics.optionalcontent.PDOptionalContentProperties;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDTextField;
import org.apache.pdfbox.util.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class PdfSourceTest {
    @TempDir private Path folder;

    private PdfPage read(TestPdf pdf) {
        return read(pdf.save(folder, "a.pdf"), "");
    }

    private static PdfPage read(Path file, String password) {
        try (PdfSource source = PdfSource.open(file, password, PdfLimits.standard())) {
            return source.read(1);
        }
    }

    private static List<String> texts(PdfPage page) {
        return page.content().words().stream().map(Word::text).toList();
    }

    @Test
    void wordsHaveTheirPlacesFromTheTopLeft() {
        PdfPage page = read(new TestPdf().text(100, 200, 10, PLAIN, "one two"));
        assertThat(texts(page)).containsExactly("one", "two");
        Word one = page.content().words().getFirst();
        assertThat(one.baseline()).isCloseTo(200, within(0.01));
        assertThat(one.box().x0()).isCloseTo(100, within(0.01));
        assertThat(one.box().x1()).isCloseTo(100 + 16.68, within(0.1));
        assertThat(one.size()).isCloseTo(10, within(0.01));
        assertThat(page.status()).isInstanceOf(PageStatus.Complete.class);
        assertThat(page.text()).isEqualTo(TextTrust.SOUND);
    }

    @Test
    void storedRotationIsApplied() {
        TestPdf pdf = new TestPdf();
        sideways(pdf, 100, 700, "upright when the page is turned");
        pdf.page().setRotation(90);
        PdfPage page = read(pdf);
        assertThat(page.quarters()).isZero();
        assertThat(page.content().rotation()).isEqualTo(90);
        assertThat(page.content().width()).isCloseTo(HEIGHT, within(0.01));
        Word word = page.content().words().getFirst();
        assertThat(word.angle()).isZero();
        assertThat(word.box().x0()).isCloseTo(HEIGHT - 700, within(0.01));
        assertThat(word.baseline()).isCloseTo(100, within(0.01));
    }

    @Test
    void textThatRunsSidewaysOnAPageSetsThePageUpright() {
        TestPdf pdf = new TestPdf();
        sideways(pdf, 100, 700, "all of the text runs up the sheet");
        PageContent content = read(pdf).content();
        assertThat(content.width()).isCloseTo(HEIGHT, within(0.01));
        assertThat(content.height()).isCloseTo(WIDTH, within(0.01));
        assertThat(content.words()).allMatch(word -> word.angle() == 0);
        assertThat(content.words().getFirst().box().x0()).isCloseTo(HEIGHT - 700, within(0.01));
        assertThat(content.words().getFirst().baseline()).isCloseTo(100, within(0.3));
    }

    @Test
    void aSidewaysLineBesideUprightTextKeepsItsAngle() {
        TestPdf pdf = new TestPdf();
        sideways(pdf, 20, 400, "margin");
        pdf.lines(100, 100, "This page has upright text that is much longer", "than its margin.");
        assertThat(read(pdf).content().words())
                .filteredOn(word -> word.text().equals("margin"))
                .singleElement()
                .satisfies(
                        word -> {
                            assertThat(word.angle()).isEqualTo(270);
                            assertThat(word.box().height()).isGreaterThan(word.box().width());
                        });
    }

    private static void sideways(TestPdf pdf, double x, double y, String text) {
        pdf.run(
                out -> {
                    out.beginText();
                    out.setFont(PLAIN, 10);
                    out.setTextMatrix(
                            Matrix.getRotateInstance(Math.PI / 2, (float) x, (float) (HEIGHT - y)));
                    out.showText(text);
                    out.endText();
                });
    }

    @Test
    void invisibleClippedWhiteAndOffPageTextIsLeftOut() {
        TestPdf pdf = new TestPdf().text(100, 100, 10, PLAIN, "seen");
        pdf.run(
                out -> {
                    out.saveGraphicsState();
                    out.setRenderingMode(RenderingMode.NEITHER);
                });
        pdf.text(100, 120, 10, PLAIN, "invisible").run(out -> out.restoreGraphicsState());
        pdf.run(
                out -> {
                    out.saveGraphicsState();
                    out.addRect(0, 0, 50, 50);
                    out.clip();
                });
        pdf.text(100, 140, 10, PLAIN, "clipped").run(out -> out.restoreGraphicsState());
        pdf.run(out -> out.setNonStrokingColor(1f)).text(100, 160, 10, PLAIN, "white");
        pdf.run(out -> out.setNonStrokingColor(0f)).text(900, 100, 10, PLAIN, "outside");
        assertThat(texts(read(pdf))).containsExactly("seen");
    }

    @Test
    void whiteTextOnADarkGroundIsSeen() {
        TestPdf pdf = new TestPdf();
        pdf.run(
                out -> {
                    out.setNonStrokingColor(0f, 0f, 0.5f);
                    out.addRect(90, (float) HEIGHT - 130, 200, 60);
                    out.fill();
                    out.setNonStrokingColor(1f);
                });
        assertThat(texts(read(pdf.text(100, 100, 10, PLAIN, "white")))).containsExactly("white");
    }

    @Test
    void aPageOfInvisibleTextAloneIsItsTextLayer() {
        TestPdf pdf = new TestPdf().run(out -> out.setRenderingMode(RenderingMode.NEITHER));
        PdfPage page = read(pdf.text(100, 120, 10, PLAIN, "layer"));
        assertThat(texts(page)).containsExactly("layer");
        assertThat(page.content().engines()).containsExactly("pdf text layer");
    }

    @Test
    void textDrawnTwiceIsBoldOnce() {
        TestPdf pdf = new TestPdf();
        pdf.text(100, 100, 10, PLAIN, "fake").text(100.3, 100, 10, PLAIN, "fake");
        PdfPage page = read(pdf.text(100, 120, 10, PLAIN, "plain"));
        assertThat(texts(page)).containsExactly("fake", "plain");
        assertThat(page.content().words()).extracting(Word::bold).containsExactly(true, false);
    }

    @Test
    void letterSpacedTextStaysOneWordEach() {
        TestPdf pdf = new TestPdf().run(out -> out.setCharacterSpacing(3));
        assertThat(texts(read(pdf.text(100, 100, 10, PLAIN, "WIDE LETTERS"))))
                .containsExactly("WIDE", "LETTERS");
    }

    @Test
    void weightComesFromTheFont() {
        PdfPage page = read(new TestPdf().text(50, 50, 12, BOLD, "bold"));
        assertThat(page.content().words().getFirst().bold()).isTrue();
        assertThat(page.content().words().getFirst().font()).isEqualTo("Helvetica-Bold");
    }

    @Test
    void ligaturesAreTakenApart() {
        assertThat(Characters.composed("\uFB01")).isEqualTo("fi");
        assertThat(Characters.composed("e\u0301")).isEqualTo("é");
        assertThat(Characters.composed("\u00A0")).isEqualTo(" ");
        assertThat(Characters.accented("\u0131", "\u00B4")).isEqualTo("í");
    }

    @Test
    void linksAreNotedUnlessTheyAreScripts() throws IOException {
        TestPdf pdf = new TestPdf().lines(100, 100, "here", "there");
        link(pdf, 95, "https://example.org/a");
        link(pdf, 107, "javascript:alert(1)");
        assertThat(read(pdf).content().words())
                .extracting(word -> word.link().orElse(""))
                .containsExactly("https://example.org/a", "");
    }

    private static void link(TestPdf pdf, double y, String address) throws IOException {
        PDActionURI action = new PDActionURI();
        action.setURI(address);
        PDAnnotationLink link = new PDAnnotationLink();
        link.setAction(action);
        link.setRectangle(new PDRectangle(95, (float) (HEIGHT - y - 6), 60, 12));
        pdf.page().getAnnotations().add(link);
    }

    @Test
    void whatAFormHoldsIsRead() throws IOException {
        TestPdf pdf = new TestPdf().lines(100, 100, "Name:");
        PDAcroForm form = new PDAcroForm(pdf.document());
        pdf.document().getDocumentCatalog().setAcroForm(form);
        PDResources resources = new PDResources();
        resources.put(COSName.getPDFName("Helv"), PLAIN);
        form.setDefaultResources(resources);
        form.setDefaultAppearance("/Helv 10 Tf 0 g");
        PDTextField field = new PDTextField(form);
        field.setPartialName("name");
        field.getWidgets()
                .getFirst()
                .setRectangle(new PDRectangle(140, (float) HEIGHT - 104, 100, 14));
        field.getWidgets().getFirst().setPage(pdf.page());
        pdf.page().getAnnotations().add(field.getWidgets().getFirst());
        form.getFields().add(field);
        field.setValue("Hanna");
        assertThat(texts(read(pdf))).containsExactly("Name:", "Hanna");
    }

    @Test
    void layersThatAreOffAreLeftOut() throws IOException {
        TestPdf pdf = new TestPdf().text(100, 100, 10, PLAIN, "on");
        PDOptionalContentProperties properties = new PDOptionalContentProperties();
        pdf.document().getDocumentCatalog().setOCProperties(properties);
        PDOptionalContentGroup group = new PDOptionalContentGroup("draft");
        properties.addGroup(group);
        properties.setGroupEnabled(group, false);
        pdf.run(out -> out.beginMarkedContent(COSName.OC, group));
        pdf.text(100, 120, 10, PLAIN, "off").run(out -> out.endMarkedContent());
        assertThat(texts(read(pdf))).containsExactly("on");
    }

    @Test
    void anEncryptedFileOpensWithItsPasswordOnly() throws IOException {
        TestPdf pdf = new TestPdf().text(100, 100, 10, PLAIN, "secret");
        pdf.document().protect(new StandardProtectionPolicy("o", "u", new AccessPermission()));
        Path file = pdf.save(folder, "locked.pdf");
        assertThat(texts(read(file, "u"))).containsExactly("secret");
        assertThatThrownBy(() -> read(file, ""))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("--password");
        assertThatThrownBy(() -> read(file, "wrong")).hasMessageContaining("another password");
    }

    @Test
    void aMapToNonsenseIsSeenAsGarbage() throws IOException {
        PDFont font = new PDType1Font(Standard14Fonts.FontName.TIMES_ROMAN);
        StringBuilder map = new StringBuilder("begincmap\n1 begincodespacerange\n<00> <FF>\n");
        map.append("endcodespacerange\n1 beginbfrange\n<20> <7E> <E020>\nendbfrange\nendcmap\n");
        COSStream stream = new COSStream();
        try (OutputStream bytes = stream.createOutputStream()) {
            bytes.write(map.toString().getBytes(StandardCharsets.US_ASCII));
        }
        font.getCOSObject().setItem(COSName.TO_UNICODE, stream);
        TestPdf pdf = new TestPdf().text(100, 100, 10, font, "these letters are mapped wrongly");
        assertThat(read(pdf).text()).isEqualTo(TextTrust.GARBAGE);
    }

    @Test
    void trustIsLostByWordsThatNoLanguageHas() {
        String prose = "the quick brown fox jumps over the lazy dog and runs into the deep forest";
        assertThat(TextTrust.of(List.of(prose.split(" ")))).isEqualTo(TextTrust.SOUND);
        String shifted =
                "wkx txlfn eurzq irw mxpsv ryhu wkh odcb grj dqg uxqv lqwr wkh ghhs iruhvw";
        assertThat(TextTrust.of(List.of(shifted.split(" ")))).isEqualTo(TextTrust.GARBAGE);
        assertThat(TextTrust.of(List.of())).isEqualTo(TextTrust.NONE);
    }

    @Test
    void bookmarksSayWhereHeadingsAre() {
        TestPdf pdf =
                new TestPdf().text(100, 100, 10, PLAIN, "Early Years").lines(100, 130, "He was");
        PDDocumentOutline outline = new PDDocumentOutline();
        PDOutlineItem item = new PDOutlineItem();
        item.setTitle("Early years");
        item.setDestination(pdf.page());
        outline.addLast(item);
        pdf.document().getDocumentCatalog().setDocumentOutline(outline);
        assertThat(read(pdf).content().regions())
                .singleElement()
                .satisfies(
                        region -> {
                            assertThat(region.category()).isEqualTo(Category.HEADING1);
                            assertThat(region.box().y1()).isLessThan(110);
                        });
    }

    @Test
    void rulingsAreStraightLinesAndThinRectangles() {
        TestPdf pdf = new TestPdf();
        pdf.run(
                out -> {
                    out.moveTo(100, 500);
                    out.lineTo(300, 500);
                    out.stroke();
                    out.addRect(100, 400, 1, 80);
                    out.fill();
                    out.moveTo(100, 100);
                    out.lineTo(150, 160);
                    out.stroke();
                });
        assertThat(read(pdf).content().rulings())
                .hasSize(2)
                .satisfiesExactly(
                        ruling -> assertThat(ruling.horizontal()).isTrue(),
                        ruling -> assertThat(ruling.horizontal()).isFalse());
    }

    @Test
    void whatIsNoPdfIsSaidToBeNone() throws IOException {
        Path file = folder.resolve("no.pdf");
        Files.writeString(file, "just text");
        assertThatThrownBy(() -> read(file, ""))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("no.pdf");
    }

    @Test
    void aHugePageIsReadAndRenderedWithinItsLimit() {
        TestPdf pdf = new TestPdf().text(100, 100, 10, PLAIN, "small");
        pdf.page().setMediaBox(new PDRectangle(100_000, 100_000));
        pdf.page().setCropBox(new PDRectangle(100_000, 100_000));
        Path file = pdf.save(folder, "huge.pdf");
        PdfLimits limits = PdfLimits.standard();
        try (PdfSource source =
                PdfSource.open(
                        file,
                        "",
                        new PdfLimits(10, 10, 10_000, limits.scratchBytes(), limits.time()))) {
            assertThat(texts(source.read(1))).containsExactly("small");
            assertThat(source.render(1, 300, 0))
                    .hasValueSatisfying(
                            image ->
                                    assertThat(image.getWidth() * image.getHeight())
                                            .isBetween(1000, 11_000));
        }
    }

    @Test
    void aLimitLeavesAPartialPage() {
        Path file = new TestPdf().lines(50, 50, "more than ten glyphs").save(folder, "many.pdf");
        PdfLimits limits = PdfLimits.standard();
        try (PdfSource source =
                PdfSource.open(
                        file,
                        "",
                        new PdfLimits(10, 10, 10_000, limits.scratchBytes(), limits.time()))) {
            PdfPage page = source.read(1);
            assertThat(page.status()).isInstanceOf(PageStatus.Partial.class);
            assertThat(texts(page)).containsExactly("more", "than");
        }
    }
}
