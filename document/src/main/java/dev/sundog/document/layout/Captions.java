package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Element;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Which figure or table a caption belongs to: the nearest that shares its width. */
final class Captions {
    private static final double REACH = 60;

    private Captions() {}

    /** {@code elements} of one page, captions with their parents. */
    static List<Element> attached(List<Element> elements) {
        List<Element> attached = new ArrayList<>();
        for (Element element : elements) {
            attached.add(
                    element.category() == Category.CAPTION
                            ? new Element(
                                    element.id(),
                                    element.page(),
                                    element.box(),
                                    element.category(),
                                    element.confidence(),
                                    parent(element, elements),
                                    element.content())
                            : element);
        }
        return attached;
    }

    private static OptionalInt parent(Element caption, List<Element> elements) {
        OptionalInt best = OptionalInt.empty();
        double nearest = REACH;
        for (Element element : elements) {
            boolean captioned =
                    switch (element.category()) {
                        case FIGURE, CHART, TABLE -> true;
                        case PARAGRAPH,
                                HEADING1,
                                HEADING2,
                                HEADING3,
                                HEADER,
                                FOOTER,
                                CAPTION,
                                EQUATION,
                                LIST,
                                INDEX,
                                FOOTNOTE ->
                                false;
                    };
            double distance = distance(element.box(), caption.box());
            if (captioned && distance < nearest) {
                nearest = distance;
                best = OptionalInt.of(element.id());
            }
        }
        return best;
    }

    private static double distance(Box a, Box b) {
        double down = Math.max(0, Math.max(a.y0() - b.y1(), b.y0() - a.y1()));
        double across = Math.max(0, Math.max(a.x0() - b.x1(), b.x0() - a.x1()));
        return Math.hypot(down, across);
    }
}
