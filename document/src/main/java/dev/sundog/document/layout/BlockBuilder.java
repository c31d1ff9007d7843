package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lines to blocks: a line and the one below it are linked when each is the other's only neighbour
 * and size, weight and distance agree; a chain is then cut where its distance changes.
 */
final class BlockBuilder {
    private static final double WIDEST_LEADING = 1.95;
    private static final double SAME_SIZE = 1.16;
    private static final double LEADING_JUMP = 1.28;
    private static final double LEADING_TOLERANCE = 1.0;

    private final List<Line> lines;
    private final int[] below;
    private final int[] above;

    private BlockBuilder(List<Line> lines) {
        this.lines = lines;
        this.below = new int[lines.size()];
        this.above = new int[lines.size()];
        Arrays.fill(below, -1);
        Arrays.fill(above, -1);
    }

    /** Blocks of lines that are sorted by baseline. */
    static List<TextBlock> blocks(List<Line> lines) {
        BlockBuilder builder = new BlockBuilder(lines);
        builder.link();
        return builder.chains();
    }

    private void link() {
        for (int i = 0; i < lines.size(); i++) {
            below[i] = onlyNeighbour(i, 1);
            above[i] = onlyNeighbour(i, -1);
        }
    }

    /** The one line next below (or above) that shares width with line {@code i}, or -1. */
    private int onlyNeighbour(int i, int direction) {
        Line line = lines.get(i);
        int found = -1;
        double reach = WIDEST_LEADING * line.size() * SAME_SIZE;
        for (int j = i + direction; j >= 0 && j < lines.size(); j += direction) {
            Line other = lines.get(j);
            double distance = Math.abs(other.baseline() - line.baseline());
            if (distance > reach) {
                break;
            }
            if (distance < 0.3 * line.size()
                    || other.box().overlapX(line.box())
                            < 0.5 * Math.min(line.size(), other.size())) {
                continue;
            }
            if (found < 0) {
                found = j;
            } else if (beside(lines.get(found), other)) {
                return -1;
            }
        }
        return found;
    }

    private static boolean beside(Line a, Line b) {
        double overlap = a.box().overlapY(b.box());
        return overlap > 0.4 * Math.min(a.box().height(), b.box().height());
    }

    private boolean agree(Line upper, Line lower) {
        double larger = Math.max(upper.size(), lower.size());
        double smaller = Math.min(upper.size(), lower.size());
        double distance = lower.baseline() - upper.baseline();
        return larger <= SAME_SIZE * smaller
                && upper.bold() == lower.bold()
                && distance <= WIDEST_LEADING * larger;
    }

    private List<TextBlock> chains() {
        boolean[] used = new boolean[lines.size()];
        List<TextBlock> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (used[i]) {
                continue;
            }
            List<Line> chain = new ArrayList<>();
            int at = i;
            while (at >= 0 && !used[at]) {
                used[at] = true;
                chain.add(lines.get(at));
                int next = below[at];
                boolean linked =
                        next >= 0
                                && above[next] == at
                                && !used[next]
                                && agree(lines.get(at), lines.get(next));
                at = linked ? next : -1;
            }
            cutByLeading(chain, blocks);
        }
        return blocks;
    }

    /**
     * Cuts a chain where the distance of lines is larger than the usual one of its surroundings.
     */
    private static void cutByLeading(List<Line> chain, List<TextBlock> blocks) {
        int from = 0;
        for (int i = 1; i < chain.size(); i++) {
            double here = leading(chain, i);
            double before = i - 1 > from ? leading(chain, i - 1) : Double.MAX_VALUE;
            double after = i + 1 < chain.size() ? leading(chain, i + 1) : Double.MAX_VALUE;
            double usual = Math.min(before, after);
            boolean jump =
                    usual < Double.MAX_VALUE
                            && here > LEADING_JUMP * usual
                            && here > usual + LEADING_TOLERANCE;
            if (jump) {
                blocks.add(TextBlock.of(chain.subList(from, i)));
                from = i;
            }
        }
        blocks.add(TextBlock.of(chain.subList(from, chain.size())));
    }

    private static double leading(List<Line> chain, int index) {
        return chain.get(index).baseline() - chain.get(index - 1).baseline();
    }

    /** Whether two boxes lie on one line of sight from top to bottom. */
    static boolean stacked(Box a, Box b) {
        return a.overlapX(b) > 0.3 * Math.min(a.width(), b.width());
    }
}
