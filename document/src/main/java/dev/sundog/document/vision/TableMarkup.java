package dev.sundog.document.vision;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.TableGrid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds a grid from HTML symbols one after another, as a structure model says them: {@code <tr>},
 * {@code <td></td>}, or {@code <td}, attributes, {@code >}, {@code </td>}. Spans that would overlap
 * a cell or leave the table are cut.
 */
final class TableMarkup {
    private static final Pattern SPAN = Pattern.compile("\\s*(colspan|rowspan)=\"(\\d{1,3})\"");
    private static final int MOST = 2000;

    /** A cell as said. */
    private static final class Said {
        private final int row;
        private final double[] box;
        private int rowSpan = 1;
        private int columnSpan = 1;

        Said(int row, double[] box) {
            this.row = row;
            this.box = box;
        }
    }

    private final List<Said> cells = new ArrayList<>();
    private int rows;
    private int headerRows;
    private boolean inHeader;

    /** Takes a symbol; {@code box} counts if it starts a cell. */
    void add(String symbol, double[] box) {
        switch (symbol) {
            case "<thead>" -> inHeader = true;
            case "</thead>" -> inHeader = false;
            case "<tr>" -> {
                rows++;
                headerRows += inHeader ? 1 : 0;
            }
            case "<td></td>", "<td", "<td>" -> {
                if (rows > 0 && cells.size() < MOST) {
                    cells.add(new Said(rows - 1, box));
                }
            }
            default -> span(symbol);
        }
    }

    private void span(String symbol) {
        Matcher matcher = SPAN.matcher(symbol);
        if (!matcher.matches() || cells.isEmpty()) {
            return;
        }
        int span = Math.max(1, Integer.parseInt(matcher.group(2)));
        if (matcher.group(1).equals("colspan")) {
            cells.getLast().columnSpan = span;
        } else {
            cells.getLast().rowSpan = span;
        }
    }

    /** The grid, if any cell was said. */
    Optional<TableGrid> grid() {
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        Set<Long> taken = new HashSet<>();
        List<TableGrid.Cell> placed = new ArrayList<>();
        int columns = 0;
        int row = -1;
        int column = 0;
        for (Said cell : cells) {
            if (cell.row != row) {
                row = cell.row;
                column = 0;
            }
            while (taken.contains(slot(row, column))) {
                column++;
            }
            int wide = 1;
            while (wide < cell.columnSpan && !taken.contains(slot(row, column + wide))) {
                wide++;
            }
            int high = Math.min(cell.rowSpan, rows - row);
            for (int r = row; r < row + high; r++) {
                for (int c = column; c < column + wide; c++) {
                    taken.add(slot(r, c));
                }
            }
            placed.add(
                    new TableGrid.Cell(
                            row,
                            column,
                            high,
                            wide,
                            new Box(cell.box[0], cell.box[1], cell.box[2], cell.box[3]),
                            new Content.Text(List.of())));
            column += wide;
            columns = Math.max(columns, column);
        }
        placed.sort(
                Comparator.comparingInt(TableGrid.Cell::row)
                        .thenComparingInt(TableGrid.Cell::column));
        return Optional.of(new TableGrid(rows, columns, Math.min(headerRows, rows), placed));
    }

    private static long slot(int row, int column) {
        return (long) row << 32 | column;
    }
}
