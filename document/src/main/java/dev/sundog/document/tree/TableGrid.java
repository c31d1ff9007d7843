package dev.sundog.document.tree;

import java.util.Arrays;
import java.util.List;

/**
 * A table as a grid. Cells stand in row-major order of their top left corner, do not overlap and
 * lie inside the grid; slots that no cell covers are holes.
 *
 * @param rows number of rows
 * @param columns number of columns
 * @param headerRows leading rows that are a header
 */
public record TableGrid(int rows, int columns, int headerRows, List<Cell> cells) {
    /**
     * @throws IllegalArgumentException if a cell leaves the grid, overlaps another or is out of
     *     order
     */
    public TableGrid {
        cells = List.copyOf(cells);
        boolean[] taken = new boolean[Math.multiplyExact(rows, columns)];
        int last = -1;
        for (Cell cell : cells) {
            int at = cell.row() * columns + cell.column();
            boolean inside =
                    cell.row() + cell.rowSpan() <= rows
                            && cell.column() + cell.columnSpan() <= columns;
            if (!inside || at <= last) {
                throw new IllegalArgumentException("a cell is outside or out of order: " + cell);
            }
            last = at;
            for (int r = cell.row(); r < cell.row() + cell.rowSpan(); r++) {
                int from = r * columns + cell.column();
                for (int c = from; c < from + cell.columnSpan(); c++) {
                    if (taken[c]) {
                        throw new IllegalArgumentException("cells overlap at " + cell);
                    }
                    taken[c] = true;
                }
            }
        }
        if (headerRows < 0 || headerRows > rows) {
            throw new IllegalArgumentException(headerRows + " header rows of " + rows);
        }
    }

    /** One cell; spans are at least 1. */
    public record Cell(
            int row, int column, int rowSpan, int columnSpan, Box box, Content.Text content) {
        public Cell {
            if (row < 0 || column < 0 || rowSpan < 1 || columnSpan < 1) {
                throw new IllegalArgumentException("no cell: " + row + "," + column);
            }
        }
    }

    /** Rows as lines, cells apart by tabs, a spanned slot empty. */
    public String text() {
        String[][] slots = new String[rows][columns];
        for (String[] row : slots) {
            Arrays.fill(row, "");
        }
        for (Cell cell : cells) {
            slots[cell.row()][cell.column()] = cell.content().text();
        }
        return String.join("\n", Arrays.stream(slots).map(row -> String.join("\t", row)).toList());
    }
}
