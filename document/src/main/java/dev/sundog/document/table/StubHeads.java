package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.table.Draft.CellDraft;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Headings beside a heading of several columns: where a header has a row of such headings above a
 * row of their columns' own, what stands in the other columns is one cell over all these rows.
 */
final class StubHeads {
    private static final int MOST = 4;

    private StubHeads() {}

    /**
     * The cells with stub heads joined.
     *
     * @param ruled leading rows that a ruling sets off, 0 if none does
     */
    static List<CellDraft> joined(List<CellDraft> cells, int ruled) {
        int rows = ruled > 1 && ruled <= MOST ? ruled : headerRows(cells);
        if (rows < 2) {
            return cells;
        }
        BitSet under = new BitSet();
        int columns = 0;
        for (CellDraft cell : cells) {
            columns = Math.max(columns, cell.column() + cell.columnSpan());
            if (cell.row() < rows && cell.columnSpan() > 1) {
                under.set(cell.column(), cell.column() + cell.columnSpan());
            }
        }
        if (under.isEmpty() || under.cardinality() == columns) {
            return cells;
        }
        List<CellDraft> joined = new ArrayList<>();
        List<List<Word>> words = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            words.add(new ArrayList<>());
        }
        for (CellDraft cell : cells) {
            if (cell.row() < rows && !under.get(cell.column())) {
                words.get(cell.column()).addAll(cell.words());
            } else {
                joined.add(cell);
            }
        }
        for (int c = 0; c < columns; c++) {
            if (!words.get(c).isEmpty()) {
                joined.add(new CellDraft(0, c, rows, 1, words.get(c)));
            }
        }
        return joined;
    }

    /** The rows down to the last that has headings right below those of several columns. */
    private static int headerRows(List<CellDraft> cells) {
        int spanning = -1;
        for (CellDraft cell : cells) {
            if (cell.columnSpan() > 1 && cell.row() == spanning + 1 && cell.row() < MOST - 1) {
                spanning = Math.max(spanning, cell.row());
            }
        }
        int row = spanning + 1;
        boolean headings =
                row > 0
                        && cells.stream().anyMatch(cell -> cell.row() == row)
                        && cells.stream()
                                .filter(cell -> cell.row() == row)
                                .noneMatch(cell -> amount(cell.words()));
        return headings ? row + 1 : 0;
    }

    /** Whether words are a number that is no year. */
    static boolean amount(List<Word> words) {
        return !words.isEmpty()
                && Chunk.of(words).numeric()
                && words.stream().noneMatch(w -> w.text().matches("(19|20)\\d\\d.?"));
    }
}
