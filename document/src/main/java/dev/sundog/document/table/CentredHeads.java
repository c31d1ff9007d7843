package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.table.Draft.CellDraft;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Headings set in the middle over several columns, or over the first of them, with nothing drawn to
 * say so.
 */
final class CentredHeads {
    private static final int ROWS = 3;
    private static final double SPARSE = 0.75;
    private static final double OWN = 3;
    private static final double SHARE = 0.02;

    private final List<CellDraft> cells;
    private final double[] left;
    private final double[] right;

    private CentredHeads(List<CellDraft> cells, int columns) {
        this.cells = cells;
        left = new double[columns];
        right = new double[columns];
        Arrays.fill(left, Double.MAX_VALUE);
        Arrays.fill(right, -Double.MAX_VALUE);
        for (CellDraft cell : cells) {
            if (cell.columnSpan() == 1 && !cell.words().isEmpty()) {
                Box box = box(cell);
                left[cell.column()] = Math.min(left[cell.column()], box.x0());
                right[cell.column()] = Math.max(right[cell.column()], box.x1());
            }
        }
    }

    /** The cells, such headings spread over what they stand over. */
    static List<CellDraft> spread(List<CellDraft> cells, int columns) {
        CentredHeads heads = new CentredHeads(cells, columns);
        List<CellDraft> spread = new ArrayList<>();
        int row = 0;
        boolean header = true;
        while (row < ROWS && header) {
            header = heads.spreadRow(row, columns, spread);
            row++;
        }
        int from = row;
        cells.stream().filter(cell -> cell.row() >= from).forEach(spread::add);
        return spread;
    }

    /** Spreads one row; whether a later row may have such headings too. */
    private boolean spreadRow(int row, int columns, List<CellDraft> out) {
        List<CellDraft> own = cells.stream().filter(cell -> cell.row() == row).toList();
        boolean words =
                !own.isEmpty() && own.stream().noneMatch(cell -> StubHeads.amount(cell.words()));
        boolean sparse = words && own.size() <= SPARSE * columns;
        boolean few = words && 2 * own.size() <= columns + 1;
        boolean any = false;
        for (CellDraft cell : own) {
            CellDraft wider = sparse ? wider(cell, own, columns) : cell;
            if (few && wider == cell) {
                wider = flush(cell, own, columns);
            }
            any |= wider.columnSpan() > 1;
            out.add(wider);
        }
        return any;
    }

    /** A heading at the left of the first of several columns whose own headings stand below. */
    private CellDraft flush(CellDraft cell, List<CellDraft> row, int columns) {
        int column = cell.column();
        boolean left =
                column > 0
                        && cell.columnSpan() == 1
                        && Math.abs(box(cell).x0() - this.left[column]) < OWN;
        int end =
                row.stream()
                        .mapToInt(CellDraft::column)
                        .filter(other -> other > column)
                        .min()
                        .orElse(columns);
        if (!left || end - column < 2) {
            return cell;
        }
        for (int below = 1; below < ROWS; below++) {
            int at = cell.row() + below;
            List<CellDraft> under =
                    cells.stream()
                            .filter(other -> other.row() == at)
                            .filter(other -> other.column() >= column && other.column() < end)
                            .toList();
            if (under.stream().anyMatch(other -> StubHeads.amount(other.words()))) {
                return cell;
            }
            if (under.size() == end - column) {
                return cell.moved(cell.row(), column, 1, end - column);
            }
        }
        return cell;
    }

    private CellDraft wider(CellDraft cell, List<CellDraft> row, int columns) {
        int column = cell.column();
        Box box = box(cell);
        boolean atHome =
                column == 0
                        || cell.columnSpan() > 1
                        || Math.abs(box.x0() - left[column]) < OWN && !aloneAt(cell)
                        || Math.abs(box.x1() - right[column]) < OWN && !aloneAt(cell);
        if (atHome) {
            return cell;
        }
        int low = 1;
        int high = columns - 1;
        for (CellDraft other : row) {
            if (other.column() < column) {
                low = Math.max(low, other.column() + other.columnSpan());
            } else if (other.column() > column) {
                high = Math.min(high, other.column() - 1);
            }
        }
        int bestFrom = column;
        int bestTo = column;
        double best = Math.abs(middle(column, column) - box.centerX());
        for (int from = low; from <= column; from++) {
            for (int to = column; to <= high; to++) {
                double off = Math.abs(middle(from, to) - box.centerX());
                double allowed = Math.max(OWN, SHARE * (right[to] - left[from]));
                if (off <= allowed && off < best - OWN) {
                    best = off;
                    bestFrom = from;
                    bestTo = to;
                }
            }
        }
        return cell.moved(cell.row(), bestFrom, 1, bestTo - bestFrom + 1);
    }

    /** Whether the cell itself is what reaches farthest in its column. */
    private boolean aloneAt(CellDraft cell) {
        Box box = box(cell);
        return cells.stream()
                .filter(other -> other != cell && other.column() == cell.column())
                .filter(other -> other.columnSpan() == 1 && !other.words().isEmpty())
                .map(CentredHeads::box)
                .noneMatch(
                        other ->
                                Math.abs(other.x0() - box.x0()) < OWN
                                        || Math.abs(other.x1() - box.x1()) < OWN);
    }

    private double middle(int from, int to) {
        return (left[from] + right[to]) / 2;
    }

    private static Box box(CellDraft cell) {
        return Box.around(cell.words().stream().map(Word::box).toList());
    }
}
