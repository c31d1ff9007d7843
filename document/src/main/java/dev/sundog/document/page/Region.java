package dev.sundog.document.page;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.TableGrid;

import java.util.Optional;

/**
 * A hint of a detector: where it sees an element of a category.
 *
 * @param confidence 0 to 1
 * @param source the detector's name as it shall stand in the output
 * @param structure of a table, if a model of structures saw it: cells without text, their boxes in
 *     points of the page and approximate
 */
public record Region(
        Box box,
        Category category,
        double confidence,
        String source,
        Optional<TableGrid> structure) {
    /** One of which nothing more is known. */
    public Region(Box box, Category category, double confidence, String source) {
        this(box, category, confidence, source, Optional.empty());
    }
}
