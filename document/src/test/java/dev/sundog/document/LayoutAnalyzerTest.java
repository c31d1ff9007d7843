package dev.sundog.document;

import static dev.sundog.document.TestPdf.BOLD;
import static dev.sundog.document.TestPdf.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class LayoutAnalyzerTest {
    private static final AnalyzerOptions OPTIONS =
            AnalyzerOptions.builder().ocr(AnalyzerOptions.Ocr.OFF).threads(2).build();

    @TempDir private Path folder;

    private Document analyze(TestPdf pdf) {
        return new LayoutAnalyzer(OPTIONS).analyze(pdf.save(folder, "a.pdf"));
    }

    /** Category and text of every element, a line each. */
    private static List<String> elements(Document document) {
        return document.elements()
                .map(element -> element.category().label() + ": " + element.content().text())
                .toList();
    }

    @Test
    void columnsAreReadOneAfterTheOtherAndAWordDividedBetweenThemIsWhole() {
        TestPdf pdf = new TestPdf().text(60, 80, 18, BOLD, "On Reading");
        pdf.lines(
                315,
                120,
                "ter of the other column and",
                "goes on there until it has",
                "come to its end.",
                "Nothing else follows here",
                "but these two last lines.");
        pdf.lines(
                60,
                120,
                "The left column comes first",
                "although it was drawn after",
                "the right one, as writers",
                "of files like to do. It ends",
                "in the middle, at the let-");
        assertThat(elements(analyze(pdf)))
                .containsExactly(
                        "heading1: On Reading",
                        "paragraph: The left column comes first although it was drawn after the"
                            + " right one, as writers of files like to do. It ends in the middle,"
                            + " at the letter of the other column and goes on there until it has"
                            + " come to its end. Nothing else follows here but these two last"
                            + " lines.");
    }

    @Test
    void columnsThatNearlyTouchAreStillColumns() throws IOException {
        TestPdf pdf = new TestPdf();
        String left = "and so the left side goes on, as";
        String right = "while on the right it goes on too,";
        double x = 60 + width(left) + 5;
        for (int i = 0; i < 8; i++) {
            pdf.text(60, 100 + 12 * i, 10, PLAIN, left).text(x, 100 + 12 * i, 10, PLAIN, right);
        }
        assertThat(elements(analyze(pdf)).getFirst())
                .startsWith("paragraph: " + left + " " + left)
                .endsWith(right + " " + right);
    }

    /** Width of a line of ten points. */
    private static double width(String text) throws IOException {
        return PLAIN.getStringWidth(text) / 100;
    }

    @Test
    void headingsHaveLevelsBySizeAndNumber() {
        TestPdf pdf = new TestPdf().text(60, 120, 20, BOLD, "The Whole");
        pdf.lines(
                60, 150, "Some text that stands under the title of the whole", "and says little.");
        pdf.text(60, 200, 13, BOLD, "1. A Part");
        pdf.lines(60, 220, "Some text that stands under the title of a part", "and says less.");
        pdf.text(60, 270, 11, BOLD, "1.1 A Detail");
        pdf.lines(60, 290, "Some text that stands under the detail, and says", "next to nothing.");
        assertThat(analyze(pdf).elements().map(Element::category))
                .containsExactly(
                        Category.HEADING1,
                        Category.PARAGRAPH,
                        Category.HEADING2,
                        Category.PARAGRAPH,
                        Category.HEADING2,
                        Category.PARAGRAPH);
    }

    @Test
    void listsKeepTheirMarkers() {
        TestPdf pdf = new TestPdf().lines(60, 100, "What is needed for the work of this day:");
        pdf.lines(70, 130, "1. bread that was baked", "2. butter", "3. salt");
        Element list =
                analyze(pdf)
                        .elements()
                        .filter(element -> element.category() == Category.LIST)
                        .findFirst()
                        .orElseThrow();
        Content.Items items = (Content.Items) list.content();
        assertThat(items.ordered()).isTrue();
        assertThat(items.items())
                .extracting(Content.Item::marker)
                .containsExactly("1.", "2.", "3.");
        assertThat(items.items().getFirst().text().text()).isEqualTo("bread that was baked");
    }

    @Test
    void whatPagesRepeatIsHeaderAndFooter() {
        TestPdf pdf = new TestPdf();
        for (int page = 1; page <= 4; page++) {
            if (page > 1) {
                pdf.newPage();
            }
            pdf.text(60, 100, 10, PLAIN, "A Study of Repetition");
            pdf.lines(
                    60,
                    140,
                    "Page " + page + " has a text of its own that nobody repeats,",
                    "word by word.");
            pdf.text(290, 760, 10, PLAIN, "- " + page + " -");
        }
        assertThat(analyze(pdf).pages())
                .allSatisfy(
                        page ->
                                assertThat(page.elements())
                                        .extracting(Element::category)
                                        .containsExactly(
                                                Category.HEADER,
                                                Category.PARAGRAPH,
                                                Category.FOOTER));
    }

    @Test
    void aParagraphOverAPageBreakIsOne() {
        TestPdf pdf = new TestPdf();
        pdf.lines(
                60,
                700,
                "This paragraph begins at the foot of the first page and is",
                "not at its end when the page");
        pdf.newPage().lines(60, 100, "ends, so the next page has its rest.", "It ends here.");
        Document document = analyze(pdf);
        assertThat(document.pages().getFirst().elements())
                .singleElement()
                .satisfies(
                        element ->
                                assertThat(element.content().text())
                                        .endsWith(
                                                "when the page ends, so the next page has its rest."
                                                        + " It ends here."));
        assertThat(document.pages().get(1).elements()).isEmpty();
    }

    @Test
    void aDropCapBelongsToItsWord() {
        TestPdf pdf = new TestPdf().text(60, 118, 28, PLAIN, "O");
        pdf.lines(84, 100, "nce there was a letter that was", "larger than all the others, and it");
        pdf.lines(60, 124, "stood in front of them all the same, as it", "had always done.");
        assertThat(elements(analyze(pdf)).getFirst()).startsWith("paragraph: Once there was");
    }

    @Test
    void raisedMarksAreSuperscripts() throws IOException {
        String claim = "A claim that needs a note.";
        TestPdf pdf = new TestPdf().text(60, 100, 10, PLAIN, claim);
        pdf.text(60 + width(claim), 96, 6, PLAIN, "12")
                .text(60, 112, 10, PLAIN, "And another claim.");
        Content.Text text =
                (Content.Text) analyze(pdf).elements().findFirst().orElseThrow().content();
        assertThat(text.text()).isEqualTo("A claim that needs a note.12 And another claim.");
        assertThat(text.runs())
                .filteredOn(run -> run.rise() == 1)
                .singleElement()
                .satisfies(run -> assertThat(run.text()).isEqualTo("12"));
    }

    @Test
    void aCaptionKnowsItsFigure() {
        TestPdf pdf =
                new TestPdf()
                        .lines(
                                60,
                                60,
                                "A picture is below, and this is the text above it",
                                "on the page.");
        pdf.run(
                out -> {
                    for (int i = 0; i < 20; i++) {
                        out.moveTo(100 + 5 * i, 500);
                        out.lineTo(150 + 4 * i, 600 + i);
                        out.stroke();
                    }
                });
        pdf.text(100, 360, 9, PLAIN, "Figure 1: Lines that lean.");
        Document document = analyze(pdf);
        Element figure =
                document.elements()
                        .filter(e -> e.category() == Category.FIGURE)
                        .findFirst()
                        .orElseThrow();
        Element caption =
                document.elements()
                        .filter(e -> e.category() == Category.CAPTION)
                        .findFirst()
                        .orElseThrow();
        assertThat(caption.parent()).hasValue(figure.id());
        assertThat(((Content.Picture) figure.content()).png()).isPresent();
    }

    @Test
    void pagesAreChosenAndStreamedInOrderWhateverTheThreads() {
        TestPdf pdf = new TestPdf().lines(60, 100, "page 1");
        for (int page = 2; page <= 30; page++) {
            pdf.newPage().lines(60, 100 + page, "page " + page);
        }
        Path file = pdf.save(folder, "many.pdf");
        List<Page> streamed = new ArrayList<>();
        AnalyzerOptions chosen =
                OPTIONS.toBuilder().pages(PageRanges.parse("2-11,20-")).threads(3).build();
        new LayoutAnalyzer(chosen).analyze(file, streamed::add);
        assertThat(streamed).hasSize(21);
        assertThat(streamed).extracting(Page::number).isSorted();
        Document one = new LayoutAnalyzer(chosen.toBuilder().threads(1).build()).analyze(file);
        assertThat(one.pages()).isEqualTo(streamed);
        assertThatThrownBy(
                        () ->
                                new LayoutAnalyzer(
                                                OPTIONS.toBuilder()
                                                        .pages(PageRanges.parse("40"))
                                                        .build())
                                        .analyze(file))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("30 pages");
    }

    @Test
    void rangesThatAreNoneAreRefused() {
        for (String text : new String[] {"", "0", "3-1", "a", "1--2"}) {
            assertThatThrownBy(() -> PageRanges.parse(text)).isInstanceOf(SundogException.class);
        }
        assertThat(PageRanges.parse("2-3, 5-").of(6)).containsExactly(2, 3, 5, 6);
    }
}
