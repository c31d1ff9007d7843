package dev.sundog.document.layout;

import dev.sundog.document.table.FoundTable;
import dev.sundog.document.tree.TableGrid;

/** Tables without rulings that are columns of running text: their cells are parts of sentences. */
final class ProseTables {
    private static final int MOST_COLUMNS = 3;
    private static final int LONG_CELL = 28;
    private static final double LONG_SHARE = 0.5;
    private static final double GOING_ON = 0.3;

    private ProseTables() {}

    /** Whether {@code table} is running text that only looks like one. */
    static boolean isProse(FoundTable table) {
        TableGrid grid = table.grid();
        if (table.detector().equals("lattice") || grid.columns() > MOST_COLUMNS) {
            return false;
        }
        if (isList(grid)) {
            return true;
        }
        int cells = 0;
        int longCells = 0;
        int goingOn = 0;
        for (TableGrid.Cell cell : grid.cells()) {
            String text = cell.content().text().strip();
            if (text.isEmpty()) {
                continue;
            }
            cells++;
            longCells += text.length() >= LONG_CELL ? 1 : 0;
            boolean begun = Character.isLowerCase(text.codePointAt(0));
            boolean open = text.endsWith(",") || text.endsWith("-");
            goingOn += begun || open ? 1 : 0;
        }
        return cells > 0 && longCells >= LONG_SHARE * cells && goingOn >= GOING_ON * cells;
    }

    /** Whether a first column of bullets stands before a second of entries. */
    private static boolean isList(TableGrid grid) {
        int markers = 0;
        int rows = 0;
        for (TableGrid.Cell cell : grid.cells()) {
            String text = cell.content().text().strip();
            if (cell.column() > 0 || text.isEmpty()) {
                continue;
            }
            rows++;
            markers +=
                    ListMarkers.marker(text)
                                    .filter(marker -> marker.rest().isEmpty())
                                    .filter(marker -> !marker.ordered())
                                    .isPresent()
                            ? 1
                            : 0;
        }
        return grid.columns() == 2 && rows > 0 && markers == rows;
    }
}
