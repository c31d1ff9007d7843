package dev.sundog.document.layout;

import static dev.sundog.document.Reading.prose;
import static dev.sundog.document.TestPdf.BOLD;
import static dev.sundog.document.TestPdf.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.Reading;
import dev.sundog.document.TestPdf;
import dev.sundog.document.tree.Category;

import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Headings and their levels: by font, by number, by bookmark. */
class HeadingsTest {
    @TempDir private Path folder;

    /** Headings with prose below each, as lines of the reading without the prose. */
    private Reading sections(Object... sizesAndTitles) {
        TestPdf pdf = new TestPdf();
        double y = 80;
        for (int i = 0; i < sizesAndTitles.length; i += 2) {
            double size = ((Number) sizesAndTitles[i]).doubleValue();
            pdf.text(60, y + size, size, BOLD, (String) sizesAndTitles[i + 1]);
            y = pdf.prose(60, y + size + 20, 475, prose("Under" + i, 70)) + 14;
        }
        return Reading.of(pdf, folder);
    }

    @Test
    void largerIsHigher() {
        Reading reading =
                sections(22, "The Book", 16, "A Chapter", 12, "A Section", 16, "Another Chapter");
        assertThat(reading.lines())
                .filteredOn(line -> line.startsWith("heading"))
                .containsExactly(
                        "heading1: The Book",
                        "heading2: A Chapter",
                        "heading3: A Section",
                        "heading2: Another Chapter");
    }

    @Test
    void depthOfTheNumberIsTheLevelWhereSizesAreAlike() {
        Reading reading =
                sections(12, "1 First", 12, "1.1 Inner", 12, "1.1.1 Innermost", 12, "2 Second");
        assertThat(reading.lines())
                .filteredOn(line -> line.startsWith("heading"))
                .containsExactly(
                        "heading1: 1 First",
                        "heading2: 1.1 Inner",
                        "heading3: 1.1.1 Innermost",
                        "heading1: 2 Second");
    }

    @Test
    void aBoldWordWithinTheTextIsNoHeading() {
        TestPdf pdf = new TestPdf().text(60, 100, 10, BOLD, "Note");
        pdf.text(60 + TestPdf.width(BOLD, 10, "Note "), 100, 10, PLAIN, "that this line goes on.");
        pdf.prose(60, 112, 475, prose("and", 40));
        assertThat(Reading.of(pdf, folder).lines())
                .containsExactly("paragraph: Note that this line goes on. " + prose("and", 40));
    }

    @Test
    void aHeadingOfTwoLinesIsOne() {
        TestPdf pdf = new TestPdf();
        pdf.text(60, 100, 18, BOLD, "On the Crossing of Rivers in the");
        pdf.text(60, 122, 18, BOLD, "Early Light of Winter Mornings");
        pdf.prose(60, 160, 475, prose("Text", 80));
        assertThat(Reading.of(pdf, folder).lines())
                .containsExactly(
                        "heading1: On the Crossing of Rivers in the Early Light of Winter Mornings",
                        "paragraph: " + prose("Text", 80));
    }

    @Test
    void aHeadingOfItsOwnColumnIsReadThere() {
        TestPdf pdf = new TestPdf();
        pdf.text(310, 100, 13, BOLD, "Right Head");
        pdf.prose(310, 120, 225, prose("Right", 60));
        pdf.text(60, 100, 13, BOLD, "Left Head");
        pdf.prose(60, 120, 225, prose("Left", 60));
        assertThat(Reading.of(pdf, folder).lines())
                .containsExactly(
                        "heading1: Left Head",
                        "paragraph: " + prose("Left", 60),
                        "heading1: Right Head",
                        "paragraph: " + prose("Right", 60));
    }

    @Test
    void bookmarksMakeHeadingsOfPlainLines() {
        TestPdf pdf = new TestPdf();
        PDDocumentOutline outline = new PDDocumentOutline();
        pdf.document().getDocumentCatalog().setDocumentOutline(outline);
        PDOutlineItem part = bookmark(pdf, "Of Beginnings");
        outline.addLast(part);
        part.addLast(bookmark(pdf, "Of Small Beginnings"));
        pdf.text(60, 90, 10, PLAIN, "Of Beginnings");
        double y = pdf.prose(60, 112, 475, prose("One", 60)) + 14;
        pdf.text(60, y, 10, PLAIN, "Of Small Beginnings");
        pdf.prose(60, y + 22, 475, prose("Two", 60));
        assertThat(Reading.of(pdf, folder).lines())
                .containsExactly(
                        "heading1: Of Beginnings",
                        "paragraph: " + prose("One", 60),
                        "heading2: Of Small Beginnings",
                        "paragraph: " + prose("Two", 60));
    }

    private static PDOutlineItem bookmark(TestPdf pdf, String title) {
        PDOutlineItem item = new PDOutlineItem();
        item.setTitle(title);
        item.setDestination(pdf.page());
        return item;
    }

    @Test
    void koreanChaptersAreHeadings() {
        TestPdf pdf = new TestPdf();
        PDFont font = pdf.font("truetype/nanum/NanumGothic.ttf");
        PDFont bold = pdf.font("truetype/nanum/NanumGothicBold.ttf");
        pdf.text(60, 100, 16, bold, "제1장 다리를 건너는 사람들");
        pdf.text(60, 130, 10, font, "아침에 강을 건너는 사람들은 모두 조용히 걸었다. 그리고 시장에서 멈추었다.");
        pdf.text(60, 145, 10, font, "겨울의 다리는 오래되었고 아무도 그 이름을 기억하지 못하였다.");
        assertThat(Reading.of(pdf, folder).of(Category.HEADING1))
                .singleElement()
                .satisfies(
                        heading ->
                                assertThat(heading.content().text()).isEqualTo("제1장 다리를 건너는 사람들"));
    }

    @Test
    void levelsHoldOverPages() {
        TestPdf pdf = new TestPdf();
        for (int page = 1; page <= 12; page++) {
            if (page > 1) {
                pdf.newPage();
            }
            double size = page % 3 == 1 ? 18 : 13;
            pdf.text(
                    60, 90 + page, size, BOLD, (page % 3 == 1 ? "Part " : "Piece ") + "of " + page);
            pdf.prose(60, 130 + page, 475, prose("Page" + page, 200));
        }
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.of(Category.HEADING1)).hasSize(4);
        assertThat(reading.of(Category.HEADING2)).hasSize(8);
    }
}
