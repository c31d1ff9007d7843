package dev.sundog.document.layout;

import static dev.sundog.document.Reading.prose;
import static dev.sundog.document.TestPdf.BOLD;
import static dev.sundog.document.TestPdf.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.Reading;
import dev.sundog.document.TestPdf;
import dev.sundog.document.tree.Category;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pages of columns: what belongs together and in which order it is read. */
class ColumnsTest {
    private static final double LEFT = 60;
    private static final double RIGHT = 310;
    private static final double COLUMN = 225;
    private static final double PAGE = 475;

    @TempDir private Path folder;

    private List<String> read(TestPdf pdf) {
        return Reading.of(pdf, folder).lines();
    }

    @Test
    void oneColumnOfParagraphs() {
        TestPdf pdf = new TestPdf();
        double y = pdf.prose(LEFT, 100, PAGE, prose("First", 60)) + 8;
        y = pdf.prose(LEFT, y, PAGE, prose("Second", 70)) + 8;
        pdf.prose(LEFT, y, PAGE, prose("Third", 30));
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: " + prose("First", 60),
                        "paragraph: " + prose("Second", 70),
                        "paragraph: " + prose("Third", 30));
    }

    @Test
    void firstLineIndentsBeginParagraphs() {
        TestPdf pdf = new TestPdf();
        double y = pdf.prose(LEFT, 100, PAGE, prose("Opening", 60));
        pdf.text(
                LEFT + 15,
                y,
                10,
                PLAIN,
                "Indented here a paragraph begins that has several lines, as one");
        pdf.prose(LEFT, y + 12, PAGE, prose("sees,", 50));
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: " + prose("Opening", 60),
                        "paragraph: Indented here a paragraph begins that has several lines, as one"
                                + " "
                                + prose("sees,", 50));
    }

    @Test
    void threeColumnsUnderATitleWhateverTheDrawingOrder() {
        TestPdf pdf = new TestPdf();
        double width = 145;
        List<String> names = List.of("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta");
        for (int i : new int[] {5, 2, 0, 4, 1, 3}) {
            double x = LEFT + (i / 2) * (width + 20);
            pdf.prose(x, 140 + (i % 2) * 140, width, prose(names.get(i), 50));
        }
        pdf.text(LEFT, 100, 20, BOLD, "A Title over Three Columns");
        List<String> expected = new ArrayList<>(List.of("heading1: A Title over Three Columns"));
        names.forEach(name -> expected.add("paragraph: " + prose(name, 50)));
        assertThat(read(pdf)).isEqualTo(expected);
    }

    @Test
    void aFigureOverBothColumnsPartsThem() {
        TestPdf pdf = new TestPdf();
        pdf.prose(RIGHT, 100, COLUMN, prose("Northeast", 60));
        pdf.prose(LEFT, 480, COLUMN, prose("Southwest", 60));
        pdf.drawing(LEFT, 300, LEFT + PAGE, 420);
        pdf.text(LEFT, 436, 9, PLAIN, "Figure 1: What stands between.");
        pdf.prose(LEFT, 100, COLUMN, prose("Northwest", 60));
        pdf.prose(RIGHT, 480, COLUMN, prose("Southeast", 60));
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: " + prose("Northwest", 60),
                        "paragraph: " + prose("Northeast", 60),
                        "figure: ",
                        "caption: Figure 1: What stands between.",
                        "paragraph: " + prose("Southwest", 60),
                        "paragraph: " + prose("Southeast", 60));
    }

    @Test
    void aFigureInsideAColumnStaysInIt() {
        TestPdf pdf = new TestPdf();
        pdf.prose(LEFT, 100, COLUMN, prose("Above", 60));
        pdf.drawing(LEFT, 300, LEFT + COLUMN, 400);
        pdf.text(LEFT, 415, 9, PLAIN, "Figure 2: Inside.");
        pdf.prose(LEFT, 450, COLUMN, prose("Below", 60));
        pdf.prose(RIGHT, 100, COLUMN, prose("Beside", 170));
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: " + prose("Above", 60),
                        "figure: ",
                        "caption: Figure 2: Inside.",
                        "paragraph: " + prose("Below", 60),
                        "paragraph: " + prose("Beside", 170));
    }

    @Test
    void aTableInsideAColumnStaysInIt() {
        TestPdf pdf = new TestPdf();
        pdf.prose(RIGHT, 100, COLUMN, prose("Beside", 170));
        pdf.prose(LEFT, 100, COLUMN, prose("Above", 60));
        String[][] rows = {{"City", "People"}, {"Ulm", "126"}, {"Bonn", "330"}};
        pdf.table(LEFT, 300, COLUMN, rows);
        pdf.prose(LEFT, 400, COLUMN, prose("Below", 60));
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: " + prose("Above", 60),
                        "table: City\tPeople\nUlm\t126\nBonn\t330",
                        "paragraph: " + prose("Below", 60),
                        "paragraph: " + prose("Beside", 170));
    }

    @Test
    void aSidebarIsNotMixedIntoTheText() {
        TestPdf pdf = new TestPdf();
        pdf.prose(430, 200, 110, 8, PLAIN, prose("Aside", 40));
        double y = pdf.prose(LEFT, 100, 340, prose("Main", 120)) + 8;
        pdf.prose(LEFT, y, 340, prose("Further", 120));
        List<String> lines = read(pdf);
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "paragraph: " + prose("Main", 120),
                        "paragraph: " + prose("Further", 120),
                        "paragraph: " + prose("Aside", 40));
        assertThat(lines.indexOf("paragraph: " + prose("Main", 120)))
                .isLessThan(lines.indexOf("paragraph: " + prose("Further", 120)));
    }

    @Test
    void aLineUpTheMarginDoesNotDisturbTheColumns() {
        TestPdf pdf = new TestPdf();
        pdf.run(
                out -> {
                    out.beginText();
                    out.setFont(PLAIN, 14);
                    out.setTextMatrix(
                            org.apache.pdfbox.util.Matrix.getRotateInstance(Math.PI / 2, 30, 300));
                    out.showText("Preprint 2026 of the society");
                    out.endText();
                });
        pdf.prose(LEFT, 100, COLUMN, prose("Alpha", 150));
        pdf.prose(RIGHT, 100, COLUMN, prose("Beta", 150));
        List<String> lines = new ArrayList<>(read(pdf));
        assertThat(lines.removeIf(line -> line.endsWith("Preprint 2026 of the society"))).isTrue();
        assertThat(lines)
                .containsExactly(
                        "paragraph: " + prose("Alpha", 150), "paragraph: " + prose("Beta", 150));
    }

    @Test
    void aWatermarkAcrossThePageDoesNotBreakItsParagraphs() {
        TestPdf pdf = new TestPdf();
        pdf.run(
                out -> {
                    out.saveGraphicsState();
                    out.setNonStrokingColor(0.9f);
                    out.beginText();
                    out.setFont(BOLD, 90);
                    out.setTextMatrix(
                            org.apache.pdfbox.util.Matrix.getRotateInstance(Math.PI / 4, 150, 300));
                    out.showText("DRAFT");
                    out.endText();
                    out.restoreGraphicsState();
                });
        double y = pdf.prose(LEFT, 100, PAGE, prose("Alpha", 300)) + 8;
        pdf.prose(LEFT, y, PAGE, prose("Beta", 300));
        List<String> lines = new ArrayList<>(read(pdf));
        assertThat(lines.removeIf(line -> line.endsWith(": DRAFT"))).isTrue();
        assertThat(lines)
                .containsExactly(
                        "paragraph: " + prose("Alpha", 300), "paragraph: " + prose("Beta", 300));
    }

    @Test
    void aParagraphGoesOnInTheNextColumnPastAFigure() {
        TestPdf pdf = new TestPdf();
        pdf.drawing(RIGHT, 90, RIGHT + COLUMN, 190);
        pdf.text(RIGHT, 205, 9, PLAIN, "Figure 3: On top.");
        pdf.lines(RIGHT, 230, "came to the end of it after all and", "went home to sleep.");
        pdf.prose(RIGHT, 270, COLUMN, prose("Other", 60));
        double y = pdf.prose(LEFT, 100, COLUMN, prose("Before", 120)) + 8;
        pdf.lines(
                LEFT, y, "What was begun on this side of the", "page by somebody else in a hurry");
        assertThat(read(pdf))
                .contains(
                        "paragraph: What was begun on this side of the page by somebody else in a"
                                + " hurry came to the end of it after all and went home to sleep.");
    }

    @Test
    void aParagraphGoesOnOverAPageBreakWithHeaderFooterAndNote() {
        TestPdf pdf = new TestPdf();
        for (int page = 1; page <= 4; page++) {
            if (page > 1) {
                pdf.newPage();
            }
            pdf.text(LEFT, 50, 9, PLAIN, "Annals of the Bridge");
            pdf.text(290, 800, 9, PLAIN, String.valueOf(page));
            double y = 100;
            if (page == 3) {
                pdf.lines(
                        LEFT,
                        y,
                        "and ended on the page after, past a note and two",
                        "lines of furniture.");
                y += 32;
            }
            y = pdf.prose(LEFT, y, PAGE, prose("Chapter" + page, 300)) + 8;
            if (page == 2) {
                pdf.lines(LEFT, y, "One sentence was begun on the second of the pages");
                pdf.text(
                        LEFT,
                        770,
                        7,
                        PLAIN,
                        "1 A note at the foot that says where all this was found.");
            }
        }
        List<String> lines = read(pdf);
        assertThat(lines)
                .contains(
                        "paragraph: One sentence was begun on the second of the pages and ended on"
                                + " the page after, past a note and two lines of furniture.")
                .contains("footnote: 1 A note at the foot that says where all this was found.");
        assertThat(lines)
                .filteredOn(line -> line.equals("header: Annals of the Bridge"))
                .hasSize(4);
        assertThat(lines).filteredOn(line -> line.startsWith("footer: ")).hasSize(4);
    }

    @Test
    void aParagraphDoesNotSwallowTheNextOne() {
        TestPdf pdf = new TestPdf();
        pdf.prose(LEFT, 100, PAGE, prose("Ended", 60));
        pdf.newPage();
        pdf.prose(LEFT, 100, PAGE, prose("Begun", 60));
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: " + prose("Ended", 60), "paragraph: " + prose("Begun", 60));
    }

    @Test
    void captionsBelongToWhatTheyStandBy() {
        TestPdf pdf = new TestPdf();
        pdf.prose(LEFT, 80, PAGE, prose("Text", 60));
        pdf.text(LEFT, 180, 9, PLAIN, "Table 1: Cities.");
        String[][] rows = {{"City", "People"}, {"Ulm", "126"}, {"Bonn", "330"}};
        pdf.table(LEFT, 190, COLUMN, rows);
        pdf.drawing(LEFT, 300, LEFT + COLUMN, 400);
        pdf.text(LEFT, 415, 9, PLAIN, "Figure 1: A drawing.");
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.of(Category.CAPTION))
                .extracting(caption -> caption.parent().orElseThrow())
                .containsExactly(
                        reading.of(Category.TABLE).getFirst().id(),
                        reading.of(Category.FIGURE).getFirst().id());
    }
}
