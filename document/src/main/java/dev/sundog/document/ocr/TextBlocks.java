package dev.sundog.document.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chains text lines to blocks: a line goes on with the one below when they are near, of like height
 * and neither has another neighbour there. Where a line stands over two columns, a block ends.
 */
final class TextBlocks {
    private static final double LIKE_HEIGHT = 1.7;

    /** Most lines of one block: beyond it recognition gains nothing and memory grows. */
    private static final int MOST_LINES = 40;

    private TextBlocks() {}

    /** The blocks, each line in one, from the top. */
    static List<TextBlock> of(List<PixelBox> lines) {
        List<PixelBox> sorted = new ArrayList<>(lines);
        sorted.sort(Comparator.comparingInt(PixelBox::y0).thenComparingInt(PixelBox::x0));
        int count = sorted.size();
        int[] below = new int[count];
        int[] above = new int[count];
        for (int i = 0; i < count; i++) {
            below[i] = neighbour(sorted, i, true);
            above[i] = neighbour(sorted, i, false);
        }
        List<TextBlock> blocks = new ArrayList<>();
        boolean[] taken = new boolean[count];
        for (int i = 0; i < count; i++) {
            if (taken[i]) {
                continue;
            }
            List<PixelBox> chain = new ArrayList<>();
            int at = i;
            while (true) {
                chain.add(sorted.get(at));
                taken[at] = true;
                int next = below[at];
                if (next < 0
                        || above[next] != at
                        || taken[next]
                        || chain.size() == MOST_LINES
                        || !alike(sorted.get(at), sorted.get(next))) {
                    break;
                }
                at = next;
            }
            blocks.add(new TextBlock(chain));
        }
        return blocks;
    }

    private static boolean alike(PixelBox a, PixelBox b) {
        int small = Math.min(a.height(), b.height());
        int large = Math.max(a.height(), b.height());
        return large <= small * LIKE_HEIGHT && a.overlapX(b) * 2 >= Math.min(a.width(), b.width());
    }

    /**
     * The only line next to line {@code of} on that side, or -1 if there is none or are several.
     */
    private static int neighbour(List<PixelBox> lines, int of, boolean under) {
        PixelBox line = lines.get(of);
        int reach = line.height() * 3 / 2;
        int found = -1;
        for (int i = 0; i < lines.size(); i++) {
            PixelBox other = lines.get(i);
            if (i == of || other.overlapX(line) == 0) {
                continue;
            }
            boolean side =
                    under
                            ? other.centerY() > line.y1() && other.y0() - line.y1() <= reach
                            : other.centerY() < line.y0() && line.y0() - other.y1() <= reach;
            if (!side) {
                continue;
            }
            if (found < 0) {
                found = i;
            } else if (lines.get(found).overlapY(other) * 2
                    >= Math.min(other.height(), lines.get(found).height())) {
                return -1;
            } else if (under == other.y0() < lines.get(found).y0()) {
                found = i;
            }
        }
        return found;
    }
}
