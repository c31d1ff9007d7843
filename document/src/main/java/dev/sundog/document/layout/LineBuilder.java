package dev.sundog.document.layout;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.TextRun;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Words to lines. Neighbours closer than an em are one line; wider gaps are closed where a line
 * above or below crosses them, and kept where they are part of a white corridor between columns.
 */
final class LineBuilder {
    private static final double NEAR = 1.0;
    private static final double FAR = 3.0;
    private static final double FARTHEST = 40;
    private static final double OVERLAPPING = -0.6;
    private static final double SAME_BASELINE = 0.3;
    private static final double RAISED_OVERLAP = 0.45;
    private static final double CORRIDOR_REACH = 1.8;

    /** Of full-width marks half the width is blank, which the next character may stand in. */
    private static final double OVERLAPPING_MARKS = -1.1;

    private static final Pattern FULL_WIDTH_MARK = Pattern.compile(".*[\\p{P}&&[\u2E80-\uFFEF]]");
    private static final Pattern SECTION =
            Pattern.compile(
                    "(?:\\d{1,2}|[A-Z])(?:\\.\\d{1,2}){0,4}\\.?|§\\s?\\d{1,3}"
                            + "|第\\s?.{1,4}\\s?[章節条項編部]|제\\s?\\d{1,3}\\s?[장절조항편부]");

    private final List<Box> gutters;

    private LineBuilder(List<Box> gutters) {
        this.gutters = gutters;
    }

    /** Lines of upright words, top down and from left to right. */
    static List<Line> lines(List<Word> words) {
        LineBuilder builder = new LineBuilder(Gutters.of(words));
        List<Line> lines = new ArrayList<>(builder.near(words).stream().map(Line::of).toList());
        sort(lines);
        return builder.closeGaps(lines);
    }

    /** Words that stand closer than an em. */
    private List<List<Word>> near(List<Word> words) {
        List<Word> sorted = new ArrayList<>(words);
        sorted.sort(
                Comparator.comparingDouble((Word word) -> word.box().x0())
                        .thenComparingInt(Word::order));
        List<List<Word>> open = new ArrayList<>();
        List<List<Word>> done = new ArrayList<>();
        for (Word word : sorted) {
            int best = -1;
            double bestCost = Double.MAX_VALUE;
            for (int i = open.size() - 1; i >= 0; i--) {
                List<Word> line = open.get(i);
                double gap = word.box().x0() - line.getLast().box().x1();
                double size = Math.max(line.getLast().size(), word.size());
                if (gap > FARTHEST && gap > NEAR * size) {
                    done.add(open.remove(i));
                    best = best > i ? best - 1 : best;
                } else if (joins(line, word, gap, size)) {
                    double shift = Math.abs(line.getLast().baseline() - word.baseline());
                    double cost = shift + Math.abs(gap) / 4;
                    if (cost < bestCost) {
                        bestCost = cost;
                        best = i;
                    }
                }
            }
            if (best >= 0) {
                open.get(best).add(word);
            } else {
                open.add(new ArrayList<>(List.of(word)));
            }
        }
        done.addAll(open);
        return done;
    }

    private boolean joins(List<Word> line, Word word, double gap, double size) {
        return gap <= NEAR * size
                && gap >= overlapping(line.getLast()) * size
                && level(line, word)
                && !Gutters.between(
                        gutters, line.getLast().box(), word.box(), line.getLast().baseline());
    }

    private static double overlapping(Word left) {
        return FULL_WIDTH_MARK.matcher(left.text()).matches() ? OVERLAPPING_MARKS : OVERLAPPING;
    }

    private static void sort(List<Line> lines) {
        lines.sort(
                Comparator.comparingDouble((Line line) -> line.baseline())
                        .thenComparingDouble(line -> line.box().x0()));
    }

    /** Whether {@code word} stands on the line, or is raised or lowered beside its last word. */
    private static boolean level(List<Word> line, Word word) {
        Word last = line.getLast();
        double larger = Math.max(last.size(), word.size());
        double smaller = Math.min(last.size(), word.size());
        if (smaller > 0.75 * larger) {
            if (Math.abs(last.baseline() - word.baseline()) <= SAME_BASELINE * larger) {
                return true;
            }
            Word first = line.getFirst();
            return first.size() > 1.2 * last.size()
                    && Math.abs(first.baseline() - word.baseline()) <= SAME_BASELINE * larger;
        }
        double overlap = last.box().overlapY(word.box());
        double height = Math.min(last.box().height(), word.box().height());
        return overlap >= RAISED_OVERLAP * height
                || line.stream()
                        .anyMatch(
                                other ->
                                        other.size() > 0.75 * word.size()
                                                && Math.abs(other.baseline() - word.baseline())
                                                        <= SAME_BASELINE * larger);
    }

    /** Joins lines on one baseline whose gap is no corridor. */
    private List<Line> closeGaps(List<Line> lines) {
        List<Line> joined = new ArrayList<>(lines);
        for (int i = 0; i < joined.size(); i++) {
            int right = rightNeighbour(joined, i);
            while (right >= 0 && !corridor(joined, joined.get(i), joined.get(right))) {
                List<Word> words = new ArrayList<>(joined.get(i).words());
                words.addAll(joined.get(right).words());
                joined.set(i, Line.of(words));
                joined.remove(right);
                i = right < i ? i - 1 : i;
                right = rightNeighbour(joined, i);
            }
        }
        sort(joined);
        return joined;
    }

    private static int rightNeighbour(List<Line> lines, int index) {
        Line line = lines.get(index);
        int best = -1;
        int from = index;
        while (from > 0 && line.baseline() - lines.get(from - 1).baseline() <= line.size()) {
            from--;
        }
        for (int i = from; i < lines.size(); i++) {
            Line other = lines.get(i);
            if (other.baseline() - line.baseline() > line.size()) {
                break;
            }
            double size = Math.max(line.size(), other.size());
            double gap = other.box().x0() - line.box().x1();
            boolean beside =
                    i != index
                            && gap >= OVERLAPPING * size
                            && gap <= FAR * size
                            && other.box().x0() > line.box().x0()
                            && Math.abs(other.baseline() - line.baseline()) <= SAME_BASELINE * size
                            && Math.min(line.size(), other.size()) > 0.8 * size;
            if (beside && (best < 0 || other.box().x0() < lines.get(best).box().x0())) {
                best = i;
            }
        }
        return best;
    }

    /** Whether the gap between two lines goes on above and below, as between columns. */
    private boolean corridor(List<Line> lines, Line left, Line right) {
        if (ListMarkers.marker(left.text()).filter(found -> found.rest().isEmpty()).isPresent()) {
            return false;
        }
        if (Gutters.between(gutters, left.box(), right.box(), left.baseline())) {
            return true;
        }
        boolean code = TextRun.monospaced(left.font()) && TextRun.monospaced(right.font());
        if (code || left.bold() && SECTION.matcher(left.text()).matches()) {
            return false;
        }
        double x0 = Math.min(left.box().x1(), right.box().x0());
        double x1 = Math.max(left.box().x1(), right.box().x0());
        double reach = CORRIDOR_REACH * Math.max(left.size(), right.size());
        for (Line line : lines) {
            double distance = Math.abs(line.baseline() - left.baseline());
            if (line.baseline() - left.baseline() > reach) {
                break;
            }
            boolean near =
                    line != left
                            && line != right
                            && distance <= reach
                            && distance > 0.5 * left.size();
            if (near && crosses(line, left, right, x0, x1)) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code line} goes on over the gap; a short end of a line counts as a whole one. */
    private static boolean crosses(Line line, Line left, Line right, double x0, double x1) {
        Box box = line.box();
        double begin = Math.max(x0 - line.size(), Math.min(left.box().x0() + 1, x0));
        double end = Math.min(x1 + line.size(), Math.max(right.box().x1() - 1, x1));
        return box.x0() < begin && box.x1() > end;
    }
}
