package dev.sundog.document.pdf;

import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Groups of drawn paths that stand together and are no ruling lines: drawings. Paths are dropped
 * into a grid of coarse cells; connected cells make a group.
 */
final class Drawings {
    private static final double CELL = 9;
    private static final int MOST_CELLS = 1 << 20;
    private static final int FEWEST_PATHS = 6;
    private static final double SMALLEST_SIDE = 24;
    private static final double BAND = 0.95;

    private Drawings() {}

    /** Boxes around the groups large enough to be a drawing, top down. */
    static List<Box> groups(List<Box> paths, Box page) {
        double cell = Math.max(CELL, Math.sqrt(page.area() / MOST_CELLS));
        int columns = (int) Math.ceil(page.width() / cell) + 1;
        int rows = (int) Math.ceil(page.height() / cell) + 1;
        if (paths.size() < FEWEST_PATHS || (long) columns * rows > 4L * MOST_CELLS) {
            return List.of();
        }
        int[] owner = new int[paths.size()];
        Arrays.setAll(owner, i -> i);
        int[] cells = new int[columns * rows];
        for (int i = 0; i < owner.length; i++) {
            Box box = paths.get(i);
            if (box.area() > 0.8 * page.area()) {
                continue;
            }
            int c1 = clamp((box.x1() + cell / 2) / cell, columns);
            int r1 = clamp((box.y1() + cell / 2) / cell, rows);
            for (int r = clamp((box.y0() - cell / 2) / cell, rows); r <= r1; r++) {
                for (int c = clamp((box.x0() - cell / 2) / cell, columns); c <= c1; c++) {
                    int taken = cells[r * columns + c];
                    if (taken == 0) {
                        cells[r * columns + c] = i + 1;
                    } else {
                        owner[root(owner, i)] = root(owner, taken - 1);
                    }
                }
            }
        }
        return large(paths, owner, page);
    }

    private static List<Box> large(List<Box> paths, int[] owner, Box page) {
        Box[] boxes = new Box[owner.length];
        int[] counts = new int[owner.length];
        for (int i = 0; i < owner.length; i++) {
            int root = root(owner, i);
            Box before = boxes[root];
            boxes[root] = before == null ? paths.get(i) : before.union(paths.get(i));
            counts[root]++;
        }
        List<Box> found = new ArrayList<>();
        for (int i = 0; i < owner.length; i++) {
            Box box = boxes[i];
            if (box != null
                    && counts[i] >= FEWEST_PATHS
                    && Math.min(box.width(), box.height()) >= SMALLEST_SIDE
                    && box.area() <= 0.8 * page.area()
                    && !bands(paths, owner, i, box)) {
                found.add(box);
            }
        }
        return found;
    }

    /** Whether all paths of a group are as wide as the group: the ground of lines of code. */
    private static boolean bands(List<Box> paths, int[] owner, int group, Box all) {
        for (int i = 0; i < owner.length; i++) {
            if (root(owner, i) == group && paths.get(i).width() < BAND * all.width()) {
                return false;
            }
        }
        return true;
    }

    private static int clamp(double value, int bound) {
        return (int) Math.clamp(value, 0, bound - 1);
    }

    private static int root(int[] owner, int index) {
        int at = index;
        while (owner[at] != at) {
            owner[at] = owner[owner[at]];
            at = owner[at];
        }
        return at;
    }
}
