package dev.sundog.document.layout;

import static dev.sundog.document.Reading.prose;
import static dev.sundog.document.TestPdf.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.Reading;
import dev.sundog.document.TestPdf;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Lists: markers, entries of several lines, levels. */
class ListsTest {
    @TempDir private Path folder;

    private static List<String> items(Reading reading, int index) {
        Content.Items items = (Content.Items) reading.of(Category.LIST).get(index).content();
        return items.items().stream()
                .map(item -> item.level() + "|" + item.marker() + "|" + item.text().text())
                .toList();
    }

    @Test
    void bulletsApartFromTheirEntriesOfTwoLines() {
        TestPdf pdf = new TestPdf();
        double y = pdf.prose(60, 100, 475, prose("Before", 40)) + 6;
        String[][] entries = {
            {"the first entry of them, which is longer than", "one line of its list"},
            {"the second, which is not"},
            {"the third, which is again as long as the first and", "ends only here"}
        };
        for (String[] entry : entries) {
            pdf.text(66, y, 10, PLAIN, "\u2022");
            for (String line : entry) {
                pdf.text(80, y, 10, PLAIN, line);
                y += 12;
            }
        }
        pdf.prose(60, y + 8, 475, prose("After", 40));
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.document().elements().map(e -> e.category().label()))
                .containsExactly("paragraph", "list", "paragraph");
        assertThat(items(reading, 0))
                .containsExactly(
                        "0|\u2022|the first entry of them, which is longer than one line of its"
                                + " list",
                        "0|\u2022|the second, which is not",
                        "0|\u2022|the third, which is again as long as the first and ends only"
                                + " here");
    }

    @Test
    void nestedEntriesHaveLevels() {
        TestPdf pdf = new TestPdf().lines(60, 100, "This is what has to be packed today:");
        double y = 120;
        String[] lines = {"0\u2022 clothes", "1- a coat", "1- two hats", "0\u2022 books"};
        for (String line : lines) {
            pdf.text(66 + 20 * (line.charAt(0) - '0'), y, 10, PLAIN, line.substring(1));
            y += 12;
        }
        assertThat(items(Reading.of(pdf, folder), 0))
                .containsExactly(
                        "0|\u2022|clothes", "1|-|a coat", "1|-|two hats", "0|\u2022|books");
    }

    @Test
    void lettersAndNumbersCount() {
        TestPdf pdf = new TestPdf().lines(60, 100, "These are the rules of the house:");
        pdf.lines(70, 124, "(a) nobody sings", "(b) nobody whistles", "(c) everybody may hum");
        pdf.lines(60, 180, "And these are those of the garden, which is larger:");
        pdf.lines(70, 204, "8. no ladders", "9. no ropes", "10. no saws");
        Reading reading = Reading.of(pdf, folder);
        assertThat(items(reading, 0))
                .containsExactly(
                        "0|(a)|nobody sings", "0|(b)|nobody whistles", "0|(c)|everybody may hum");
        assertThat(items(reading, 1))
                .containsExactly("0|8.|no ladders", "0|9.|no ropes", "0|10.|no saws");
    }

    @Test
    void aListOfOneColumnStaysInIt() {
        TestPdf pdf = new TestPdf();
        pdf.prose(310, 100, 225, prose("Right", 120));
        pdf.lines(60, 100, "What is on this side:");
        pdf.lines(66, 116, "1. one thing of this side", "2. another thing of it", "3. and a third");
        pdf.prose(60, 168, 225, prose("Left", 60));
        assertThat(Reading.of(pdf, folder).lines())
                .containsExactly(
                        "paragraph: What is on this side:",
                        "list: 1. one thing of this side\n2. another thing of it\n3. and a third",
                        "paragraph: " + prose("Left", 60),
                        "paragraph: " + prose("Right", 120));
    }

    @Test
    void aYearAtTheBeginningOfALineIsNoMarker() {
        TestPdf pdf = new TestPdf();
        pdf.lines(
                60,
                100,
                "The bridge was opened in the spring of the year",
                "1907. After that nothing happened until the end of",
                "1911. Then it fell.");
        assertThat(Reading.of(pdf, folder).lines())
                .containsExactly(
                        "paragraph: The bridge was opened in the spring of the year 1907. After"
                                + " that nothing happened until the end of 1911. Then it fell.");
    }
}
