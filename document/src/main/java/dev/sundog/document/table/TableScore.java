package dev.sundog.document.table;

import dev.sundog.document.table.Draft.CellDraft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How good a reading of a table is likely to be: a logistic function of what can be seen of the
 * reading. The weights are set by hand: a logistic regression on half of the documents of the ICDAR
 * 2013 competition told good from bad readings of the other half worse than they do.
 */
final class TableScore {
    private static final double FRAMED_BOUND = 0.75;
    private static final double OPEN_BOUND = 0.9;
    private static final double FULL = 0.72;
    private static final int LINE = 10;
    private static final double DRAWN = 0.9;

    /** Names of {@link #features}. */
    static final List<String> FEATURES =
            List.of(
                    "lattice",
                    "logRows",
                    "logColumns",
                    "filled",
                    "numeric",
                    "longCells",
                    "stackedNumbers",
                    "aligned",
                    "ruledRows",
                    "boxed",
                    "single",
                    "sentences",
                    "running",
                    "modelledBoxed");

    private static final double[] WEIGHTS = {
        0.3, 0.3, 0.5, 1.5, 2.0, -3.0, -3.0, 1.5, 1.0, 1.0, -1.0, -2.0, -5.0, 0.3
    };
    private static final double BIAS = -2.0;

    private TableScore() {}

    /**
     * Below this a region stays text.
     *
     * @param ruled whether rulings frame the region, or a layout model saw a table there
     */
    static double bound(boolean ruled) {
        return ruled ? FRAMED_BOUND : OPEN_BOUND;
    }

    /** 0 to 1. */
    static double of(double[] features) {
        double sum = BIAS;
        for (int i = 0; i < features.length; i++) {
            sum += WEIGHTS[i] * features[i];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    /** Whether the rulings of a reading by rulings are all there, its sides included. */
    static boolean drawn(Draft draft, List<Segment> horizontal, List<Segment> vertical) {
        double[] xs = draft.xs();
        double height = draft.ys()[draft.rows()] - draft.ys()[0];
        boolean sides = true;
        for (double x : new double[] {xs[0], xs[draft.columns()]}) {
            sides &=
                    vertical.stream()
                                    .filter(segment -> Math.abs(segment.at() - x) < 4)
                                    .mapToDouble(
                                            s -> s.covered(draft.ys()[0], draft.ys()[draft.rows()]))
                                    .sum()
                            > DRAWN * height;
        }
        return sides
                && draft.columns() > 1
                && ruledRows(draft, horizontal) >= 1
                && boxed(draft, vertical) >= 1;
    }

    /** Whether every border of {@code draft}, whose features are given, is ruled. */
    static boolean closed(Draft draft, double[] features) {
        return Closed.is(
                draft,
                features[FEATURES.indexOf("ruledRows")],
                features[FEATURES.indexOf("boxed")],
                features[FEATURES.indexOf("sentences")]);
    }

    /** What can be seen of a reading, in the order of {@link #FEATURES}. */
    static double[] features(Draft draft, List<Segment> horizontal, List<Segment> vertical) {
        double slots = (double) draft.rows() * draft.columns();
        int filled = 0;
        int numeric = 0;
        int longCells = 0;
        int stacked = 0;
        int sentences = 0;
        int single = 0;
        for (CellDraft cell : draft.cells()) {
            if (cell.words().isEmpty()) {
                continue;
            }
            filled += 1;
            Chunk chunk = Chunk.of(cell.words());
            numeric += chunk.numeric() ? 1 : 0;
            longCells += chunk.length() > 70 ? 1 : 0;
            stacked += chunk.numeric() && TextLine.of(cell.words()).size() > 1 ? 1 : 0;
            sentences += chunk.length() > 160 ? 1 : 0;
        }
        for (int row = 0; row < draft.rows(); row++) {
            int at = row;
            single +=
                    draft.cells().stream()
                                            .filter(c -> c.row() == at && !c.words().isEmpty())
                                            .count()
                                    < 2
                            ? 1
                            : 0;
        }
        double cells = Math.max(1, filled);
        double boxed = boxed(draft, vertical);
        return new double[] {
            draft.detector().equals(Lattice.NAME) ? 1 : 0,
            Math.log(draft.rows()),
            Math.log(draft.columns()),
            Math.min(1, filled / slots),
            numeric / cells,
            longCells / cells,
            stacked / cells,
            aligned(draft),
            ruledRows(draft, horizontal),
            boxed,
            single / (double) draft.rows(),
            sentences / cells,
            running(draft),
            draft.detector().equals(Modelled.NAME) ? boxed : 0
        };
    }

    /**
     * Share of the columns beyond the first such whose cells are mostly lines of words nearly as
     * long as the column is wide: running text side by side.
     */
    private static double running(Draft draft) {
        double[] left = new double[draft.columns()];
        double[] right = new double[draft.columns()];
        Arrays.fill(left, Double.MAX_VALUE);
        int[] filled = new int[draft.columns()];
        List<CellDraft> lines = new ArrayList<>();
        for (CellDraft cell : draft.cells()) {
            if (cell.words().isEmpty() || cell.columnSpan() > 1) {
                continue;
            }
            Chunk chunk = Chunk.of(cell.words());
            filled[cell.column()]++;
            left[cell.column()] = Math.min(left[cell.column()], chunk.box().x0());
            right[cell.column()] = Math.max(right[cell.column()], chunk.box().x1());
            boolean one = TextLine.of(cell.words()).size() == 1;
            boolean text = cell.words().size() > 2 || chunk.length() >= LINE;
            if (one && text && !chunk.numeric()) {
                lines.add(cell);
            }
        }
        int[] running = new int[draft.columns()];
        for (CellDraft cell : lines) {
            double width = right[cell.column()] - left[cell.column()];
            running[cell.column()] += Chunk.of(cell.words()).box().width() > FULL * width ? 1 : 0;
        }
        int columns = 0;
        for (int column = 0; column < running.length; column++) {
            columns += 2 * running[column] > filled[column] ? 1 : 0;
        }
        return draft.columns() < 2 ? 0 : Math.max(0, columns - 1) / (draft.columns() - 1.0);
    }

    /** Share of cells whose left, right or middle lies where another of the column lies. */
    private static double aligned(Draft draft) {
        Map<Integer, List<Chunk>> columns = new HashMap<>();
        for (CellDraft cell : draft.cells()) {
            if (!cell.words().isEmpty() && cell.columnSpan() == 1) {
                columns.computeIfAbsent(cell.column(), c -> new ArrayList<>())
                        .add(Chunk.of(cell.words()));
            }
        }
        int all = 0;
        int aligned = 0;
        for (List<Chunk> column : columns.values()) {
            all += column.size();
            int best = 0;
            for (int edge = 0; edge < 3; edge++) {
                best = Math.max(best, mostAt(column, edge));
            }
            aligned += best > 1 ? best : 0;
        }
        return all == 0 ? 0 : (double) aligned / all;
    }

    private static int mostAt(List<Chunk> column, int edge) {
        double[] places =
                column.stream()
                        .mapToDouble(
                                chunk ->
                                        switch (edge) {
                                            case 0 -> chunk.box().x0();
                                            case 1 -> chunk.box().x1();
                                            default -> chunk.box().centerX();
                                        })
                        .sorted()
                        .toArray();
        int best = 0;
        int from = 0;
        for (int i = 0; i < places.length; i++) {
            while (places[i] - places[from] > 3) {
                from++;
            }
            best = Math.max(best, i - from + 1);
        }
        return best;
    }

    /**
     * Share of the borders between rows on which a ruling lies; of one that cells span, as far as
     * it parts others.
     */
    private static double ruledRows(Draft draft, List<Segment> horizontal) {
        int ruled = 0;
        for (int i = 0; i <= draft.rows(); i++) {
            double y = draft.ys()[i];
            double near = i == 0 || i == draft.rows() ? 6 : 4;
            double covered = 0;
            for (Segment segment : horizontal) {
                if (Math.abs(segment.at() - y) < near) {
                    covered += segment.covered(draft.xs()[0], draft.xs()[draft.columns()]);
                }
            }
            ruled += covered > 0.5 * parting(draft, i) ? 1 : 0;
        }
        return ruled / (draft.rows() + 1.0);
    }

    /** How much of the border above a row is no inside of a cell. */
    private static double parting(Draft draft, int row) {
        double width = draft.xs()[draft.columns()] - draft.xs()[0];
        for (CellDraft cell : draft.cells()) {
            if (cell.row() < row && cell.row() + cell.rowSpan() > row) {
                width -= draft.xs()[cell.column() + cell.columnSpan()] - draft.xs()[cell.column()];
            }
        }
        return width;
    }

    /** How much of the border left of a column is no inside of a cell. */
    private static double partingColumns(Draft draft, int column) {
        double height = draft.ys()[draft.rows()] - draft.ys()[0];
        for (CellDraft cell : draft.cells()) {
            if (cell.column() < column && cell.column() + cell.columnSpan() > column) {
                height -= draft.ys()[cell.row() + cell.rowSpan()] - draft.ys()[cell.row()];
            }
        }
        return height;
    }

    /** Share of the inner borders between columns on which a ruling lies. */
    private static double boxed(Draft draft, List<Segment> vertical) {
        int ruled = 0;
        for (int i = 1; i < draft.columns(); i++) {
            double covered = 0;
            for (Segment segment : vertical) {
                if (Math.abs(segment.at() - draft.xs()[i]) < 4) {
                    covered += segment.covered(draft.ys()[0], draft.ys()[draft.rows()]);
                }
            }
            ruled += covered > 0.5 * partingColumns(draft, i) ? 1 : 0;
        }
        return draft.columns() < 2 ? 0 : ruled / (draft.columns() - 1.0);
    }
}
