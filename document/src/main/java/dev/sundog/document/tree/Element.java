package dev.sundog.document.tree;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * One region of a document.
 *
 * @param id place in the document's reading order, from 0
 * @param page page number from 1; of an element that goes on over a page break the first
 * @param confidence 0 to 1
 * @param parent the id of the element it belongs to: a caption's figure or table
 */
public record Element(
        int id,
        int page,
        Box box,
        Category category,
        double confidence,
        OptionalInt parent,
        Content content) {
    public Element {
        Objects.requireNonNull(box);
        Objects.requireNonNull(category);
        Objects.requireNonNull(parent);
        Objects.requireNonNull(content);
        if (id < 0 || page < 1 || !(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException(
                    "element " + id + " on page " + page + ", confidence " + confidence);
        }
    }
}
