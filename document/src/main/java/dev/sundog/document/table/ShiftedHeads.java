package dev.sundog.document.table;

import dev.sundog.document.table.Draft.CellDraft;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns whose head stands at one side and whose values at the other, as spreadsheets set words to
 * the left and numbers to the right: what looks like two columns, one of heads alone and one
 * without any, is one.
 */
final class ShiftedHeads {
    private static final int MOST_HEADS = 2;
    private static final int LEAST_VALUES = 2;

    private ShiftedHeads() {}

    /** The reading with such pairs of columns joined. */
    static Draft joined(Draft draft) {
        Draft joined = draft;
        for (int column = 0; column + 1 < joined.columns(); column++) {
            boolean pair =
                    heads(joined, column) && values(joined, column + 1)
                            || values(joined, column) && heads(joined, column + 1);
            if (pair && joined.columns() > 2) {
                joined = without(joined, column + 1);
            }
        }
        return joined;
    }

    private static List<CellDraft> filled(Draft draft, int column) {
        return draft.cells().stream()
                .filter(cell -> !cell.words().isEmpty())
                .filter(
                        cell ->
                                cell.column() <= column
                                        && cell.column() + cell.columnSpan() > column)
                .toList();
    }

    /** Whether all that a column has is one head, of this column alone, that is no number. */
    private static boolean heads(Draft draft, int column) {
        List<CellDraft> cells = filled(draft, column);
        return cells.size() == 1
                && cells.getFirst().columnSpan() == 1
                && cells.getFirst().row() < MOST_HEADS
                && !StubHeads.amount(cells.getFirst().words());
    }

    /** Whether a column has several values and nothing where heads are. */
    private static boolean values(Draft draft, int column) {
        List<CellDraft> cells = filled(draft, column);
        return cells.size() >= LEAST_VALUES
                && cells.size() >= draft.rows() - MOST_HEADS
                && cells.stream().allMatch(cell -> cell.columnSpan() == 1 && cell.row() > 0)
                && cells.stream().allMatch(cell -> StubHeads.amount(cell.words()));
    }

    /** The border left of a column taken away. */
    private static Draft without(Draft draft, int column) {
        double[] xs = new double[draft.columns()];
        System.arraycopy(draft.xs(), 0, xs, 0, column);
        System.arraycopy(draft.xs(), column + 1, xs, column, draft.columns() - column);
        List<CellDraft> cells = new ArrayList<>();
        for (CellDraft cell : draft.cells()) {
            boolean right = cell.column() >= column;
            boolean over = !right && cell.column() + cell.columnSpan() > column;
            boolean side = cell.column() == column || cell.column() == column - 1;
            if (cell.words().isEmpty() && side) {
                continue;
            }
            cells.add(
                    cell.moved(
                            cell.row(),
                            right ? cell.column() - 1 : cell.column(),
                            cell.rowSpan(),
                            over ? cell.columnSpan() - 1 : cell.columnSpan()));
        }
        return new Draft(draft.detector(), draft.ys(), xs, cells, draft.ruledHeader());
    }
}
