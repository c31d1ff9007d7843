package dev.sundog.document.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Region;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.TableGrid;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables whose structure a model saw, its cells' boxes being vague. */
class ModelledTest {
    private static final Box REGION = new Box(50, 50, 250, 150);

    private final List<Word> words = new ArrayList<>();
    private final List<TableGrid.Cell> cells = new ArrayList<>();

    private void word(double x, double y, String text) {
        Box box = new Box(x, y, x + 5 * text.length(), y + 10);
        words.add(
                new Word(
                        text,
                        box,
                        y + 8,
                        10,
                        "",
                        false,
                        false,
                        0,
                        0.9,
                        words.size(),
                        Optional.empty(),
                        Word.Following.UNKNOWN));
    }

    private void cell(int row, int column, int rowSpan, int columnSpan, Box box) {
        cells.add(
                new TableGrid.Cell(
                        row, column, rowSpan, columnSpan, box, new Content.Text(List.of())));
    }

    private TableGrid grid(int rows, int columns) {
        return new TableGrid(rows, columns, 1, cells);
    }

    private static String text(TableGrid grid, int row, int column) {
        return grid.cells().stream()
                .filter(cell -> cell.row() == row && cell.column() == column)
                .map(cell -> cell.content().text())
                .findFirst()
                .orElse("none");
    }

    /** Three rows of two columns, the lower ones of several lines. */
    private void remarks() {
        word(60, 52, "Name");
        word(140, 52, "Remark");
        word(60, 70, "Alpha");
        word(140, 70, "seen");
        word(165, 70, "often");
        word(140, 82, "in");
        word(155, 82, "winter");
        word(60, 100, "Beta");
        word(140, 100, "rare");
        cell(0, 0, 1, 1, new Box(58, 50, 90, 64));
        cell(0, 1, 1, 1, new Box(136, 50, 180, 64));
        cell(1, 0, 1, 1, new Box(58, 70, 95, 92));
        cell(1, 1, 1, 1, new Box(136, 71, 195, 95));
        cell(2, 0, 1, 1, new Box(58, 101, 85, 114));
        cell(2, 1, 1, 1, new Box(138, 99, 170, 113));
    }

    @Test
    void linesOfACellStayTogether() {
        remarks();
        TableGrid read =
                Modelled.read(grid(3, 2), REGION, words, List.of(), List.of()).orElseThrow().grid();
        assertThat(read.rows()).isEqualTo(3);
        assertThat(text(read, 1, 0)).isEqualTo("Alpha");
        assertThat(text(read, 1, 1).split("\\s+")).containsExactly("seen", "often", "in", "winter");
        assertThat(text(read, 2, 1)).isEqualTo("rare");
    }

    @Test
    void aRegionWithAStructureIsATableOfThatStructure() {
        remarks();
        Region region =
                new Region(REGION, Category.TABLE, 0.9, "structure", Optional.of(grid(3, 2)));
        PageContent page =
                new PageContent(
                        1, 400, 300, 0, List.of(), words, List.of(), List.of(), List.of(region));
        assertThat(TableFinder.find(page))
                .singleElement()
                .satisfies(table -> assertThat(table.words()).hasSameSizeAs(words));
    }

    @Test
    void spansAreKeptAndNoWordIsLost() {
        word(60, 52, "Both");
        word(60, 70, "left");
        word(140, 70, "right");
        word(60, 90, "last");
        word(140, 90, "stray");
        cell(0, 0, 1, 2, new Box(58, 50, 180, 64));
        cell(1, 0, 1, 1, new Box(58, 68, 90, 82));
        cell(1, 1, 1, 1, new Box(138, 68, 180, 82));
        cell(2, 0, 1, 1, new Box(58, 88, 90, 102));
        // a row's middle needs a cell of one row, which the spanning one is
        Draft read = Modelled.read(grid(3, 2), REGION, words, List.of(), List.of()).orElseThrow();
        assertThat(read.words()).containsExactlyInAnyOrderElementsOf(words);
        assertThat(text(read.grid(), 2, 1)).isEqualTo("stray");
        assertThat(read.grid().cells().getFirst().columnSpan()).isEqualTo(2);
    }

    @Test
    void whatContradictsItselfIsNoReading() {
        remarks();
        cells.removeIf(cell -> cell.row() == 1);
        assertThat(Modelled.read(grid(3, 2), REGION, words, List.of(), List.of())).isEmpty();
        cells.clear();
        cell(0, 0, 1, 1, new Box(58, 90, 90, 100));
        cell(0, 1, 1, 1, new Box(138, 90, 180, 100));
        cell(1, 0, 1, 1, new Box(58, 60, 90, 70));
        cell(1, 1, 1, 1, new Box(138, 60, 180, 70));
        assertThat(Modelled.read(grid(2, 2), REGION, words, List.of(), List.of())).isEmpty();
    }

    @Test
    void bordersLieOnRulings() {
        word(60, 52, "a");
        word(60, 80, "b");
        word(60, 96, "c");
        cell(0, 0, 1, 1, new Box(58, 50, 90, 64));
        cell(0, 1, 1, 1, new Box(136, 50, 180, 64));
        cell(1, 0, 1, 1, new Box(58, 90, 90, 106));
        cell(1, 1, 1, 1, new Box(136, 90, 180, 106));
        TableGrid byGap =
                Modelled.read(grid(2, 2), REGION, words, List.of(), List.of()).orElseThrow().grid();
        assertThat(text(byGap, 1, 0)).contains("b");
        TableGrid byRuling =
                Modelled.read(
                                grid(2, 2),
                                REGION,
                                words,
                                List.of(new Segment(93, 50, 250)),
                                List.of())
                        .orElseThrow()
                        .grid();
        assertThat(text(byRuling, 0, 0)).contains("a").contains("b");
        assertThat(text(byRuling, 1, 0)).isEqualTo("c");
    }
}
