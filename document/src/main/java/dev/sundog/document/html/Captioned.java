package dev.sundog.document.html;

import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Element;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A page's elements in order, a table or figure together with the captions that stand right before
 * and after it.
 *
 * @param elements one element, or captions and what they belong to
 */
record Captioned(List<Element> elements) {
    Captioned {
        elements = List.copyOf(elements);
    }

    static List<Captioned> of(List<Element> elements) {
        List<Captioned> groups = new ArrayList<>();
        List<Element> open = new ArrayList<>();
        for (Element element : elements) {
            if (!open.isEmpty() && !owner(open.getLast()).equals(owner(element))) {
                groups.add(new Captioned(open));
                open.clear();
            }
            open.add(element);
            if (owner(element).isEmpty()) {
                groups.add(new Captioned(open));
                open.clear();
            }
        }
        if (!open.isEmpty()) {
            groups.add(new Captioned(open));
        }
        return groups;
    }

    /** The id of the table or figure that an element is or captions. */
    private static OptionalInt owner(Element element) {
        return switch (element.category()) {
            case TABLE, FIGURE, CHART -> OptionalInt.of(element.id());
            case CAPTION -> element.parent();
            case PARAGRAPH,
                    HEADING1,
                    HEADING2,
                    HEADING3,
                    HEADER,
                    FOOTER,
                    EQUATION,
                    LIST,
                    INDEX,
                    FOOTNOTE ->
                    OptionalInt.empty();
        };
    }

    /** Whether captions and what they belong to stand together. */
    boolean isFigure() {
        return elements.stream().anyMatch(element -> element.category() != Category.CAPTION)
                && elements.size() > 1;
    }
}
