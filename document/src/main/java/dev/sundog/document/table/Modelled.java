package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.table.Draft.CellDraft;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.TableGrid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * The reading of a table whose rows, columns and spans a model saw in its picture: borders lie half
 * way between the middles of neighbouring rows and columns, and words stand in the cell that has
 * their middle.
 */
final class Modelled {
    /** Its name in outputs. */
    static final String NAME = "slanet-plus";

    private Modelled() {}

    static Optional<Draft> read(TableGrid seen, Box region, List<Word> words) {
        if (seen.rows() < 2 || seen.columns() < 2) {
            return Optional.empty();
        }
        double[] ys =
                borders(
                        seen,
                        seen.rows(),
                        TableGrid.Cell::row,
                        TableGrid.Cell::rowSpan,
                        cell -> cell.box().centerY(),
                        region.y0(),
                        region.y1());
        double[] xs =
                borders(
                        seen,
                        seen.columns(),
                        TableGrid.Cell::column,
                        TableGrid.Cell::columnSpan,
                        cell -> cell.box().centerX(),
                        region.x0(),
                        region.x1());
        if (ys.length == 0 || xs.length == 0) {
            return Optional.empty();
        }
        boolean[][] taken = new boolean[seen.rows()][seen.columns()];
        List<CellDraft> cells = new ArrayList<>();
        for (TableGrid.Cell cell : seen.cells()) {
            for (int row = cell.row(); row < cell.row() + cell.rowSpan(); row++) {
                Arrays.fill(taken[row], cell.column(), cell.column() + cell.columnSpan(), true);
            }
            cells.add(
                    filled(
                            cell.row(),
                            cell.column(),
                            cell.rowSpan(),
                            cell.columnSpan(),
                            ys,
                            xs,
                            words));
        }
        for (int row = 0; row < seen.rows(); row++) {
            for (int column = 0; column < seen.columns(); column++) {
                if (!taken[row][column]) {
                    cells.add(filled(row, column, 1, 1, ys, xs, words));
                }
            }
        }
        return Optional.of(new Draft(NAME, ys, xs, cells, 0).withoutEmpty(false));
    }

    private static CellDraft filled(
            int row,
            int column,
            int rowSpan,
            int columnSpan,
            double[] ys,
            double[] xs,
            List<Word> words) {
        List<Word> inside =
                words.stream()
                        .filter(word -> within(place(ys, word.box().centerY()), row, rowSpan))
                        .filter(word -> within(place(xs, word.box().centerX()), column, columnSpan))
                        .toList();
        return new CellDraft(row, column, rowSpan, columnSpan, inside);
    }

    private static boolean within(int place, int from, int span) {
        return place >= from && place < from + span;
    }

    /** None if a row or column has no cell of its own, or they do not follow one another. */
    private static double[] borders(
            TableGrid seen,
            int count,
            ToIntFunction<TableGrid.Cell> first,
            ToIntFunction<TableGrid.Cell> span,
            ToDoubleFunction<TableGrid.Cell> middle,
            double from,
            double to) {
        double[] borders = new double[count + 1];
        double before = from;
        for (int i = 0; i < count; i++) {
            int index = i;
            double[] middles =
                    seen.cells().stream()
                            .filter(cell -> first.applyAsInt(cell) == index)
                            .filter(cell -> span.applyAsInt(cell) == 1)
                            .mapToDouble(middle)
                            .sorted()
                            .toArray();
            if (middles.length == 0 || middles[middles.length / 2] <= before) {
                return new double[0];
            }
            double here = middles[middles.length / 2];
            borders[i] = i == 0 ? from : (before + here) / 2;
            before = here;
        }
        borders[count] = Math.max(to, before);
        return borders;
    }

    private static int place(double[] borders, double at) {
        int place = 0;
        while (place < borders.length - 2 && at >= borders[place + 1]) {
            place++;
        }
        return place;
    }
}
