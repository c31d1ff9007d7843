package dev.sundog.document.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Straight horizontal and vertical lines among the ink: long runs, gathered over neighbouring rows
 * or columns. Can take them out of the ink, leaving what crosses them.
 */
final class PixelRulings {
    /** Gap in a run that is bridged: a scan's flaw. */
    private static final int BRIDGE = 1;

    /** Lines of a direction; the longest are kept. */
    private static final int MOST = 1500;

    /** Share of a run that may be such gaps. */
    private static final double GAPS = 0.03;

    /** Share of either side that may be ink: what touches a line. */
    private static final double TOUCHED = 0.2;

    /** Distance in pixels at which it is looked. */
    private static final int AWAY = 2;

    /**
     * A line.
     *
     * @param box its pixels
     * @param horizontal its direction
     */
    record Line(PixelBox box, boolean horizontal) {
        int length() {
            return horizontal ? box.width() : box.height();
        }

        int thickness() {
            return horizontal ? box.height() : box.width();
        }
    }

    private final Bitmap map;
    private final int shortest;
    private final int thickest;

    /**
     * @param shortest least length in pixels
     * @param thickest most thickness in pixels
     */
    PixelRulings(Bitmap map, int shortest, int thickest) {
        this.map = map;
        this.shortest = shortest;
        this.thickest = thickest;
    }

    /** All lines, horizontal ones first, each kind the longest first. */
    List<Line> find() {
        List<Line> lines = new ArrayList<>();
        lines.addAll(find(true));
        lines.addAll(find(false));
        return lines;
    }

    private boolean ink(boolean horizontal, int along, int across) {
        return horizontal ? map.at(along, across) : map.at(across, along);
    }

    private List<Line> find(boolean horizontal) {
        int length = horizontal ? map.width() : map.height();
        int breadth = horizontal ? map.height() : map.width();
        List<int[]> open = new ArrayList<>();
        List<int[]> closed = new ArrayList<>();
        for (int across = 0; across < breadth; across++) {
            List<int[]> runs = runs(horizontal, across, length);
            for (int[] run : runs) {
                int[] taken = null;
                for (int[] line : open) {
                    if (line[3] >= across - 1 && run[0] < line[1] && line[0] < run[1]) {
                        taken = line;
                        break;
                    }
                }
                if (taken == null) {
                    open.add(new int[] {run[0], run[1], across, across});
                } else {
                    taken[0] = Math.min(taken[0], run[0]);
                    taken[1] = Math.max(taken[1], run[1]);
                    taken[3] = across;
                }
            }
            for (int i = open.size() - 1; i >= 0; i--) {
                if (open.get(i)[3] < across - 1) {
                    closed.add(open.remove(i));
                }
            }
        }
        closed.addAll(open);
        List<Line> lines = new ArrayList<>();
        for (int[] one : joined(closed)) {
            int thickness = one[3] - one[2] + 1;
            if (thickness <= thickest && one[1] - one[0] >= Math.max(shortest, 5 * thickness)) {
                lines.add(
                        new Line(
                                horizontal
                                        ? new PixelBox(one[0], one[2], one[1], one[3] + 1)
                                        : new PixelBox(one[2], one[0], one[3] + 1, one[1]),
                                horizontal));
            }
        }
        lines.removeIf(line -> !lonely(line));
        lines.sort(Comparator.comparingInt(Line::length).reversed());
        return lines.size() > MOST ? lines.subList(0, MOST) : lines;
    }

    /** Pieces of a slightly sloping line, which step from row to row. */
    private List<int[]> joined(List<int[]> pieces) {
        List<int[]> sorted = new ArrayList<>(pieces);
        sorted.sort(Comparator.<int[]>comparingInt(piece -> piece[0]).thenComparing(p -> p[2]));
        List<int[]> joined = new ArrayList<>();
        for (int[] piece : sorted) {
            int[] before = null;
            for (int i = joined.size() - 1; i >= 0 && i >= joined.size() - 200; i--) {
                int[] candidate = joined.get(i);
                boolean near = piece[0] - candidate[1] <= 4 && piece[1] > candidate[0];
                boolean level = piece[2] <= candidate[3] + 2 && candidate[2] <= piece[3] + 2;
                if (near && level) {
                    before = candidate;
                    break;
                }
            }
            if (before == null) {
                joined.add(piece.clone());
            } else {
                before[1] = Math.max(before[1], piece[1]);
                before[2] = Math.min(before[2], piece[2]);
                before[3] = Math.max(before[3], piece[3]);
            }
        }
        return joined;
    }

    private List<int[]> runs(boolean horizontal, int across, int length) {
        List<int[]> runs = new ArrayList<>(2);
        int start = -1;
        int last = -1;
        int black = 0;
        for (int along = 0; along <= length; along++) {
            if (along < length && !ink(horizontal, along, across)) {
                continue;
            }
            if (start < 0 || along == length || along - last > BRIDGE + 1) {
                int run = last + 1 - start;
                if (start >= 0 && run >= shortest && run - black <= run * GAPS) {
                    runs.add(new int[] {start, last + 1});
                }
                start = along;
                black = 0;
            }
            last = along;
            black++;
        }
        return runs;
    }

    /** Whether there is mostly paper on both sides, so that it is no picture's or letters' row. */
    private boolean lonely(Line line) {
        PixelBox box = line.box();
        int from = line.horizontal() ? box.x0() : box.y0();
        int to = line.horizontal() ? box.x1() : box.y1();
        int before = (line.horizontal() ? box.y0() : box.x0()) - AWAY;
        int after = (line.horizontal() ? box.y1() : box.x1()) - 1 + AWAY;
        int breadth = line.horizontal() ? map.height() : map.width();
        int inkBefore = 0;
        int inkAfter = 0;
        for (int along = from; along < to; along++) {
            inkBefore += before >= 0 && ink(line.horizontal(), along, before) ? 1 : 0;
            inkAfter += after < breadth && ink(line.horizontal(), along, after) ? 1 : 0;
        }
        return Math.max(inkBefore, inkAfter) < (to - from) * TOUCHED;
    }

    /** Takes lines out of the ink; where something crosses, the crossing stays. */
    void erase(List<Line> lines) {
        for (Line line : lines) {
            PixelBox box = line.box();
            int from = line.horizontal() ? box.x0() : box.y0();
            int to = line.horizontal() ? box.x1() : box.y1();
            int first = (line.horizontal() ? box.y0() : box.x0()) - 1;
            int last = line.horizontal() ? box.y1() : box.x1();
            int breadth = line.horizontal() ? map.height() : map.width();
            for (int along = from; along < to; along++) {
                boolean above = first > 1 && ink(line.horizontal(), along, first - 1);
                boolean below = last < breadth - 2 && ink(line.horizontal(), along, last + 1);
                if (above && below) {
                    continue;
                }
                for (int across = Math.max(0, first);
                        across <= Math.min(breadth - 1, last);
                        across++) {
                    if (line.horizontal()) {
                        map.set(along, across, false);
                    } else {
                        map.set(across, along, false);
                    }
                }
            }
        }
    }
}
