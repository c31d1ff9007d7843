package dev.sundog.document.layout;

import dev.sundog.document.page.Region;
import dev.sundog.document.tree.Box;

import java.util.List;

/** What tags, bookmarks or a detector say of a block of text. */
final class Hints {
    private static final double TRUSTED = 0.6;
    private static final double COVERED = 0.6;
    private static final int MOST_LINES = 4;

    private final List<Region> regions;

    Hints(List<Region> regions) {
        this.regions = regions.stream().filter(hint -> hint.confidence() >= TRUSTED).toList();
    }

    /** The level of heading, 1 to 3, that {@code block} is said to be; 0 if none. */
    int headingLevel(TextBlock block) {
        if (block.lines().size() > MOST_LINES) {
            return 0;
        }
        for (Region region : regions) {
            int level = region.category().headingLevel();
            if (level > 0 && covers(region.box(), block.box())) {
                return level;
            }
        }
        return 0;
    }

    /** Whether both boxes are about the same. */
    private static boolean covers(Box region, Box block) {
        double common = region.overlap(block);
        return common > COVERED * block.area() && common > COVERED / 2 * region.area();
    }
}
