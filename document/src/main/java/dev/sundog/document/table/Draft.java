package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.TableGrid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reading of a table before it is judged.
 *
 * @param ys rows + 1 borders from top to bottom
 * @param xs columns + 1 borders from left to right
 * @param cells in any order, not overlapping; slots without a cell are empty
 * @param ruledHeader leading rows that a ruling line sets off, 0 if none does
 */
record Draft(String detector, double[] ys, double[] xs, List<CellDraft> cells, int ruledHeader) {
    /** A cell of it. */
    record CellDraft(int row, int column, int rowSpan, int columnSpan, List<Word> words) {
        CellDraft {
            words = List.copyOf(words);
        }

        CellDraft moved(int row, int column, int rowSpan, int columnSpan) {
            return new CellDraft(row, column, rowSpan, columnSpan, words);
        }
    }

    int rows() {
        return ys.length - 1;
    }

    int columns() {
        return xs.length - 1;
    }

    Box box() {
        return new Box(xs[0], ys[0], xs[columns()], ys[rows()]);
    }

    List<Word> words() {
        return cells.stream().flatMap(cell -> cell.words.stream()).toList();
    }

    /** Whether it has words of one of another's cells in several cells. */
    boolean divides(Draft other) {
        Map<Word, CellDraft> owners = new IdentityHashMap<>();
        for (CellDraft cell : cells) {
            cell.words.forEach(word -> owners.put(word, cell));
        }
        for (CellDraft cell : other.cells) {
            CellDraft first = cell.words.isEmpty() ? null : owners.get(cell.words.getFirst());
            if (cell.words.stream().anyMatch(word -> owners.get(word) != first)) {
                return true;
            }
        }
        return false;
    }

    /** Without the rows and columns in which no cell begins that has a word. */
    Draft withoutEmpty(boolean keepRuledRows) {
        boolean[] row = new boolean[rows()];
        boolean[] column = new boolean[columns()];
        for (CellDraft cell : cells) {
            if (!cell.words.isEmpty()) {
                row[cell.row] = true;
                column[cell.column] = true;
            }
        }
        for (int i = 0; keepRuledRows && i < row.length; i++) {
            row[i] |= ys[i + 1] - ys[i] > MIN_EMPTY_ROW;
        }
        for (int i = 0; keepRuledRows && i < column.length; i++) {
            column[i] |= xs[i + 1] - xs[i] > MIN_EMPTY_COLUMN;
        }
        int[] rowAt = places(row);
        int[] columnAt = places(column);
        int rows = rowAt[row.length];
        int columns = columnAt[column.length];
        if (rows == rows() && columns == columns() || rows == 0 || columns == 0) {
            return this;
        }
        List<CellDraft> kept = new ArrayList<>();
        for (CellDraft cell : cells) {
            int r0 = rowAt[cell.row];
            int c0 = columnAt[cell.column];
            int height = rowAt[cell.row + cell.rowSpan] - r0;
            int width = columnAt[cell.column + cell.columnSpan] - c0;
            if (height > 0 && width > 0) {
                kept.add(cell.moved(r0, c0, height, width));
            }
        }
        return new Draft(
                detector,
                borders(ys, row, rows),
                borders(xs, column, columns),
                kept,
                rowAt[Math.min(ruledHeader, row.length)]);
    }

    private static final double MIN_EMPTY_ROW = 7;
    private static final double MIN_EMPTY_COLUMN = 14;

    /** For each border the number of kept bands before it. */
    private static int[] places(boolean[] kept) {
        int[] places = new int[kept.length + 1];
        for (int i = 0; i < kept.length; i++) {
            places[i + 1] = places[i] + (kept[i] ? 1 : 0);
        }
        return places;
    }

    private static double[] borders(double[] all, boolean[] kept, int count) {
        double[] borders = new double[count + 1];
        int next = 0;
        for (int i = 0; i < kept.length; i++) {
            if (kept[i]) {
                borders[next++] = all[i];
                borders[next] = all[i + 1];
            }
        }
        return borders;
    }

    /** The grid with empty cells for empty slots. */
    TableGrid grid() {
        boolean[][] taken = new boolean[rows()][columns()];
        List<TableGrid.Cell> out = new ArrayList<>();
        for (CellDraft cell : cells) {
            for (int r = cell.row; r < cell.row + cell.rowSpan; r++) {
                for (int c = cell.column; c < cell.column + cell.columnSpan; c++) {
                    taken[r][c] = true;
                }
            }
            out.add(finished(cell));
        }
        for (int r = 0; r < rows(); r++) {
            for (int c = 0; c < columns(); c++) {
                if (!taken[r][c]) {
                    out.add(finished(new CellDraft(r, c, 1, 1, List.of())));
                }
            }
        }
        out.sort(
                Comparator.comparingInt(TableGrid.Cell::row)
                        .thenComparingInt(TableGrid.Cell::column));
        return new TableGrid(rows(), columns(), HeaderRows.count(this), out);
    }

    private TableGrid.Cell finished(CellDraft cell) {
        Box box =
                new Box(
                        xs[cell.column],
                        ys[cell.row],
                        xs[cell.column + cell.columnSpan],
                        ys[cell.row + cell.rowSpan]);
        return new TableGrid.Cell(
                cell.row,
                cell.column,
                cell.rowSpan,
                cell.columnSpan,
                box,
                CellText.of(cell.words, box.x1()));
    }
}
