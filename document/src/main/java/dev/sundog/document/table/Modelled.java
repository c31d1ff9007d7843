package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.table.Draft.CellDraft;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.TableGrid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;

/**
 * The reading of a table whose rows, columns and spans a model saw in its picture: borders lie
 * between the middles of neighbouring rows and columns, on a ruling or where the fewest words lie
 * across, and words stand in the cell that has their middle.
 */
final class Modelled {
    /** Its name in outputs. */
    static final String NAME = "slanet-plus";

    /** Share of a table's length or width from which on a ruling parts all of it. */
    private static final double THROUGH = 0.5;

    private Modelled() {}

    static Optional<Draft> read(
            TableGrid seen,
            Box region,
            List<Word> words,
            List<Segment> across,
            List<Segment> down) {
        if (seen.rows() < 2 || seen.columns() < 2) {
            return Optional.empty();
        }
        Axis rows =
                new Axis(
                        region.y0(),
                        region.y1(),
                        inked(words, Box::y0, Box::y1),
                        through(across, region.x0(), region.x1()));
        Axis columns =
                new Axis(
                        region.x0(),
                        region.x1(),
                        inked(words, Box::x0, Box::x1),
                        through(down, region.y0(), region.y1()));
        double[] ys =
                rows.borders(
                        middles(
                                seen,
                                seen.rows(),
                                TableGrid.Cell::row,
                                TableGrid.Cell::rowSpan,
                                cell -> cell.box().centerY()));
        double[] xs =
                columns.borders(
                        middles(
                                seen,
                                seen.columns(),
                                TableGrid.Cell::column,
                                TableGrid.Cell::columnSpan,
                                cell -> cell.box().centerX()));
        if (ys.length == 0 || xs.length == 0) {
            return Optional.empty();
        }
        List<CellDraft> cells = cells(seen, ys, xs, words);
        return Optional.of(new Draft(NAME, ys, xs, cells, 0).withoutEmpty(false));
    }

    /** The model's cells, and single ones where it saw none. */
    private static List<CellDraft> cells(
            TableGrid seen, double[] ys, double[] xs, List<Word> words) {
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
        return cells;
    }

    private static double[][] inked(
            List<Word> words, ToDoubleFunction<Box> from, ToDoubleFunction<Box> to) {
        return words.stream()
                .map(Word::box)
                .map(box -> new double[] {from.applyAsDouble(box), to.applyAsDouble(box)})
                .toArray(double[][]::new);
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

    /**
     * The middle of each row or column, of those cells that are in it alone; NaN of one without.
     */
    private static double[] middles(
            TableGrid seen,
            int count,
            ToIntFunction<TableGrid.Cell> first,
            ToIntFunction<TableGrid.Cell> span,
            ToDoubleFunction<TableGrid.Cell> middle) {
        double[] medians = new double[count];
        for (int i = 0; i < count; i++) {
            int index = i;
            double[] middles =
                    seen.cells().stream()
                            .filter(cell -> first.applyAsInt(cell) == index)
                            .filter(cell -> span.applyAsInt(cell) == 1)
                            .mapToDouble(middle)
                            .sorted()
                            .toArray();
            medians[i] = middles.length == 0 ? Double.NaN : middles[middles.length / 2];
        }
        return medians;
    }

    /** Rulings that go through most of a table. */
    private static List<Segment> through(List<Segment> rulings, double from, double to) {
        return rulings.stream()
                .filter(ruling -> ruling.covered(from, to) > THROUGH * (to - from))
                .toList();
    }

    /**
     * What lies along one direction of a table.
     *
     * @param inked from where to where each word goes
     * @param rulings those that part the whole table
     */
    private record Axis(double from, double to, double[][] inked, List<Segment> rulings) {
        /** None if the middles do not follow one another. */
        double[] borders(double[] middles) {
            double[] borders = new double[middles.length + 1];
            double before = from;
            for (int i = 0; i < middles.length; i++) {
                double here = middles[i];
                if (!(here > before)) {
                    return new double[0];
                }
                borders[i] = i == 0 ? from : parting(before, here);
                before = here;
            }
            borders[middles.length] = Math.max(to, before);
            return borders;
        }

        /** The ruling between two places, else where the fewest words lie across. */
        private double parting(double low, double high) {
            return rulings.stream()
                    .filter(ruling -> ruling.at() > low && ruling.at() < high)
                    .max(Comparator.comparingDouble(Segment::length))
                    .map(Segment::at)
                    .orElseGet(() -> gap(low, high));
        }

        /** The middle of the widest gap that the fewest words lie across. */
        private double gap(double low, double high) {
            double[] edges =
                    DoubleStream.concat(
                                    DoubleStream.of(low, high),
                                    Arrays.stream(inked).flatMapToDouble(Arrays::stream))
                            .filter(edge -> edge >= low && edge <= high)
                            .sorted()
                            .distinct()
                            .toArray();
            int fewest = Integer.MAX_VALUE;
            double widest = 0;
            double start = low;
            int before = Integer.MAX_VALUE;
            double best = (low + high) / 2;
            for (int i = 0; i + 1 < edges.length; i++) {
                int words = across((edges[i] + edges[i + 1]) / 2);
                start = words == before ? start : edges[i];
                before = words;
                double width = edges[i + 1] - start;
                if (words < fewest || words == fewest && width > widest) {
                    fewest = words;
                    widest = width;
                    best = start + width / 2;
                }
            }
            return best;
        }

        private int across(double at) {
            int words = 0;
            for (double[] word : inked) {
                words += word[0] < at && word[1] > at ? 1 : 0;
            }
            return words;
        }
    }

    private static int place(double[] borders, double at) {
        int place = 0;
        while (place < borders.length - 2 && at >= borders[place + 1]) {
            place++;
        }
        return place;
    }
}
