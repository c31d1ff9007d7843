package dev.sundog.document.layout;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * White corridors between columns of words, also those no wider than a good space: what tells them
 * from spaces is that several lines in a row leave the same place free.
 */
final class Gutters {
    private static final double WIDE = 0.6;
    private static final int WIDE_ROWS = 4;
    private static final double NARROW = 0.35;
    private static final double TIGHT = -0.35;
    private static final double ALIGNED = 2;
    private static final int ALIGNED_ROWS = 5;
    private static final int DRAWN_BETWEEN = 3;
    private static final double OVERHANG = 4;
    private static final int NARROW_ROWS = 8;
    private static final double WIDER_THAN_SPACES = 1.6;
    private static final double NARROWER = 0.5;
    private static final double LONGEST_BREAK = 5;
    private static final double COLUMN_GAP = 2;
    private static final int MOST_CANDIDATES = 600;
    private static final double MARKER_SHARE = 0.5;

    private final List<Row> rows;
    private final List<Box> found = new ArrayList<>();

    /** Words of one baseline from left to right. */
    private record Row(List<Word> words, double baseline, double size, double space) {
        static Row of(List<Word> words) {
            double size = words.stream().mapToDouble(Word::size).average().orElse(10);
            double[] gaps = new double[words.size()];
            int count = 0;
            for (int i = 1; i < words.size(); i++) {
                double gap = words.get(i).box().x0() - words.get(i - 1).box().x1();
                if (gap > 0 && gap < COLUMN_GAP * size) {
                    gaps[count++] = gap;
                }
            }
            Arrays.sort(gaps, 0, count);
            double space = count == 0 ? 0.25 * size : gaps[count / 2];
            return new Row(List.copyOf(words), words.getFirst().baseline(), size, space);
        }

        /** Index of the last word that begins left of {@code x}, or -1. */
        int before(double x) {
            int low = 0;
            int high = words.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (words.get(middle).box().x0() < x) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
        }
    }

    private Gutters(List<Row> rows) {
        this.rows = rows;
    }

    /** The corridors between {@code words}, which stand upright. */
    static List<Box> of(List<Word> words) {
        Gutters gutters = new Gutters(WordRows.of(words).stream().map(Row::of).toList());
        TreeSet<Long> candidates = new TreeSet<>();
        for (Row row : gutters.rows) {
            for (int i = 1; i < row.words().size(); i++) {
                double left = row.words().get(i - 1).box().x1();
                double right = row.words().get(i).box().x0();
                if (right - left >= NARROW * row.size()) {
                    candidates.add(Math.round((left + right) / 2));
                }
            }
        }
        if (candidates.size() <= MOST_CANDIDATES) {
            candidates.forEach(x -> gutters.follow(x, NARROW, false));
        }
        List<Double> starts = gutters.alignedStarts();
        if (starts.size() <= MOST_CANDIDATES) {
            starts.forEach(x -> gutters.follow(x - 0.1, TIGHT, true));
        }
        return gutters.found;
    }

    /** Places where words of several rows begin after a gap: left edges of columns, perhaps. */
    private List<Double> alignedStarts() {
        TreeMap<Long, List<Double>> starts = new TreeMap<>();
        for (Row row : rows) {
            for (int i = 1; i < row.words().size(); i++) {
                double x = row.words().get(i).box().x0();
                starts.computeIfAbsent(Math.round(x), key -> new ArrayList<>()).add(x);
            }
        }
        List<Double> aligned = new ArrayList<>();
        starts.forEach(
                (key, places) -> {
                    int next = starts.getOrDefault(key + 1, List.of()).size();
                    if (places.size() + next >= ALIGNED_ROWS) {
                        aligned.add(Collections.min(places));
                    }
                });
        return aligned;
    }

    /** Follows {@code x} down the page and keeps the runs of rows that leave it free. */
    private void follow(double x, double narrowest, boolean aligned) {
        List<Row> run = new ArrayList<>();
        double left = Double.NEGATIVE_INFINITY;
        double right = Double.POSITIVE_INFINITY;
        for (Row row : rows) {
            int before = row.before(x);
            double rowLeft =
                    before < 0 ? Double.NEGATIVE_INFINITY : row.words().get(before).box().x1();
            boolean last = before + 1 >= row.words().size();
            double rowRight =
                    last ? Double.POSITIVE_INFINITY : row.words().get(before + 1).box().x0();
            boolean apart =
                    !run.isEmpty()
                            && row.baseline() - run.getLast().baseline()
                                    > LONGEST_BREAK * row.size();
            boolean free =
                    !apart
                            && Math.min(right, rowRight) - Math.max(left, rowLeft)
                                    >= narrowest * row.size();
            if (!free) {
                keep(run, x, left, right, aligned);
                run.clear();
                left = Double.NEGATIVE_INFINITY;
                right = Double.POSITIVE_INFINITY;
            }
            if (rowRight - rowLeft >= narrowest * row.size()) {
                run.add(row);
                left = Math.max(left, rowLeft);
                right = Math.min(right, rowRight);
            }
        }
        keep(run, x, left, right, aligned);
    }

    private void keep(List<Row> run, double x, double left, double right, boolean aligned) {
        double usual = usualGap(run, x);
        int from = 0;
        int to = run.size();
        while (from < to
                && (!near(run.get(from), x, left, right) || spaced(run.get(from), x, usual))) {
            from++;
        }
        while (to > from
                && (!near(run.get(to - 1), x, left, right) || spaced(run.get(to - 1), x, usual))) {
            to--;
        }
        List<Row> rest = aligned ? run : run.subList(from, to);
        if (to - from < 2 || rest.size() < WIDE_ROWS) {
            return;
        }
        Sides sides = Sides.of(rest, x);
        double width = right - left;
        boolean column =
                aligned
                        ? sides.starts() >= ALIGNED_ROWS
                                && sides.starts() >= 0.8 * sides.right()
                                && sides.jumps() >= 0.7 * sides.both()
                        : sides.wider() >= 0.7 * sides.both()
                                && (width >= WIDE * sides.size() && sides.fewer() >= WIDE_ROWS
                                        || sides.fewer() >= NARROW_ROWS);
        boolean list = sides.markers() > MARKER_SHARE * sides.both();
        if (column && !list && Double.isFinite(width)) {
            Row first = run.get(from);
            Row last = run.get(to - 1);
            found.add(
                    new Box(
                            Math.min(left, right),
                            first.baseline() - first.size(),
                            right,
                            Math.max(first.baseline(), last.baseline())));
        }
    }

    /** The median gap of the rows that have words on both sides. */
    private static double usualGap(List<Row> run, double x) {
        double[] gaps =
                run.stream()
                        .mapToDouble(row -> gap(row, x))
                        .filter(Double::isFinite)
                        .sorted()
                        .toArray();
        return gaps.length == 0 ? 0 : gaps[gaps.length / 2];
    }

    private static double gap(Row row, double x) {
        int before = row.before(x);
        return before < 0 || before + 1 >= row.words().size()
                ? Double.NaN
                : row.words().get(before + 1).box().x0() - row.words().get(before).box().x1();
    }

    /** Whether a row has but a space where the others have a wider gap: a title over columns. */
    private static boolean spaced(Row row, double x, double usual) {
        double gap = gap(row, x);
        return gap > 0
                && gap < NARROWER * usual
                && gap <= WIDER_THAN_SPACES * row.space()
                && inOneGo(row, row.before(x));
    }

    /**
     * What stands on both sides of a corridor.
     *
     * @param left rows with words left of it
     * @param right rows with words right of it
     * @param both rows with both
     * @param markers rows where what stands left is the marker of a list's entry
     * @param wider rows where the gap is wider than their spaces
     * @param jumps rows of both that were not drawn in one go
     * @param starts rows whose words on the right begin where most do
     * @param size average font size
     */
    private record Sides(
            int left,
            int right,
            int both,
            int markers,
            int wider,
            int jumps,
            int starts,
            double size) {
        static Sides of(List<Row> rows, double x) {
            int onLeft = 0;
            int onRight = 0;
            int both = 0;
            int markers = 0;
            int wider = 0;
            int jumps = 0;
            int starts = 0;
            double size = 0;
            for (Row row : rows) {
                int before = row.before(x);
                boolean hasLeft = before >= 0;
                boolean hasRight = before + 1 < row.words().size();
                onLeft += hasLeft ? 1 : 0;
                onRight += hasRight ? 1 : 0;
                size += row.size() / rows.size();
                if (hasRight && row.words().get(before + 1).box().x0() - x < ALIGNED) {
                    starts++;
                }
                if (hasLeft && hasRight) {
                    both++;
                    jumps += inOneGo(row, before) ? 0 : 1;
                    markers += marker(row, before) ? 1 : 0;
                    double gap =
                            row.words().get(before + 1).box().x0()
                                    - row.words().get(before).box().x1();
                    wider += gap >= WIDER_THAN_SPACES * row.space() ? 1 : 0;
                }
            }
            return new Sides(onLeft, onRight, both, markers, wider, jumps, starts, size);
        }

        int fewer() {
            return Math.min(left, right);
        }
    }

    /** Whether a word and the next were drawn one after the other. */
    private static boolean inOneGo(Row row, int index) {
        Word word = row.words().get(index);
        int step = row.words().get(index + 1).order() - word.order();
        return step > 0 && step <= word.text().length() + DRAWN_BETWEEN;
    }

    /** Whether the row has a word close to the corridor on one of its sides. */
    private static boolean near(Row row, double x, double left, double right) {
        int before = row.before(x);
        boolean onLeft = before >= 0 && left - row.words().get(before).box().x1() < 12 * row.size();
        boolean onRight =
                before + 1 < row.words().size()
                        && row.words().get(before + 1).box().x0() - right < 12 * row.size();
        return onLeft && onRight;
    }

    /** Whether what stands left of the gap is only the marker of a list's entry. */
    private static boolean marker(Row row, int index) {
        Word word = row.words().get(index);
        boolean first =
                index == 0
                        || word.box().x0() - row.words().get(index - 1).box().x1()
                                > COLUMN_GAP * row.size();
        return first
                && (word.text().length() == 1
                        || ListMarkers.marker(word.text())
                                .filter(marker -> marker.rest().isEmpty())
                                .isPresent());
    }

    /** Whether one of {@code gutters} lies between two neighbours of one line. */
    static boolean between(List<Box> gutters, Box left, Box right, double baseline) {
        for (Box gutter : gutters) {
            double x = gutter.centerX();
            if (left.centerX() < x
                    && left.x1() <= x + OVERHANG
                    && right.x0() >= x - 1
                    && baseline >= gutter.y0()
                    && baseline <= gutter.y1() + 1) {
                return true;
            }
        }
        return false;
    }
}
