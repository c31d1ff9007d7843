package dev.sundog.document.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Columns by white space: places that the lines with many chunks leave free together.
 *
 * @param cuts between columns, from left to right
 */
record Columns(double[] cuts) {
    private static final double BASE_SHARE = 0.6;
    private static final double CROSSING_SHARE = 0.1;
    private static final int ENOUGH = 6;
    private static final double SUPPORT_SHARE = 0.2;
    private static final double RULED_SHARE = 0.5;

    int count() {
        return cuts.length + 1;
    }

    /** How many chunks a line must have to say where columns are. */
    static int baseChunks(List<TextLine> lines) {
        int[] counts =
                lines.stream()
                        .mapToInt(line -> line.chunks().size())
                        .filter(count -> count > 1)
                        .sorted()
                        .toArray();
        if (counts.length == 0) {
            return 2;
        }
        int upper = counts[Math.min(counts.length - 1, counts.length * 3 / 4)];
        return Math.max(2, (int) Math.ceil(BASE_SHARE * upper));
    }

    /** The columns of some lines; one column if there is no common white space. */
    static Columns of(List<TextLine> lines, List<Segment> vertical, double top, double bottom) {
        int least = baseChunks(lines);
        List<TextLine> base = lines.stream().filter(line -> line.chunks().size() >= least).toList();
        List<double[]> zones = base.isEmpty() ? new ArrayList<>() : zones(base);
        List<Double> cuts = new ArrayList<>();
        for (double[] zone : zones) {
            narrow(zone, lines);
            cuts.add((zone[0] + zone[1]) / 2);
        }
        for (Segment ruling : vertical) {
            if (ruling.covered(top, bottom) >= RULED_SHARE * (bottom - top)) {
                snap(ruling.at(), zones, cuts, lines);
            }
        }
        cuts.sort(Comparator.naturalOrder());
        return new Columns(cuts.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Makes a free interval smaller by what reaches into it from one side in other lines. */
    private static void narrow(double[] zone, List<TextLine> lines) {
        double left = zone[0];
        double right = zone[1];
        for (TextLine line : lines) {
            for (Chunk chunk : line.chunks()) {
                if (chunk.box().x0() < left && chunk.box().x1() < right) {
                    left = Math.max(left, chunk.box().x1());
                } else if (chunk.box().x1() > right && chunk.box().x0() > left) {
                    right = Math.min(right, chunk.box().x0());
                }
            }
        }
        if (left < right) {
            zone[0] = left;
            zone[1] = right;
        }
    }

    /** A ruling line replaces the white space around it, or is a border of its own. */
    private static void snap(
            double at, List<double[]> zones, List<Double> cuts, List<TextLine> lines) {
        boolean left = false;
        boolean right = false;
        for (TextLine line : lines) {
            left |= line.box().x0() < at;
            right |= line.box().x1() > at;
        }
        if (!left || !right) {
            return;
        }
        for (double[] zone : zones) {
            if (at >= zone[0] - 1 && at <= zone[1] + 1) {
                cuts.remove((zone[0] + zone[1]) / 2);
                zones.remove(zone);
                break;
            }
        }
        if (cuts.stream().noneMatch(cut -> Math.abs(cut - at) < 3)) {
            cuts.add(at);
        }
    }

    /** The free intervals between chunks. */
    private static List<double[]> zones(List<TextLine> base) {
        double[] places =
                base.stream()
                        .flatMap(line -> line.chunks().stream())
                        .flatMapToDouble(
                                chunk -> DoubleStream.of(chunk.box().x0(), chunk.box().x1()))
                        .sorted()
                        .distinct()
                        .toArray();
        int[] crossing = crossing(base, places);
        int share = (int) Math.floor(CROSSING_SHARE * base.size());
        int tolerated = base.size() >= ENOUGH ? Math.max(1, share) : share;
        List<double[]> zones = new ArrayList<>();
        int i = 0;
        while (i < crossing.length) {
            if (crossing[i] > tolerated) {
                i++;
                continue;
            }
            int end = i;
            int best = i;
            while (end < crossing.length && crossing[end] <= tolerated) {
                best = crossing[end] < crossing[best] ? end : best;
                end++;
            }
            int last = best;
            while (last + 1 < end && crossing[last + 1] == crossing[best]) {
                last++;
            }
            double[] zone = {places[best], places[last + 1]};
            if (supported(base, (zone[0] + zone[1]) / 2)) {
                zones.add(zone);
            }
            i = end;
        }
        return zones;
    }

    /** How many chunks lie over each interval between neighbouring places. */
    private static int[] crossing(List<TextLine> lines, double[] places) {
        int[] crossing = new int[Math.max(0, places.length - 1)];
        int[] change = new int[places.length];
        for (TextLine line : lines) {
            for (Chunk chunk : line.chunks()) {
                change[Arrays.binarySearch(places, chunk.box().x0())]++;
                change[Arrays.binarySearch(places, chunk.box().x1())]--;
            }
        }
        int open = 0;
        for (int i = 0; i < crossing.length; i++) {
            open += change[i];
            crossing[i] = open;
        }
        return crossing;
    }

    /** Whether enough lines have chunks on both sides. */
    private static boolean supported(List<TextLine> base, double cut) {
        int both = 0;
        for (TextLine line : base) {
            boolean left = line.chunks().getFirst().box().x1() <= cut;
            boolean right = line.chunks().getLast().box().x0() >= cut;
            both += left && right ? 1 : 0;
        }
        return both >= Math.max(base.size() < 3 ? 1 : 2, SUPPORT_SHARE * base.size());
    }

    /** The column in which a place lies. */
    int at(double x) {
        int found = Arrays.binarySearch(cuts, x);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
