package dev.sundog.document.table;

import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Which lines of a table make a row: rulings between lines part them, and else their distances and
 * what is filled say whether a line goes on with the row above.
 */
final class Rows {
    private static final double RULED_SHARE = 0.5;
    private static final double CLOSE = 1.45;
    private static final double JUMP = 1.22;
    private static final double OVERLAPS = 0.85;

    private final Box region;
    private final List<TextLine> lines;
    private final Columns columns;
    private final List<Segment> horizontal;
    private final boolean[] ruled;
    private final boolean[] scored;
    private final double close;
    private final int firstNumeric;

    Rows(Box region, List<TextLine> lines, Columns columns, List<Segment> horizontal) {
        this.region = region;
        this.lines = lines;
        this.columns = columns;
        this.horizontal = horizontal;
        ruled = new boolean[lines.size()];
        scored = new boolean[lines.size()];
        for (int i = 1; i < lines.size(); i++) {
            double share = ruledShare(lines.get(i - 1), lines.get(i));
            ruled[i] = share >= RULED_SHARE;
            scored[i] = share > 0;
        }
        close = closeDistance();
        firstNumeric = firstNumericLine();
    }

    /** The groups of lines that are rows. */
    List<List<TextLine>> group() {
        boolean rulesAreRows = rulesAreRows();
        List<List<TextLine>> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean joins = i > 0 && !ruled[i] && (rulesAreRows || continues(i, rows.getLast()));
            if (joins) {
                rows.getLast().add(lines.get(i));
            } else {
                rows.add(new ArrayList<>(List.of(lines.get(i))));
            }
        }
        return rows;
    }

    /** Rows before the first ruling across, if that is a header's and not every row's. */
    int ruledHeader(List<List<TextLine>> rows) {
        int at = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (row > 0 && ruled[at]) {
                return row;
            }
            at += rows.get(row).size();
        }
        return 0;
    }

    /** The share of the region's width that rulings between two lines cover. */
    private double ruledShare(TextLine above, TextLine below) {
        double sum = 0;
        double from = Math.min(above.box().centerY(), above.baseline());
        double to = below.box().centerY();
        for (Segment segment : horizontal) {
            if (segment.at() > from && segment.at() < to) {
                sum += segment.covered(region.x0(), region.x1());
            }
        }
        return sum / Math.max(1, region.width());
    }

    /**
     * Whether rulings part all rows: there are many, and no group between two of them repeats
     * numbers in a column.
     */
    private boolean rulesAreRows() {
        int groups = 1;
        int start = 0;
        int suspicious = 0;
        for (int i = 1; i <= lines.size(); i++) {
            if (i == lines.size() || ruled[i]) {
                groups += i == lines.size() ? 0 : 1;
                suspicious += repeatsNumbers(start, i) ? 1 : 0;
                start = i;
            }
        }
        return groups >= 4 && suspicious <= groups / 8;
    }

    private boolean repeatsNumbers(int from, int to) {
        BitSet numbers = new BitSet();
        for (int i = from; i < to; i++) {
            for (Chunk chunk : lines.get(i).chunks()) {
                int column = columns.at(chunk.box().centerX());
                if (column > 0 && chunk.numeric()) {
                    if (numbers.get(column)) {
                        return true;
                    }
                    numbers.set(column);
                }
            }
        }
        return false;
    }

    /** The largest distance of lines within a row when distances fall in two groups, else 0. */
    private double closeDistance() {
        double[] distances = new double[Math.max(0, lines.size() - 1)];
        for (int i = 1; i < lines.size(); i++) {
            distances[i - 1] = distance(i);
        }
        Arrays.sort(distances);
        double best = JUMP;
        double close = 0;
        int least = Math.max(1, distances.length / 8);
        for (int i = least; i + least <= distances.length; i++) {
            double jump = distances[i] / Math.max(1, distances[i - 1]);
            if (jump > best && distances[i - 1] < CLOSE * 1.2 * typicalSize()) {
                best = jump;
                close = distances[i - 1];
            }
        }
        return close;
    }

    private double typicalSize() {
        return lines.stream().mapToDouble(TextLine::size).sorted().toArray()[lines.size() / 2];
    }

    /** White space above a line and its size; less than the size when it overlaps one above. */
    private double distance(int line) {
        double bottom = lines.get(line - 1).box().y1();
        for (int i = Math.max(0, line - 3); i < line; i++) {
            bottom = Math.max(bottom, lines.get(i).box().y1());
        }
        return lines.get(line).box().y0() - bottom + lines.get(line).box().height();
    }

    private int firstNumericLine() {
        for (int i = 0; i < lines.size(); i++) {
            for (Chunk chunk : lines.get(i).chunks()) {
                if (columns.at(chunk.box().centerX()) > 0
                        && chunk.numeric()
                        && chunk.words().stream()
                                .noneMatch(w -> w.text().matches("(19|20)\\d\\d.?"))) {
                    return i;
                }
            }
        }
        return -1;
    }

    private BitSet filled(TextLine line) {
        BitSet filled = new BitSet();
        for (Chunk chunk : line.chunks()) {
            filled.set(
                    columns.at(chunk.box().x0() + 0.5),
                    columns.at(Math.max(chunk.box().x0() + 0.6, chunk.box().x1() - 0.5)) + 1);
        }
        return filled;
    }

    /** Whether a line has several headings below one of several columns. */
    private boolean dividesSpan(TextLine line, List<TextLine> row) {
        for (TextLine above : row) {
            for (Chunk wide : above.chunks()) {
                int first = columns.at(wide.box().x0() + 0.5);
                int last = columns.at(wide.box().x1() - 0.5);
                long below =
                        line.chunks().stream()
                                .filter(chunk -> chunk.box().overlapX(wide.box()) > 0)
                                .count();
                if (last > first && below > 1) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean continues(int index, List<TextLine> row) {
        TextLine line = lines.get(index);
        double distance = distance(index);
        if (scored[index] || distance > CLOSE * 1.25 * Math.max(line.size(), 1)) {
            return false;
        }
        BitSet above = new BitSet();
        row.forEach(part -> above.or(filled(part)));
        BitSet here = filled(line);
        if (numberUnderNumber(line, row)) {
            return false;
        }
        if (distance < OVERLAPS * line.size() && !above.intersects(here)) {
            return true;
        }
        boolean header = firstNumeric > 0 && index < firstNumeric;
        if (header && dividesSpan(line, row)) {
            return false;
        }
        if (close > 0) {
            return distance <= close * 1.02;
        }
        if (header && here.cardinality() > 1) {
            return distance < CLOSE * line.size();
        }
        BitSet fresh = (BitSet) here.clone();
        fresh.andNot(above);
        if (!here.get(0) && above.get(0)) {
            return fresh.isEmpty() && here.cardinality() < columns.count();
        }
        return startsLow(line);
    }

    private boolean numberUnderNumber(TextLine line, List<TextLine> row) {
        for (Chunk chunk : line.chunks()) {
            int column = columns.at(chunk.box().centerX());
            if (column == 0 || !chunk.numeric()) {
                continue;
            }
            for (TextLine above : row) {
                for (Chunk other : above.chunks()) {
                    if (columns.at(other.box().centerX()) == column && other.numeric()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean startsLow(TextLine line) {
        String text = line.chunks().getFirst().words().getFirst().text();
        return Character.isLowerCase(text.codePointAt(0));
    }
}
