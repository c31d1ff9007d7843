package dev.sundog.document.tree;

import java.util.List;
import java.util.stream.Stream;

/**
 * A document read whole.
 *
 * @param title from the file's own metadata or its first heading, else empty
 */
public record Document(String title, List<Page> pages) {
    public Document {
        pages = List.copyOf(pages);
    }

    /** All elements in reading order. */
    public Stream<Element> elements() {
        return pages.stream().flatMap(page -> page.elements().stream());
    }
}
