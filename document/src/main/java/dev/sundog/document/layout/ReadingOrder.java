package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The order in which people read boxes on a page.
 *
 * <p>The tallest white corridor with boxes on both sides is looked for; boxes that span it end the
 * corridor, so that a heading or a figure over two columns needs no mask of its own. What lies
 * above the corridor is read first, then its left side, its right side, and what lies below, each
 * by the same rule. Where a white stripe much wider than the corridor crosses it, the page is a set
 * of rows and is cut there first; where both sides are aligned line by line, they are rows of
 * labels and values. Without a corridor the order is top down.
 */
final class ReadingOrder {
    private static final double TOLERANCE = 3.5;
    private static final double JUT = 0.05;
    private static final double LARGEST_JUT = 12;
    private static final double LEAST_HEIGHT = 2;
    private static final double STRIPE_RATIO = 2;
    private static final double ALIGNED = 3.5;
    private static final double ALIGNED_SHARE = 0.8;
    private static final int ALIGNED_ROWS = 3;
    private static final int MOST_BOXES = 1500;

    private ReadingOrder() {}

    /** {@code items} in reading order. */
    static <T> List<T> of(List<T> items, Function<T, Box> box) {
        List<Item<T>> all = new ArrayList<>();
        items.forEach(item -> all.add(new Item<>(item, box.apply(item))));
        List<T> ordered = new ArrayList<>(items.size());
        if (all.size() > MOST_BOXES) {
            topDown(all, ordered);
        } else {
            order(all, ordered);
        }
        return ordered;
    }

    private record Item<T>(T value, Box box) {}

    /** A corridor between {@code left} and {@code right}; the others end it. */
    private record Corridor<T>(
            List<Item<T>> above,
            List<Item<T>> left,
            List<Item<T>> right,
            List<Item<T>> below,
            double height,
            double width) {}

    private static <T> void order(List<Item<T>> items, List<T> ordered) {
        if (items.size() <= 1) {
            items.forEach(item -> ordered.add(item.value()));
            return;
        }
        Optional<Corridor<T>> best = tallest(items);
        if (best.isEmpty()) {
            topDown(items, ordered);
            return;
        }
        Corridor<T> corridor = best.get();
        order(corridor.above(), ordered);
        columns(corridor, ordered);
        order(corridor.below(), ordered);
    }

    private static <T> void topDown(List<Item<T>> items, List<T> ordered) {
        items.stream()
                .sorted(
                        Comparator.comparingDouble((Item<T> item) -> item.box().y0())
                                .thenComparingDouble(item -> item.box().x0()))
                .forEach(item -> ordered.add(item.value()));
    }

    private static <T> void columns(Corridor<T> corridor, List<T> ordered) {
        List<Item<T>> both = new ArrayList<>(corridor.left());
        both.addAll(corridor.right());
        Optional<Double> stripe = stripe(corridor, both);
        if (stripe.isPresent()) {
            double y = stripe.get();
            order(both.stream().filter(item -> item.box().centerY() < y).toList(), ordered);
            order(both.stream().filter(item -> item.box().centerY() >= y).toList(), ordered);
        } else if (aligned(corridor.left(), corridor.right())) {
            rows(both, ordered);
        } else {
            order(corridor.left(), ordered);
            order(corridor.right(), ordered);
        }
    }

    /** The middle of a white stripe over both sides that is much wider than the corridor. */
    private static <T> Optional<Double> stripe(Corridor<T> corridor, List<Item<T>> both) {
        List<Item<T>> sorted =
                both.stream().sorted(Comparator.comparingDouble(item -> item.box().y0())).toList();
        double bottom = sorted.getFirst().box().y1();
        double widest = STRIPE_RATIO * Math.max(corridor.width(), TOLERANCE);
        Optional<Double> found = Optional.empty();
        for (Item<T> item : sorted) {
            double gap = item.box().y0() - bottom;
            double middle = (item.box().y0() + bottom) / 2;
            if (gap > widest && parts(corridor.left(), middle) && parts(corridor.right(), middle)) {
                widest = gap;
                found = Optional.of(middle);
            }
            bottom = Math.max(bottom, item.box().y1());
        }
        return found;
    }

    private static <T> boolean parts(List<Item<T>> side, double y) {
        return side.stream().anyMatch(item -> item.box().y1() <= y)
                && side.stream().anyMatch(item -> item.box().y0() >= y);
    }

    /** Whether the sides are rows: nearly every box has one of the same top on the other side. */
    private static <T> boolean aligned(List<Item<T>> left, List<Item<T>> right) {
        return left.size() >= ALIGNED_ROWS
                && right.size() >= ALIGNED_ROWS
                && matched(left, right) >= ALIGNED_SHARE
                && matched(right, left) >= ALIGNED_SHARE;
    }

    private static <T> double matched(List<Item<T>> side, List<Item<T>> other) {
        long found =
                side.stream()
                        .filter(
                                item ->
                                        other.stream()
                                                .anyMatch(
                                                        match ->
                                                                Math.abs(
                                                                                match.box().y0()
                                                                                        - item.box()
                                                                                                .y0())
                                                                        <= ALIGNED))
                        .count();
        return (double) found / side.size();
    }

    private static <T> void rows(List<Item<T>> items, List<T> ordered) {
        List<Item<T>> sorted =
                items.stream().sorted(Comparator.comparingDouble(item -> item.box().y0())).toList();
        int from = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            boolean end =
                    i == sorted.size()
                            || sorted.get(i).box().y0() - sorted.get(from).box().y0() > ALIGNED;
            if (end) {
                sorted.subList(from, i).stream()
                        .sorted(Comparator.comparingDouble(item -> item.box().x0()))
                        .forEach(item -> ordered.add(item.value()));
                from = i;
            }
        }
    }

    private static <T> Optional<Corridor<T>> tallest(List<Item<T>> items) {
        double[] edges =
                items.stream().mapToDouble(item -> item.box().x1()).sorted().distinct().toArray();
        Optional<Corridor<T>> best = Optional.empty();
        double last = Double.NEGATIVE_INFINITY;
        for (double edge : edges) {
            double x = edge - TOLERANCE / 2;
            if (edge - last < 0.5) {
                continue;
            }
            last = edge;
            for (Corridor<T> corridor : corridors(items, x)) {
                if (best.isEmpty() || better(corridor, best.get())) {
                    best = Optional.of(corridor);
                }
            }
        }
        return best;
    }

    private static <T> boolean better(Corridor<T> a, Corridor<T> b) {
        if (Math.abs(a.height() - b.height()) > 1) {
            return a.height() > b.height();
        }
        return a.width() > b.width();
    }

    /**
     * Whether {@code box} reaches over {@code x} on both sides, by more than a line may jut out.
     */
    private static boolean spans(Box box, double x) {
        double jut = Math.clamp(JUT * box.width(), TOLERANCE, LARGEST_JUT);
        return box.x0() < x - jut && box.x1() > x + jut;
    }

    /** The corridors just right of {@code x}, one in each band between boxes that span it. */
    private static <T> List<Corridor<T>> corridors(List<Item<T>> items, double x) {
        List<Box> spanning =
                items.stream()
                        .map(Item::box)
                        .filter(box -> spans(box, x))
                        .sorted(Comparator.comparingDouble(Box::y0))
                        .toList();
        List<Corridor<T>> found = new ArrayList<>();
        double top = Double.NEGATIVE_INFINITY;
        for (Box span : spanning) {
            if (span.y0() > top) {
                corridor(items, x, top, span.y0()).ifPresent(found::add);
            }
            top = Math.max(top, span.y1());
        }
        corridor(items, x, top, Double.POSITIVE_INFINITY).ifPresent(found::add);
        return found;
    }

    private static <T> Optional<Corridor<T>> corridor(
            List<Item<T>> items, double x, double top, double bottom) {
        List<Item<T>> above = new ArrayList<>();
        List<Item<T>> left = new ArrayList<>();
        List<Item<T>> right = new ArrayList<>();
        List<Item<T>> below = new ArrayList<>();
        for (Item<T> item : items) {
            Box box = item.box();
            boolean spans = spans(box, x);
            if (spans ? box.y0() < top : box.centerY() < top) {
                above.add(item);
            } else if (spans || box.centerY() > bottom) {
                below.add(item);
            } else if (box.centerX() >= x) {
                right.add(item);
            } else {
                left.add(item);
            }
        }
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        Box leftBox = Box.around(left.stream().map(Item::box).toList());
        Box rightBox = Box.around(right.stream().map(Item::box).toList());
        double height = leftBox.overlapY(rightBox);
        if (height < LEAST_HEIGHT) {
            return Optional.empty();
        }
        return Optional.of(
                new Corridor<>(above, left, right, below, height, rightBox.x0() - leftBox.x1()));
    }
}
