package dev.sundog.document.layout;

import dev.sundog.document.table.FoundTable;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;

import java.util.List;
import java.util.Optional;

/** An element of one page before the document is put together. */
sealed interface Piece {
    Box box();

    /**
     * Running text.
     *
     * @param category what it is as far as the page alone can tell
     * @param claimedLevel the level of heading that the file or a detector claims, 0 for none
     */
    record Text(TextBlock block, Category category, int claimedLevel) implements Piece {
        @Override
        public Box box() {
            return block.box();
        }

        Text as(Category other) {
            return new Text(block, other, claimedLevel);
        }
    }

    /**
     * A picture or drawing.
     *
     * @param png the crop
     * @param inside text on it
     */
    record Figure(Box box, Optional<byte[]> png, List<Line> inside) implements Piece {
        public Figure {
            inside = List.copyOf(inside);
        }
    }

    /** A table as its finder read it. */
    record Table(FoundTable found) implements Piece {
        @Override
        public Box box() {
            return found.box();
        }
    }
}
