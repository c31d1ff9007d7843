package dev.sundog.document.html;

import dev.sundog.document.tree.TableGrid;
import dev.sundog.document.tree.TableGrid.Cell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A grid as an HTML table; holes become empty cells, so that every row adds up. */
final class TableHtml {
    private final TableGrid grid;
    private final boolean boxes;
    private final StringBuilder out = new StringBuilder();

    private TableHtml(TableGrid grid, boolean boxes) {
        this.grid = grid;
        this.boxes = boxes;
    }

    /**
     * The table.
     *
     * @param attributes of the table element, empty or beginning with a space
     * @param boxes whether cells carry {@code data-box}
     */
    static String of(TableGrid grid, String attributes, boolean boxes) {
        return new TableHtml(grid, boxes).write(attributes);
    }

    private String write(String attributes) {
        Slots slots = Slots.of(grid);
        out.append("<table").append(attributes).append(">\n");
        int header = grid.headerRows();
        int split = grid.cells().stream().anyMatch(cell -> crosses(cell, header)) ? 0 : header;
        section("thead", 0, split, slots);
        section("tbody", split, grid.rows(), slots);
        return out.append("</table>").toString();
    }

    /** Browsers cut a span at the end of its section, so such a table has only one. */
    private static boolean crosses(Cell cell, int row) {
        return cell.row() < row && cell.row() + cell.rowSpan() > row;
    }

    private void section(String name, int from, int to, Slots slots) {
        if (from == to) {
            return;
        }
        out.append('<').append(name).append(">\n");
        for (int row = from; row < to; row++) {
            out.append("<tr>");
            for (int column = 0; column < grid.columns(); column++) {
                if (slots.isHole(row, column)) {
                    out.append(row < grid.headerRows() ? "<th></th>" : "<td></td>");
                } else {
                    slots.startingAt(row, column).ifPresent(this::append);
                }
            }
            out.append("</tr>\n");
        }
        out.append("</").append(name).append(">\n");
    }

    private void append(Cell cell) {
        boolean heading = cell.row() < grid.headerRows();
        String tag = heading ? "th" : "td";
        out.append('<').append(tag);
        if (cell.rowSpan() > 1) {
            out.append(" rowspan=\"").append(cell.rowSpan()).append('"');
        }
        if (cell.columnSpan() > 1) {
            out.append(" colspan=\"").append(cell.columnSpan()).append('"');
        }
        if (boxes) {
            Optional.of(cell.box())
                    .filter(box -> box.area() > 0)
                    .map(Escapes::box)
                    .ifPresent(box -> out.append(" data-box=\"").append(box).append('"'));
        }
        out.append('>').append(InlineHtml.of(cell.content(), !heading));
        out.append("</").append(tag).append('>');
    }

    /** Which cell covers each slot, row by row. */
    private record Slots(int columns, List<Optional<Cell>> covering) {
        static Slots of(TableGrid grid) {
            int size = grid.rows() * grid.columns();
            List<Optional<Cell>> covering =
                    new ArrayList<>(Collections.nCopies(size, Optional.empty()));
            for (Cell cell : grid.cells()) {
                for (int r = cell.row(); r < cell.row() + cell.rowSpan(); r++) {
                    for (int c = cell.column(); c < cell.column() + cell.columnSpan(); c++) {
                        covering.set(r * grid.columns() + c, Optional.of(cell));
                    }
                }
            }
            return new Slots(grid.columns(), covering);
        }

        boolean isHole(int row, int column) {
            return covering.get(row * columns + column).isEmpty();
        }

        Optional<Cell> startingAt(int row, int column) {
            return covering.get(row * columns + column)
                    .filter(cell -> cell.row() == row && cell.column() == column);
        }
    }
}
