package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.table.Draft.CellDraft;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tables whose every border is ruled. They are tables whatever stands in them: forms to be filled
 * in, a single row, a single column. Left out are frames around running text and grids without
 * labels, as of charts.
 */
final class Closed {
    /** How sure such a table is. */
    static final double CONFIDENCE = 0.92;

    private static final double RULED = 0.98;
    private static final double LABELLED = 0.6;
    private static final double RUNNING_TEXT = 0.5;
    private static final int FEWEST_RUNGS = 5;
    private static final int MOST_LINES = 3;
    private static final double SAME_EXTENT = 3;
    private static final double TALLEST = 60;
    private static final double UNEVEN = 2.5;

    private Closed() {}

    /**
     * Whether {@code draft} is such a table.
     *
     * @param ruledRows share of the borders between rows that are ruled
     * @param boxed share of the inner borders between columns that are ruled
     * @param sentences share of the cells that hold sentences
     */
    static boolean is(Draft draft, double ruledRows, double boxed, double sentences) {
        if (!draft.detector().equals(Lattice.NAME)
                || draft.rows() * draft.columns() < 2
                || ruledRows < RULED
                || draft.columns() > 1 && boxed < RULED
                || sentences > RUNNING_TEXT) {
            return false;
        }
        if (draft.columns() == 1) {
            return draft.rows() > 2 && filled(draft, false, 0) >= draft.rows() && few(draft);
        }
        if (draft.rows() == 1) {
            return filled(draft, true, 0) >= draft.columns();
        }
        return filled(draft, true, 0) >= LABELLED * draft.columns()
                && filled(draft, false, 0) >= LABELLED * draft.rows();
    }

    private static boolean few(Draft draft) {
        return draft.cells().stream()
                .allMatch(cell -> TextLine.of(cell.words()).size() <= MOST_LINES);
    }

    /** Slots of a row or column whose cells have words. */
    private static int filled(Draft draft, boolean row, int index) {
        int slots = 0;
        for (CellDraft cell : draft.cells()) {
            if (!cell.words().isEmpty() && (row ? cell.row() : cell.column()) == index) {
                slots += row ? cell.columnSpan() : cell.rowSpan();
            }
        }
        return slots;
    }

    /**
     * A table of one column whose rows stand between rules of one extent, without lines at its
     * sides.
     */
    static Optional<Draft> ladder(
            Box region, List<Word> words, List<Segment> horizontal, List<Segment> vertical) {
        List<Segment> rungs = new ArrayList<>();
        for (Segment rule : horizontal) {
            if (rule.at() < region.y0() - SAME_EXTENT || rule.at() > region.y1() + SAME_EXTENT) {
                continue;
            }
            boolean same =
                    Math.abs(rule.from() - region.x0()) < SAME_EXTENT
                            && Math.abs(rule.to() - region.x1()) < SAME_EXTENT;
            if (!same) {
                return Optional.empty();
            }
            rungs.add(rule);
        }
        boolean sides =
                vertical.stream()
                        .anyMatch(
                                side ->
                                        side.at() > region.x0() - SAME_EXTENT
                                                && side.at() < region.x1() + SAME_EXTENT
                                                && side.covered(region.y0(), region.y1()) > 0);
        if (sides || rungs.size() < FEWEST_RUNGS || !even(rungs)) {
            return Optional.empty();
        }
        double[] ys = rungs.stream().mapToDouble(Segment::at).toArray();
        List<CellDraft> cells = new ArrayList<>();
        for (int row = 0; row + 1 < ys.length; row++) {
            double top = ys[row];
            double bottom = ys[row + 1];
            List<Word> inside =
                    words.stream()
                            .filter(word -> word.box().centerY() > top)
                            .filter(word -> word.box().centerY() < bottom)
                            .toList();
            if (inside.isEmpty()) {
                return Optional.empty();
            }
            cells.add(new CellDraft(row, 0, 1, 1, inside));
        }
        double[] xs = {region.x0(), region.x1()};
        return Optional.of(new Draft(Lattice.NAME, ys, xs, cells, 0));
    }

    private static boolean even(List<Segment> rungs) {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int i = 1; i < rungs.size(); i++) {
            double height = rungs.get(i).at() - rungs.get(i - 1).at();
            least = Math.min(least, height);
            most = Math.max(most, height);
        }
        return most <= TALLEST && most <= UNEVEN * least;
    }
}
