package dev.sundog.document.layout;

import static dev.sundog.document.Reading.prose;
import static dev.sundog.document.TestPdf.BOLD;
import static dev.sundog.document.TestPdf.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.Reading;
import dev.sundog.document.TestPdf;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Element;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** What stands at the head and foot of pages. */
class FurnitureTest {
    @TempDir private Path folder;

    private static List<String> texts(Reading reading, Category category) {
        return reading.of(category).stream()
                .map(Element::content)
                .map(content -> content.text())
                .toList();
    }

    @Test
    void leftAndRightPagesHaveTheirOwnHeads() {
        TestPdf pdf = new TestPdf();
        for (int page = 1; page <= 8; page++) {
            if (page > 1) {
                pdf.newPage();
            }
            boolean left = page % 2 == 0;
            pdf.text(60, 60, 9, PLAIN, left ? page + " The Book of Bridges" : "Of Ropes");
            if (!left) {
                pdf.text(520, 60, 9, PLAIN, String.valueOf(page));
            }
            pdf.prose(60, 100, 475, prose("Page" + page, 300));
        }
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.document().pages())
                .allSatisfy(
                        page ->
                                assertThat(page.elements())
                                        .filteredOn(e -> e.category() != Category.HEADER)
                                        .extracting(Element::category)
                                        .containsExactly(Category.PARAGRAPH));
        assertThat(texts(reading, Category.HEADER))
                .contains("2 The Book of Bridges", "8 The Book of Bridges")
                .anyMatch(text -> text.startsWith("Of Ropes"));
    }

    @Test
    void romanPageNumbersRepeatToo() {
        TestPdf pdf = new TestPdf();
        for (String number : new String[] {"ii", "iii", "iv", "v"}) {
            if (!number.equals("ii")) {
                pdf.newPage();
            }
            pdf.prose(60, 100, 475, prose("Page" + number, 200));
            pdf.text(295, 800, 9, PLAIN, number);
        }
        assertThat(texts(Reading.of(pdf, folder), Category.FOOTER))
                .containsExactly("ii", "iii", "iv", "v");
    }

    @Test
    void aBoldTitleThatOnlyOnePageHasIsNoHeader() {
        TestPdf pdf = new TestPdf();
        for (int page = 1; page <= 4; page++) {
            if (page > 1) {
                pdf.newPage();
            }
            pdf.text(60, 70, 16, BOLD, "Title Number " + "abcd".charAt(page - 1));
            pdf.prose(60, 110, 475, prose("Page" + page, 200));
        }
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.of(Category.HEADING1)).hasSize(4);
        assertThat(reading.of(Category.HEADER)).isEmpty();
    }

    @Test
    void aTableOnEveryPageIsNoFurniture() {
        TestPdf pdf = new TestPdf();
        for (int page = 1; page <= 4; page++) {
            if (page > 1) {
                pdf.newPage();
            }
            String[][] rows = {{"City", "People"}, {"Ulm", "12" + page}, {"Bonn", "33" + page}};
            pdf.prose(60, 100, 475, prose("Page" + page, 100));
            pdf.table(60, 300, 300, rows);
            pdf.prose(60, 400, 475, prose("End" + page, 100));
        }
        assertThat(Reading.of(pdf, folder).of(Category.TABLE)).hasSize(4);
    }
}
