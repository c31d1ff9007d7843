package dev.sundog.document.layout;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * White corridors between columns of words, also those no wider than a good space: what tells them
 * from spaces is that several lines in a row leave the same place free.
 */
final class Gutters {
    private static final double SAME_ROW = 0.3;
    private static final double WIDE = 0.6;
    private static final int WIDE_ROWS = 4;
    private static final double NARROW = 0.35;
    private static final int NARROW_ROWS = 8;
    private static final double WIDER_THAN_SPACES = 1.6;
    private static final double LONGEST_BREAK = 5;
    private static final double COLUMN_GAP = 2;
    private static final int MOST_CANDIDATES = 600;
    private static final double MARKER_SHARE = 0.5;

    private final List<Row> rows;
    private final List<Box> found = new ArrayList<>();

    /** Words of one baseline from left to right. */
    private record Row(List<Word> words, double baseline, double size, double space) {
        static Row of(List<Word> words) {
            words.sort(Comparator.comparingDouble(word -> word.box().x0()));
            double size = words.stream().mapToDouble(Word::size).average().orElse(10);
            List<Double> gaps = new ArrayList<>();
            for (int i = 1; i < words.size(); i++) {
                double gap = words.get(i).box().x0() - words.get(i - 1).box().x1();
                if (gap > 0 && gap < COLUMN_GAP * size) {
                    gaps.add(gap);
                }
            }
            gaps.sort(null);
            double space = gaps.isEmpty() ? 0.25 * size : gaps.get(gaps.size() / 2);
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
        Gutters gutters = new Gutters(rows(words));
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
            candidates.forEach(gutters::follow);
        }
        return gutters.found;
    }

    private static List<Row> rows(List<Word> words) {
        List<Word> sorted = new ArrayList<>(words);
        sorted.sort(Comparator.comparingDouble(Word::baseline));
        List<Row> rows = new ArrayList<>();
        List<Word> row = new ArrayList<>();
        for (Word word : sorted) {
            if (!row.isEmpty()
                    && word.baseline() - row.getFirst().baseline() > SAME_ROW * word.size()) {
                rows.add(Row.of(row));
                row = new ArrayList<>();
            }
            row.add(word);
        }
        if (!row.isEmpty()) {
            rows.add(Row.of(row));
        }
        return rows;
    }

    /** Follows {@code x} down the page and keeps the runs of rows that leave it free. */
    private void follow(double x) {
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
                                    >= NARROW * row.size();
            if (!free) {
                keep(run, x, left, right);
                run.clear();
                left = Double.NEGATIVE_INFINITY;
                right = Double.POSITIVE_INFINITY;
            }
            if (rowRight - rowLeft >= NARROW * row.size()) {
                run.add(row);
                left = Math.max(left, rowLeft);
                right = Math.min(right, rowRight);
            }
        }
        keep(run, x, left, right);
    }

    private void keep(List<Row> run, double x, double left, double right) {
        int from = 0;
        int to = run.size();
        while (from < to && !near(run.get(from), x, left, right)) {
            from++;
        }
        while (to > from && !near(run.get(to - 1), x, left, right)) {
            to--;
        }
        List<Row> rest = run.subList(from, to);
        if (rest.size() < WIDE_ROWS) {
            return;
        }
        int onLeft = 0;
        int onRight = 0;
        int both = 0;
        int markers = 0;
        int wider = 0;
        double size = 0;
        for (Row row : rest) {
            int before = row.before(x);
            boolean hasLeft = before >= 0;
            boolean hasRight = before + 1 < row.words().size();
            onLeft += hasLeft ? 1 : 0;
            onRight += hasRight ? 1 : 0;
            size += row.size() / rest.size();
            if (hasLeft && hasRight) {
                both++;
                markers += marker(row, before) ? 1 : 0;
                double gap =
                        row.words().get(before + 1).box().x0() - row.words().get(before).box().x1();
                wider += gap >= WIDER_THAN_SPACES * row.space() ? 1 : 0;
            }
        }
        double width = right - left;
        int sides = Math.min(onLeft, onRight);
        boolean tall =
                width >= WIDE * size && sides >= WIDE_ROWS
                        || width >= NARROW * size && sides >= NARROW_ROWS;
        boolean list = markers > MARKER_SHARE * both && markers > 0;
        boolean spaces = wider < 0.7 * both;
        if (tall && !list && !spaces && Double.isFinite(width)) {
            Row first = rest.getFirst();
            Row last = rest.getLast();
            found.add(
                    new Box(
                            left,
                            first.baseline() - first.size(),
                            right,
                            Math.max(first.baseline(), last.baseline())));
        }
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
            if (x >= left.x1() - 1
                    && x <= right.x0() + 1
                    && baseline >= gutter.y0()
                    && baseline <= gutter.y1() + 1) {
                return true;
            }
        }
        return false;
    }
}
