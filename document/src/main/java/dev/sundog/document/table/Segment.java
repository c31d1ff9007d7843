package dev.sundog.document.table;

import dev.sundog.document.page.Ruling;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A drawn line, its broken pieces joined.
 *
 * @param at its y if it is horizontal, else its x
 * @param from where it begins along its direction
 * @param to where it ends
 */
record Segment(double at, double from, double to) {
    private static final double SAME_PLACE = 2.2;
    private static final double SAME_LINE_GAP = 3.5;

    double length() {
        return to - from;
    }

    /** How much of {@code from} to {@code to} it covers. */
    double covered(double from, double to) {
        return Math.max(0, Math.min(this.to, to) - Math.max(this.from, from));
    }

    /** The rulings of one direction, pieces of one line joined, in order of place. */
    static List<Segment> joined(List<Ruling> rulings, boolean horizontal) {
        List<Segment> all =
                rulings.stream()
                        .filter(ruling -> ruling.horizontal() == horizontal)
                        .map(ruling -> of(ruling.box(), horizontal))
                        .sorted(Comparator.comparingDouble(Segment::at))
                        .toList();
        List<Segment> joined = new ArrayList<>();
        int start = 0;
        while (start < all.size()) {
            int end = start + 1;
            while (end < all.size() && all.get(end).at - all.get(start).at <= SAME_PLACE) {
                end++;
            }
            joined.addAll(pieces(all.subList(start, end)));
            start = end;
        }
        return joined;
    }

    private static Segment of(Box box, boolean horizontal) {
        return horizontal
                ? new Segment(box.centerY(), box.x0(), box.x1())
                : new Segment(box.centerX(), box.y0(), box.y1());
    }

    private static List<Segment> pieces(List<Segment> samePlace) {
        double at = samePlace.stream().mapToDouble(Segment::at).average().orElse(0);
        List<Segment> sorted = new ArrayList<>(samePlace);
        sorted.sort(Comparator.comparingDouble(Segment::from));
        List<Segment> pieces = new ArrayList<>();
        for (Segment next : sorted) {
            if (!pieces.isEmpty() && next.from - pieces.getLast().to <= SAME_LINE_GAP) {
                Segment last = pieces.removeLast();
                pieces.add(new Segment(at, last.from, Math.max(last.to, next.to)));
            } else {
                pieces.add(new Segment(at, next.from, next.to));
            }
        }
        return pieces;
    }
}
