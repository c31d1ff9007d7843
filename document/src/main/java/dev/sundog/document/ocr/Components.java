package dev.sundog.document.ocr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Connected components of ink: groups of black pixels that touch, diagonally too.
 *
 * <p><b>Source:</b> two passes over runs with union by the smaller label, as A. Rosenfeld, J.
 * Pfaltz, Sequential operations in digital picture processing, JACM 13 (1966).
 */
final class Components {
    /** Runs that one page may have; beyond it a page is noise, not text. */
    private static final int MAX_RUNS = 4_000_000;

    /**
     * One component.
     *
     * @param box around its pixels
     * @param pixels how many
     * @param seed column of a pixel of its in the box's first row
     */
    record Component(PixelBox box, int pixels, int seed) {
        /** The share of its box that is black. */
        double density() {
            return pixels / (double) Math.max(1, box.area());
        }
    }

    private int[] starts = new int[1024];
    private int[] ends = new int[1024];
    private int[] rows = new int[1024];
    private int[] parents = new int[1024];
    private int count;

    private Components() {}

    /** The components, in order of their topmost, then leftmost run. */
    static List<Component> of(Bitmap map) {
        Components runs = new Components();
        int previous = 0;
        for (int y = 0; y < map.height(); y++) {
            int first = runs.count;
            runs.addRow(map, y);
            runs.join(previous, first);
            previous = first;
            if (runs.count > MAX_RUNS) {
                return List.of();
            }
        }
        return runs.collect();
    }

    private void addRow(Bitmap map, int y) {
        for (int x = 0; x < map.width(); x++) {
            if (!map.at(x, y)) {
                continue;
            }
            int start = x;
            while (x < map.width() && map.at(x, y)) {
                x++;
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
                rows = Arrays.copyOf(rows, count * 2);
                parents = Arrays.copyOf(parents, count * 2);
            }
            starts[count] = start;
            ends[count] = x;
            rows[count] = y;
            parents[count] = count;
            count++;
        }
    }

    /** Joins runs [previous, first) of the row above with runs from {@code first}. */
    private void join(int previous, int first) {
        int above = previous;
        for (int run = first; run < count; run++) {
            while (above < first && ends[above] < starts[run]) {
                above++;
            }
            for (int touching = above; touching < first; touching++) {
                if (starts[touching] > ends[run]) {
                    break;
                }
                unite(touching, run);
            }
        }
    }

    private int root(int run) {
        int root = run;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }

    private void unite(int a, int b) {
        int first = root(a);
        int second = root(b);
        parents[Math.max(first, second)] = Math.min(first, second);
    }

    private List<Component> collect() {
        int[] index = new int[count];
        int components = 0;
        for (int run = 0; run < count; run++) {
            if (parents[run] == run) {
                index[run] = components++;
            }
        }
        int[][] extents = new int[components][];
        for (int run = 0; run < count; run++) {
            int component = index[root(run)];
            int[] extent = extents[component];
            if (extent == null) {
                extent =
                        new int[] {
                            starts[run], rows[run], ends[run], rows[run] + 1, 0, starts[run]
                        };
                extents[component] = extent;
            }
            extent[0] = Math.min(extent[0], starts[run]);
            extent[2] = Math.max(extent[2], ends[run]);
            extent[3] = rows[run] + 1;
            extent[4] += ends[run] - starts[run];
        }
        List<Component> found = new ArrayList<>(components);
        for (int[] extent : extents) {
            found.add(
                    new Component(
                            new PixelBox(extent[0], extent[1], extent[2], extent[3]),
                            extent[4],
                            extent[5]));
        }
        return found;
    }
}
