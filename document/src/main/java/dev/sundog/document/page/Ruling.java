package dev.sundog.document.page;

import dev.sundog.document.tree.Box;

/**
 * A straight horizontal or vertical line drawn on the page, also the edge of a filled rectangle.
 *
 * @param box its extent; the longer side is its direction
 * @param thickness points
 */
public record Ruling(Box box, double thickness) {
    public boolean horizontal() {
        return box.width() >= box.height();
    }
}
