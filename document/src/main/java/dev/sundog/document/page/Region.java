package dev.sundog.document.page;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;

/**
 * A hint of a detector: where it sees an element of a category.
 *
 * @param confidence 0 to 1
 * @param source the detector's name as it shall stand in the output
 */
public record Region(Box box, Category category, double confidence, String source) {}
