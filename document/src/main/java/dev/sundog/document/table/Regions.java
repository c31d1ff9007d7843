package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Where tables may be: nets of ruling lines, stacks of equal rules, runs of lines in chunks. */
final class Regions {
    /** Places across a page that are looked at, however wide it claims to be. */
    private static final double MOST_STEPS = 5000;

    private static final double TOUCH = 4;
    private static final double SAME_EXTENT = 9;
    private static final double LEAST_RULE = 60;
    private static final double PIECES_GAP = 25;
    private static final int LEAST_LINES = 3;
    private static final Pattern CAPTION =
            Pattern.compile(
                    "(?:table|figure|fig\\.|표|그림|表|図) ?[0-9IVX]+", Pattern.CASE_INSENSITIVE);

    private Regions() {}

    /** Boxes around rulings that cross or touch each other. */
    static List<Box> nets(List<Segment> horizontal, List<Segment> vertical) {
        int n = horizontal.size() + vertical.size();
        int[] parent = new int[n];
        for (int i = 0; i < n; i++) {
            parent[i] = i;
        }
        for (int h = 0; h < horizontal.size(); h++) {
            for (int v = 0; v < vertical.size(); v++) {
                if (touch(horizontal.get(h), vertical.get(v))) {
                    parent[root(parent, h)] = root(parent, horizontal.size() + v);
                }
            }
        }
        List<Box> boxes = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            if (root(parent, i) == i) {
                int lines = 0;
                List<Box> parts = new ArrayList<>();
                for (int j = 0; j < n; j++) {
                    if (root(parent, j) == i) {
                        parts.add(box(j, horizontal, vertical));
                        lines += j < horizontal.size() ? 1 : 0;
                    }
                }
                if (lines >= 2 && parts.size() > lines) {
                    boxes.add(Box.around(parts));
                }
            }
        }
        return boxes;
    }

    private static Box box(int index, List<Segment> horizontal, List<Segment> vertical) {
        if (index < horizontal.size()) {
            Segment s = horizontal.get(index);
            return new Box(s.from(), s.at(), s.to(), s.at());
        }
        Segment s = vertical.get(index - horizontal.size());
        return new Box(s.at(), s.from(), s.at(), s.to());
    }

    private static boolean touch(Segment across, Segment down) {
        return down.at() >= across.from() - TOUCH
                && down.at() <= across.to() + TOUCH
                && across.at() >= down.from() - TOUCH
                && across.at() <= down.to() + TOUCH;
    }

    private static int root(int[] parent, int node) {
        int at = node;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Boxes between rules of one extent that have chunked text between them. */
    static List<Box> stacks(
            List<Segment> horizontal, List<Segment> vertical, List<TextLine> lines) {
        List<Segment> rules = new ArrayList<>();
        for (Segment segment : horizontal) {
            if (vertical.stream().anyMatch(down -> touch(segment, down))) {
                continue;
            }
            Segment last = rules.isEmpty() ? null : rules.getLast();
            if (last != null
                    && Math.abs(last.at() - segment.at()) < 2.5
                    && segment.from() - last.to() < PIECES_GAP
                    && segment.from() > last.from()) {
                rules.removeLast();
                rules.add(new Segment(last.at(), last.from(), Math.max(last.to(), segment.to())));
            } else {
                rules.add(segment);
            }
        }
        rules.removeIf(rule -> rule.length() < LEAST_RULE);
        List<Box> boxes = new ArrayList<>();
        boolean[] used = new boolean[rules.size()];
        for (int i = 0; i < rules.size(); i++) {
            if (used[i]) {
                continue;
            }
            Segment top = rules.get(i);
            Segment bottom = top;
            for (int j = i + 1; j < rules.size(); j++) {
                Segment next = rules.get(j);
                if (wider(top, next)) {
                    break;
                }
                if (!sameExtent(top, next)) {
                    continue;
                }
                if (next.at() - bottom.at() > 4 && !tabular(bottom, next, lines)) {
                    break;
                }
                used[j] = true;
                bottom = next;
            }
            if (bottom.at() - top.at() > 12) {
                boxes.add(
                        new Box(
                                Math.min(top.from(), bottom.from()),
                                top.at(),
                                Math.max(top.to(), bottom.to()),
                                bottom.at()));
            }
        }
        return boxes;
    }

    private static boolean sameExtent(Segment a, Segment b) {
        return Math.abs(a.from() - b.from()) < SAME_EXTENT
                && Math.abs(a.to() - b.to()) < SAME_EXTENT;
    }

    /** Whether {@code other} reaches beyond on both sides or far beyond on one. */
    private static boolean wider(Segment rule, Segment other) {
        double left = rule.from() - other.from();
        double right = other.to() - rule.to();
        return left > -SAME_EXTENT
                && right > -SAME_EXTENT
                && Math.max(left, right) > 2 * SAME_EXTENT;
    }

    /** Whether the lines between two rules are not running text. */
    private static boolean tabular(Segment top, Segment bottom, List<TextLine> lines) {
        int chunked = 0;
        int running = 0;
        int single = 0;
        for (TextLine line : lines) {
            double y = line.box().centerY();
            if (y <= top.at() || y >= bottom.at()) {
                continue;
            }
            List<Chunk> inside =
                    line.chunks().stream()
                            .filter(
                                    c ->
                                            c.box().centerX() > top.from()
                                                    && c.box().centerX() < top.to())
                            .toList();
            if (!inside.isEmpty() && captions(inside.getFirst())) {
                return false;
            }
            single += inside.size() == 1 ? 1 : 0;
            if (inside.size() > 1) {
                chunked++;
            } else if (!inside.isEmpty() && inside.getFirst().box().width() > 0.7 * top.length()) {
                running++;
            }
        }
        return chunked > 0 ? running <= 2 * chunked : single <= 1;
    }

    /** Whether a text is a caption, which no table has inside. */
    private static boolean captions(Chunk chunk) {
        List<Word> words = chunk.words();
        String first = words.getFirst().text();
        String text = words.size() > 1 ? first + " " + words.get(1).text() : first;
        return CAPTION.matcher(text).lookingAt();
    }

    /** Boxes around consecutive lines that most have chunks apart. */
    static List<Box> runs(List<TextLine> lines) {
        List<Box> boxes = new ArrayList<>();
        List<TextLine> open = new ArrayList<>();
        int singles = 0;
        for (TextLine line : lines) {
            boolean chunked = line.chunks().size() > 1;
            boolean far =
                    !open.isEmpty()
                            && line.box().y0() - open.getLast().box().y1()
                                    > 2.2 * Math.max(line.size(), open.getLast().size());
            boolean caption = !chunked && captions(line.chunks().getFirst());
            if (far || caption || (!chunked && ++singles > 2)) {
                close(open, boxes);
                singles = 0;
            }
            if (chunked) {
                singles = 0;
                open.add(line);
            } else if (!open.isEmpty()) {
                open.add(line);
            }
        }
        close(open, boxes);
        return boxes;
    }

    private static void close(List<TextLine> open, List<Box> boxes) {
        while (!open.isEmpty() && open.getLast().chunks().size() < 2 && !wrapped(open)) {
            open.removeLast();
        }
        if (open.size() >= LEAST_LINES) {
            boxes.add(Box.around(open.stream().map(TextLine::box).toList()));
        }
        open.clear();
    }

    /** Whether the last line goes on with a cell that is not its row's first. */
    private static boolean wrapped(List<TextLine> open) {
        if (open.size() < 2) {
            return false;
        }
        TextLine last = open.getLast();
        TextLine above = open.get(open.size() - 2);
        boolean close = last.box().y0() - above.box().y1() < 0.6 * last.size();
        return close
                && above.chunks().size() > 1
                && above.chunks().stream()
                        .skip(1)
                        .anyMatch(
                                chunk ->
                                        Math.abs(chunk.box().x0() - last.box().x0()) < 2
                                                && last.box().width() < 1.5 * chunk.box().width());
    }

    /**
     * Words parted at a gutter in the middle of the page that most lines leave free; one list if
     * there is none.
     */
    static List<List<Word>> zones(List<Word> words, double width) {
        List<TextLine> lines = TextLine.of(words);
        double best = 0;
        int least = Integer.MAX_VALUE;
        double step = Math.max(2, width / MOST_STEPS);
        for (double x = 0.35 * width; x <= 0.65 * width; x += step) {
            int crossing = crossing(lines, x);
            if (crossing < least) {
                least = crossing;
                best = x;
            }
        }
        if (lines.size() < 8 || least > 0.35 * lines.size()) {
            return List.of(words);
        }
        double gutter = best;
        List<Word> left = words.stream().filter(w -> w.box().x1() < gutter + 3).toList();
        List<Word> right = words.stream().filter(w -> w.box().x0() > gutter - 3).toList();
        return List.of(words, left, right);
    }

    /** Number of lines that a stripe around {@code x} does not leave free. */
    private static int crossing(List<TextLine> lines, double x) {
        int crossing = 0;
        for (TextLine line : lines) {
            for (Chunk chunk : line.chunks()) {
                if (chunk.box().x0() < x + 3 && chunk.box().x1() > x - 3) {
                    crossing++;
                    break;
                }
            }
        }
        return crossing;
    }

    static final Comparator<Box> FROM_TOP =
            Comparator.comparingDouble(Box::y0).thenComparingDouble(Box::x0);
}
