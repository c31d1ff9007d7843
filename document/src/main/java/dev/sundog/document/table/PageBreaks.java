package dev.sundog.document.table;

import dev.sundog.document.tree.TableGrid;
import dev.sundog.document.tree.TableGrid.Cell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tables that go on over a page break. */
public final class PageBreaks {
    /** How far columns may shift, as a share of the table's width. */
    private static final double SHIFT = 0.03;

    private PageBreaks() {}

    /**
     * The last table of a page and the first of the next as one, empty if their columns do not lie
     * alike. A header that is repeated falls out. Cells keep their boxes on their own pages.
     */
    public static Optional<TableGrid> join(TableGrid above, TableGrid below) {
        if (above.columns() != below.columns() || above.columns() < 2 || !alike(above, below)) {
            return Optional.empty();
        }
        int repeated = repeatedHeader(above, below);
        if (repeated == 0 && below.headerRows() > 0 && above.headerRows() > 0) {
            return Optional.empty();
        }
        int rows = above.rows() + below.rows() - repeated;
        List<Cell> cells = new ArrayList<>(above.cells());
        for (Cell cell : below.cells()) {
            if (cell.row() >= repeated) {
                cells.add(
                        new Cell(
                                cell.row() - repeated + above.rows(),
                                cell.column(),
                                cell.rowSpan(),
                                cell.columnSpan(),
                                cell.box(),
                                cell.content()));
            }
        }
        return Optional.of(new TableGrid(rows, above.columns(), above.headerRows(), cells));
    }

    private static boolean alike(TableGrid above, TableGrid below) {
        double[] left = borders(above);
        double[] right = borders(below);
        int last = above.columns();
        double width = Math.max(left[last] - left[0], right[last] - right[0]);
        for (int i = 0; i <= last; i++) {
            if (!(Math.abs(left[i] - right[i]) <= SHIFT * width)) {
                return false;
            }
        }
        return true;
    }

    private static double[] borders(TableGrid grid) {
        double[] borders = new double[grid.columns() + 1];
        Arrays.fill(borders, Double.NaN);
        for (Cell cell : grid.cells()) {
            borders[cell.column()] = cell.box().x0();
            borders[cell.column() + cell.columnSpan()] = cell.box().x1();
        }
        return borders;
    }

    /** How many leading rows of {@code below} say what the header of {@code above} says. */
    private static int repeatedHeader(TableGrid above, TableGrid below) {
        int header = above.headerRows();
        if (header == 0 || header >= below.rows()) {
            return 0;
        }
        boolean inside =
                below.cells().stream()
                        .noneMatch(
                                cell ->
                                        cell.row() < header
                                                && cell.row() + cell.rowSpan() > header);
        return inside && texts(above, header).equals(texts(below, header)) ? header : 0;
    }

    private static List<String> texts(TableGrid grid, int rows) {
        return grid.cells().stream()
                .filter(cell -> cell.row() < rows)
                .map(cell -> cell.row() + " " + cell.column() + " " + cell.content().text().strip())
                .toList();
    }
}
