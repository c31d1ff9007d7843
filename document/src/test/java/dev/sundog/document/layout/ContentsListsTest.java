package dev.sundog.document.layout;

import static dev.sundog.document.TestPdf.BOLD;
import static dev.sundog.document.TestPdf.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.Reading;
import dev.sundog.document.TestPdf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Tables of contents stay lists of lines, and tables whose dots lead to amounts stay tables. */
class ContentsListsTest {
    private static final double EDGE = 500;

    @TempDir private Path folder;

    private List<String> read(TestPdf pdf) {
        return Reading.of(pdf, folder).lines();
    }

    /** A number, a title, spaced dots on a grid up to the edge, and a page that ends there. */
    private static void row(
            TestPdf pdf, double x, double y, String number, String title, String end) {
        pdf.text(x, y, 10, PLAIN, number);
        pdf.text(x + 30, y, 10, PLAIN, title);
        double from = x + 30 + TestPdf.width(PLAIN, 10, title) + 6;
        double stop = EDGE - TestPdf.width(PLAIN, 10, end);
        for (double dot = Math.ceil(from / 5) * 5; dot < stop - 4; dot += 5) {
            pdf.text(dot, y, 10, PLAIN, ".");
        }
        pdf.text(stop, y, 10, PLAIN, end);
    }

    private static String words(String line) {
        return line.replaceAll("(?: \\.)+", " …");
    }

    @Test
    void spacedDotsLeadToPages() {
        TestPdf pdf = new TestPdf();
        pdf.text(60, 100, 10, BOLD, "1");
        pdf.text(75, 100, 10, BOLD, "The country");
        pdf.text(EDGE - TestPdf.width(BOLD, 10, "3"), 100, 10, BOLD, "3");
        row(pdf, 75, 115, "1.1", "Rivers", "3");
        row(pdf, 75, 130, "1.2", "Towns on the coast and in the hills", "9");
        row(pdf, 75, 145, "1.3", "Roads", "12");
        row(pdf, 75, 160, "1.4", "Bridges", "104");
        assertThat(read(pdf))
                .singleElement()
                .satisfies(
                        list ->
                                assertThat(words(list))
                                        .isEqualTo(
                                                """
                                                index: 1 The country 3
                                                1.1 Rivers … 3
                                                1.2 Towns on the coast and in the hills … 9
                                                1.3 Roads … 12
                                                1.4 Bridges … 104\
                                                """));
    }

    @Test
    void amountsThatDotsLeadToAreATable() {
        TestPdf pdf = new TestPdf();
        row(pdf, 60, 100, "a", "Taxes", "812");
        row(pdf, 60, 115, "b", "Fees", "95");
        row(pdf, 60, 130, "c", "Gifts", "310");
        row(pdf, 60, 145, "d", "Loans", "42");
        assertThat(read(pdf))
                .containsExactly("table: a\tTaxes\t812\nb\tFees\t95\nc\tGifts\t310\nd\tLoans\t42");
    }

    @Test
    void aBoldSectionNumberStaysWithItsTitle() {
        TestPdf pdf = new TestPdf();
        pdf.text(60, 100, 14, BOLD, "1.2");
        pdf.text(60 + 14 * 3.2, 100, 14, BOLD, "What one needs");
        pdf.prose(60, 130, 400, Reading.prose("Text", 60));
        assertThat(read(pdf)).first().isEqualTo("heading2: 1.2 What one needs");
    }

    @Test
    void aTitleOverTwoColumnsIsOneLineThoughASpaceOfItStandsOverTheGutter() {
        TestPdf pdf = new TestPdf();
        double gutter = 297;
        pdf.text(
                gutter - 2 - TestPdf.width(BOLD, 16, "On needles in the"),
                90,
                16,
                BOLD,
                "On needles in the haystack of pictures");
        pdf.prose(60, 140, 225, Reading.prose("West", 120));
        pdf.prose(310, 140, 225, Reading.prose("East", 120));
        assertThat(read(pdf))
                .containsExactly(
                        "heading1: On needles in the haystack of pictures",
                        "paragraph: " + Reading.prose("West", 120),
                        "paragraph: " + Reading.prose("East", 120));
    }
}
