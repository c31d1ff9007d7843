package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.table.Draft.CellDraft;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a table by its ruling lines: the lines' places are the borders of a grid of slots, slots
 * with no line between them are one cell.
 */
final class Lattice {
    static final String NAME = "lattice";

    private static final double SAME_BORDER = 3.2;
    private static final double WALL = 0.55;
    private static final double OPEN_SIDE = 9;
    private static final int MOST_SLOTS = 40_000;

    private final double[] ys;
    private final double[] xs;
    private final List<Segment> horizontal;
    private final List<Segment> vertical;

    private Lattice(double[] ys, double[] xs, List<Segment> horizontal, List<Segment> vertical) {
        this.ys = ys;
        this.xs = xs;
        this.horizontal = horizontal;
        this.vertical = vertical;
    }

    /** The table in a region, empty if its lines make no grid of at least two cells. */
    static Optional<Draft> read(
            Box region, List<Word> words, List<Segment> horizontal, List<Segment> vertical) {
        List<Segment> across =
                inside(horizontal, region.y0(), region.y1(), region.x0(), region.x1());
        List<Segment> down = inside(vertical, region.x0(), region.x1(), region.y0(), region.y1());
        if (across.size() < 2 || down.isEmpty()) {
            return Optional.empty();
        }
        List<Double> x = new ArrayList<>(down.stream().map(Segment::at).toList());
        double left = across.stream().mapToDouble(Segment::from).min().orElse(0);
        double right = across.stream().mapToDouble(Segment::to).max().orElse(0);
        if (words.stream().anyMatch(w -> w.box().centerX() < down.getFirst().at())
                || left < down.getFirst().at() - OPEN_SIDE) {
            x.add(left);
        }
        if (words.stream().anyMatch(w -> w.box().centerX() > down.getLast().at())
                || right > down.getLast().at() + OPEN_SIDE) {
            x.add(right);
        }
        List<Double> y = new ArrayList<>(across.stream().map(Segment::at).toList());
        double top = down.stream().mapToDouble(Segment::from).min().orElse(0);
        double bottom = down.stream().mapToDouble(Segment::to).max().orElse(0);
        if (top < across.getFirst().at() - OPEN_SIDE) {
            y.add(top);
        }
        if (bottom > across.getLast().at() + OPEN_SIDE) {
            y.add(bottom);
        }
        double[] ys = borders(y);
        double[] xs = borders(x);
        long slots = (ys.length - 1L) * (xs.length - 1L);
        if (slots < 2 || slots > MOST_SLOTS) {
            return Optional.empty();
        }
        return Optional.of(new Lattice(ys, xs, across, down).draft(words));
    }

    private static List<Segment> inside(
            List<Segment> segments, double low, double high, double from, double to) {
        return segments.stream()
                .filter(s -> s.at() >= low - SAME_BORDER && s.at() <= high + SAME_BORDER)
                .filter(s -> s.covered(from, to) >= Math.min(5, s.length()))
                .filter(s -> s.covered(from - 4, to + 4) > 0.5 * s.length())
                .toList();
    }

    private static double[] borders(List<Double> places) {
        double[] sorted = places.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double[] borders = new double[sorted.length];
        int count = 0;
        int members = 0;
        for (double place : sorted) {
            if (count > 0 && place - borders[count - 1] <= SAME_BORDER) {
                members++;
                borders[count - 1] += (place - borders[count - 1]) / members;
            } else {
                borders[count++] = place;
                members = 1;
            }
        }
        return Arrays.copyOf(borders, count);
    }

    private Draft draft(List<Word> words) {
        int rows = ys.length - 1;
        int columns = xs.length - 1;
        List<CellDraft> cells = new ArrayList<>();
        boolean[][] taken = new boolean[rows][columns];
        List<List<Word>> slots = new ArrayList<>();
        for (int i = 0; i < rows * columns; i++) {
            slots.add(new ArrayList<>());
        }
        for (Word word : words) {
            int row = band(ys, word.box().centerY());
            int column = band(xs, word.box().centerX());
            if (row >= 0 && column >= 0) {
                slots.get(row * columns + column).add(word);
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                if (!taken[r][c]) {
                    cells.add(cell(r, c, taken, slots));
                }
            }
        }
        return new Draft(NAME, ys, xs, cells, 0).withoutEmpty(true);
    }

    /** The largest rectangle of slots from a corner on with no wall inside. */
    private CellDraft cell(int row, int column, boolean[][] taken, List<List<Word>> slots) {
        int right = column + 1;
        while (right < xs.length - 1 && !taken[row][right] && !wallLeft(row, right)) {
            right++;
        }
        int bottom = row + 1;
        while (bottom < ys.length - 1 && open(bottom, column, right, taken)) {
            bottom++;
        }
        List<Word> words = new ArrayList<>();
        for (int r = row; r < bottom; r++) {
            for (int c = column; c < right; c++) {
                taken[r][c] = true;
                words.addAll(slots.get(r * (xs.length - 1) + c));
            }
        }
        return new CellDraft(row, column, bottom - row, right - column, words);
    }

    /** Whether a row of slots joins the rectangle above it. */
    private boolean open(int row, int column, int right, boolean[][] taken) {
        for (int c = column; c < right; c++) {
            if (taken[row][c] || wallAbove(row, c) || (c > column && wallLeft(row, c))) {
                return false;
            }
        }
        boolean leftEdge = column == 0 || wallLeft(row, column);
        boolean rightEdge = right == xs.length - 1 || wallLeft(row, right);
        return leftEdge && rightEdge;
    }

    private boolean wallLeft(int row, int column) {
        return covered(vertical, xs[column], ys[row], ys[row + 1]);
    }

    private boolean wallAbove(int row, int column) {
        return covered(horizontal, ys[row], xs[column], xs[column + 1]);
    }

    private static boolean covered(List<Segment> segments, double at, double from, double to) {
        double sum = 0;
        for (Segment segment : segments) {
            if (Math.abs(segment.at() - at) <= SAME_BORDER) {
                sum = Math.max(sum, segment.covered(from, to));
            }
        }
        return sum >= WALL * (to - from);
    }

    private static int band(double[] borders, double place) {
        for (int i = 0; i + 1 < borders.length; i++) {
            if (place >= borders[i] && place < borders[i + 1]) {
                return i;
            }
        }
        return -1;
    }
}
