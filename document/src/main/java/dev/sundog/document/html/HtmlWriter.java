package dev.sundog.document.html;

import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Direction;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.PageStatus;

import java.util.List;

/** Writes semantic HTML: one section a page, one element of HTML an element of the tree. */
final class HtmlWriter {
    private final Figures figures;

    HtmlWriter(Figures figures) {
        this.figures = figures;
    }

    /** A whole page of HTML. */
    String write(Document document) {
        StringBuilder out = new StringBuilder();
        out.append("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>")
                .append(Escapes.html(document.title().strip()))
                .append("</title>\n</head>\n<body>\n");
        for (Page page : document.pages()) {
            page(page, out);
        }
        return out.append("</body>\n</html>\n").toString();
    }

    private void page(Page page, StringBuilder out) {
        out.append("<section id=\"page-").append(page.number());
        attribute("data-page", Integer.toString(page.number()), out.append('"'));
        attribute("data-width", Escapes.number(page.width()), out);
        attribute("data-height", Escapes.number(page.height()), out);
        switch (page.status()) {
            case PageStatus.Complete complete -> attribute("data-status", "complete", out);
            case PageStatus.Partial partial -> status("partial", partial.reason(), out);
            case PageStatus.Failed failed -> status("failed", failed.reason(), out);
        }
        out.append(">\n");
        for (Captioned group : Captioned.of(page.elements())) {
            group(group, out);
        }
        out.append("</section>\n");
    }

    private static void status(String status, String reason, StringBuilder out) {
        attribute("data-status", status, out);
        attribute("data-reason", reason, out);
    }

    private void group(Captioned group, StringBuilder out) {
        if (!group.isFigure()) {
            group.elements().forEach(element -> out.append(element(element)).append('\n'));
            return;
        }
        out.append("<figure>\n");
        for (Element element : group.elements()) {
            if (element.category() == Category.CAPTION) {
                out.append(tagged("figcaption", element));
            } else if (element.content() instanceof Content.Picture) {
                out.append(picture("span", element));
            } else {
                out.append(element(element));
            }
            out.append('\n');
        }
        out.append("</figure>\n");
    }

    /** One element. */
    String element(Element element) {
        return switch (element.content()) {
            case Content.Text text when isCode(element.category(), text) ->
                    "<pre" + attributes(element) + ">" + Escapes.html(text.text()) + "</pre>";
            case Content.Text text -> tagged(tag(element.category()), element);
            case Content.Items items -> items(element, items);
            case Content.Grid grid -> TableHtml.of(grid.grid(), attributes(element), true);
            case Content.Picture picture -> picture("figure", element);
        };
    }

    /** Whether a text is shown as code. */
    static boolean isCode(Category category, Content.Text text) {
        return category == Category.PARAGRAPH && text.code();
    }

    private static String tag(Category category) {
        return switch (category) {
            case HEADING1 -> "h1";
            case HEADING2 -> "h2";
            case HEADING3 -> "h3";
            case HEADER -> "header";
            case FOOTER -> "footer";
            case PARAGRAPH, CAPTION, TABLE, FIGURE, CHART, EQUATION, LIST, INDEX, FOOTNOTE -> "p";
        };
    }

    private static String tagged(String tag, Element element) {
        String inner =
                element.content() instanceof Content.Text text
                        ? InlineHtml.of(text, element.category().headingLevel() == 0)
                        : Escapes.html(element.content().text());
        return "<" + tag + attributes(element) + ">" + inner + "</" + tag + ">";
    }

    private String picture(String tag, Element element) {
        String inside = Escapes.html(element.content().text().strip());
        String image =
                figures.address(element)
                        .map(
                                address ->
                                        "<img src=\""
                                                + Escapes.html(address)
                                                + "\" alt=\""
                                                + inside.replace("\n", " ")
                                                + "\">")
                        .orElse(inside.replace("\n", "<br>"));
        return "<" + tag + attributes(element) + ">" + image + "</" + tag + ">";
    }

    private static String attributes(Element element) {
        StringBuilder out = new StringBuilder();
        attribute("id", "e" + element.id(), out);
        attribute("data-category", element.category().label(), out);
        attribute("data-page", Integer.toString(element.page()), out);
        attribute("data-box", Escapes.box(element.box()), out);
        if (element.confidence() < 1) {
            attribute("data-confidence", Escapes.number(element.confidence()), out);
        }
        element.parent().ifPresent(parent -> attribute("data-parent", "e" + parent, out));
        if (Direction.of(element.content().text()) == Direction.RIGHT_TO_LEFT) {
            attribute("dir", "rtl", out);
        }
        return out.toString();
    }

    private static void attribute(String name, String value, StringBuilder out) {
        out.append(' ').append(name).append("=\"").append(Escapes.html(value)).append('"');
    }

    private static String items(Element element, Content.Items items) {
        StringBuilder out = new StringBuilder();
        String tag = items.ordered() ? "ol" : "ul";
        out.append('<').append(tag).append(attributes(element)).append(">\n");
        list(items.items(), 0, 0, tag, out);
        return out.append("</").append(tag).append('>').toString();
    }

    /** Writes items from {@code at} on while they are at {@code level} or deeper. */
    private static int list(
            List<Content.Item> items, int at, int level, String tag, StringBuilder out) {
        int next = at;
        while (next < items.size() && items.get(next).level() >= level) {
            Content.Item item = items.get(next++);
            out.append(ListMarkers.open(item)).append(InlineHtml.of(item.text(), true));
            if (next < items.size() && items.get(next).level() > level) {
                out.append("\n<").append(tag).append(">\n");
                next = list(items, next, level + 1, tag, out);
                out.append("</").append(tag).append(">\n");
            }
            out.append("</li>\n");
        }
        return next;
    }
}
