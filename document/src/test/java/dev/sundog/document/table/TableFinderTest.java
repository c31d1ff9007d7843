package dev.sundog.document.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Ruling;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.TableGrid;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables on pages made of words and rulings at known places. */
class TableFinderTest {
    private static final double WIDTH = 400;
    private static final double HEIGHT = 300;
    private static final double SIZE = 10;

    private final List<Word> words = new ArrayList<>();
    private final List<Ruling> rulings = new ArrayList<>();

    /** Words of a text, letters half as wide as high, the top at {@code y}. */
    private void text(double x, double y, String text) {
        double at = x;
        for (String word : text.split(" ")) {
            Box box = new Box(at, y, at + word.length() * SIZE / 2, y + SIZE);
            words.add(
                    new Word(
                            word,
                            box,
                            y + 8,
                            SIZE,
                            "F",
                            false,
                            false,
                            0,
                            1,
                            words.size(),
                            Optional.empty(),
                            Word.Following.UNKNOWN));
            at = box.x1() + SIZE / 4;
        }
    }

    private void across(double y, double from, double to) {
        rulings.add(new Ruling(new Box(from, y, to, y), 0.5));
    }

    private void down(double x, double from, double to) {
        rulings.add(new Ruling(new Box(x, from, x, to), 0.5));
    }

    private PageContent page() {
        return new PageContent(
                1, WIDTH, HEIGHT, 0, List.of("pdf"), words, rulings, List.of(), List.of());
    }

    private FoundTable only() {
        List<FoundTable> found = TableFinder.find(page());
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static String at(TableGrid grid, int row, int column) {
        return grid.cells().stream()
                .filter(cell -> cell.row() == row && cell.column() == column)
                .findFirst()
                .orElseThrow()
                .content()
                .text();
    }

    private void ruledTable() {
        for (double y : new double[] {50, 80, 110, 140}) {
            across(y, 50, 350);
        }
        down(50, 50, 140);
        down(150, 50, 140);
        down(250, 80, 140);
        down(350, 50, 140);
        text(60, 60, "Name");
        text(220, 60, "Both years");
        text(60, 82, "first");
        text(60, 95, "line");
        text(160, 90, "12");
        text(260, 90, "13");
        text(60, 120, "last");
        text(160, 120, "14");
        text(260, 120, "15");
    }

    @Test
    void linesMakeCellsAndWhereOneIsMissingASpan() {
        ruledTable();
        TableGrid grid = only().grid();

        assertThat(only().detector()).isEqualTo("lattice");
        assertThat(grid.rows()).isEqualTo(3);
        assertThat(grid.columns()).isEqualTo(3);
        assertThat(grid.cells().get(1).columnSpan()).isEqualTo(2);
        assertThat(at(grid, 0, 1)).isEqualTo("Both years");
        assertThat(at(grid, 1, 0)).isEqualTo("first line");
        assertThat(at(grid, 2, 2)).isEqualTo("15");
        assertThat(grid.headerRows()).isEqualTo(1);
    }

    @Test
    void aTableOnItsSideIsReadAndKeepsItsPlace() {
        ruledTable();
        List<Word> turned = new ArrayList<>();
        for (Word word : words) {
            Box box = word.box();
            // Written downwards on a page as wide as the other is high.
            Box side = new Box(HEIGHT - box.y1(), box.x0(), HEIGHT - box.y0(), box.x1());
            turned.add(
                    new Word(
                            word.text(),
                            side,
                            side.y1(),
                            SIZE,
                            "F",
                            false,
                            false,
                            90,
                            1,
                            word.order(),
                            Optional.empty(),
                            Word.Following.UNKNOWN));
        }
        List<Ruling> lines =
                rulings.stream()
                        .map(
                                r ->
                                        new Ruling(
                                                new Box(
                                                        HEIGHT - r.box().y1(),
                                                        r.box().x0(),
                                                        HEIGHT - r.box().y0(),
                                                        r.box().x1()),
                                                0.5))
                        .toList();
        PageContent page =
                new PageContent(
                        1, HEIGHT, WIDTH, 0, List.of("pdf"), turned, lines, List.of(), List.of());

        List<FoundTable> found = TableFinder.find(page);
        assertThat(found).hasSize(1);
        assertThat(at(found.getFirst().grid(), 1, 0)).isEqualTo("first line");
        assertThat(found.getFirst().box().x1()).isBetween(245.0, 255.0);
        assertThat(found.getFirst().words()).containsExactlyInAnyOrderElementsOf(turned);
    }

    @Test
    void whiteSpaceMakesColumnsAndALabelOfTwoLinesOneRow() {
        text(50, 50, "Country");
        text(200, 50, "2019");
        text(280, 50, "2020");
        text(50, 70, "Austria");
        text(200, 70, "59.1");
        text(280, 70, "54.0");
        text(50, 90, "Belgium and");
        text(50, 101, "Luxembourg");
        text(200, 90, "62.4");
        text(280, 90, "60.9");
        text(50, 121, "Denmark");
        text(200, 121, "59.0");
        text(280, 121, "48.8");
        text(50, 141, "Finland");
        text(200, 141, "89.2");
        text(280, 141, "94.1");
        FoundTable table = only();

        assertThat(table.detector()).isEqualTo("stream");
        assertThat(table.grid().rows()).isEqualTo(5);
        assertThat(table.grid().columns()).isEqualTo(3);
        assertThat(at(table.grid(), 2, 0)).isEqualTo("Belgium and Luxembourg");
        assertThat(at(table.grid(), 4, 2)).isEqualTo("94.1");
        assertThat(table.grid().headerRows()).isEqualTo(1);
    }

    @Test
    void textInTwoColumnsIsNoTable() {
        String[] left = {
            "every line of a column ends", "where it must and begins a", "new one that has no need",
            "to stand as the others do", "for a text is set in words", "of many lengths so that no",
            "white space runs down it", "from the first to the last", "as between real columns"
        };
        for (int line = 0; line < left.length; line++) {
            text(20, 20 + 12 * line, left[line]);
            text(215, 20 + 12 * line, left[(line + 4) % left.length]);
        }
        assertThat(TableFinder.find(page())).isEmpty();
    }

    @Test
    void anEmptyPageAndOneOfLinesAloneHaveNoTable() {
        assertThat(TableFinder.find(page())).isEmpty();
        across(10, 0, 400);
        across(20, 0, 400);
        down(10, 0, 300);
        assertThat(TableFinder.find(page())).isEmpty();
        assertThat(TableFinder.read(page(), new Box(0, 0, 400, 300))).isEmpty();
    }

    @Test
    void shadingBehindTheLinesOfACellDividesNothing() {
        ruledTable();
        for (double[] edge : new double[][] {{55, 80, 145, 80}, {55, 94, 145, 94}}) {
            rulings.add(new Ruling(new Box(edge[0], edge[1], edge[2], edge[3]), 0));
        }
        assertThat(only().grid().rows()).isEqualTo(3);
    }

    @Test
    void aTableGoesOnOverAPageBreakWithoutItsRepeatedHeader() {
        ruledTable();
        TableGrid grid = only().grid();
        TableGrid joined = PageBreaks.join(grid, grid).orElseThrow();

        assertThat(joined.rows()).isEqualTo(5);
        assertThat(joined.headerRows()).isEqualTo(1);
        assertThat(at(joined, 3, 0)).isEqualTo("first line");
        TableGrid other = new TableGrid(1, 1, 0, grid.cells().subList(0, 1));
        assertThat(PageBreaks.join(grid, other)).isEmpty();
    }

    @Test
    void theScoreIsComputedFromNamedFeatures() {
        ruledTable();
        List<Reading> readings = TableFinder.readings(page());

        assertThat(readings).isNotEmpty();
        assertThat(readings)
                .allSatisfy(
                        reading -> {
                            assertThat(reading.features()).hasSameSizeAs(Reading.featureNames());
                            assertThat(reading.table().confidence()).isBetween(0.0, 1.0);
                        });
    }
}
