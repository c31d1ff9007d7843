package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Element;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Pieces of one page to elements: lists gathered, headings levelled, divided paragraphs joined. */
final class ElementBuilder {
    private static final Category[] LEVELS = {
        Category.HEADING1, Category.HEADING2, Category.HEADING3
    };

    private final PageLayout page;
    private final Headings headings;
    private final List<Double> ranks;
    private final List<Element> elements = new ArrayList<>();
    private int id;

    ElementBuilder(PageLayout page, Headings headings, List<Double> ranks) {
        this.page = page;
        this.headings = headings;
        this.ranks = ranks;
    }

    /** Elements of {@code pieces}, numbered from {@code firstId}. */
    List<Element> elements(List<Piece> pieces, int firstId) {
        id = firstId;
        List<Piece> rest = new ArrayList<>(pieces);
        while (!rest.isEmpty()) {
            Piece piece = rest.removeFirst();
            switch (piece) {
                case Piece.Text text -> text(text, rest);
                case Piece.Table table ->
                        elements.add(
                                new Element(
                                        id++,
                                        page.number(),
                                        table.box(),
                                        Category.TABLE,
                                        table.found().confidence(),
                                        OptionalInt.empty(),
                                        new Content.Grid(table.found().grid())));
                case Piece.Figure figure ->
                        add(
                                figure.box(),
                                Category.FIGURE,
                                new Content.Picture(figure.png(), Runs.broken(figure.inside())));
            }
        }
        return Captions.attached(elements);
    }

    private void text(Piece.Text text, List<Piece> rest) {
        if (text.claimedLevel() == 0
                && text.category() == Category.PARAGRAPH
                && text.block().code()) {
            add(text.box(), Category.PARAGRAPH, Runs.code(text.block()));
            return;
        }
        if (headings.heading(text)) {
            Category level = LEVELS[Headings.level(text, ranks) - 1];
            add(text.box(), level, Runs.flowing(text.block().lines()));
            return;
        }
        if (text.category() == Category.PARAGRAPH && item(text).isPresent()) {
            list(text, rest);
            return;
        }
        if (text.category() == Category.INDEX) {
            add(text.box(), Category.INDEX, Runs.broken(text.block().lines()));
            return;
        }
        Content.Text content = Runs.flowing(text.block().lines());
        Piece.Text last = text;
        Optional<Piece.Text> next = next(last, rest);
        while (next.isPresent()) {
            last = next.get();
            content = Runs.joined(content, Runs.flowing(last.block().lines()));
            rest.remove(last);
            next = next(last, rest);
        }
        add(text.box(), text.category(), content);
    }

    /** The part of a divided paragraph that follows {@code text} in another column. */
    private Optional<Piece.Text> next(Piece.Text text, List<Piece> rest) {
        for (Piece piece : rest) {
            if (piece instanceof Piece.Text other && other.category() == Category.PARAGRAPH) {
                boolean joins =
                        text.category() == Category.PARAGRAPH
                                && !headings.heading(other)
                                && item(other).isEmpty()
                                && !other.block().code()
                                && Continuations.continues(text, other);
                return joins ? Optional.of(other) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The marker of an entry of a list; a number alone is one only among its neighbours. */
    private static Optional<ListMarkers.Marker> item(Piece.Text text) {
        return ListMarkers.marker(text.block().lines().getFirst().text())
                .filter(marker -> !marker.rest().isEmpty());
    }

    private void list(Piece.Text first, List<Piece> rest) {
        List<Piece.Text> entries = new ArrayList<>(List.of(first));
        boolean ordered = item(first).orElseThrow().ordered();
        while (!rest.isEmpty()
                && rest.getFirst() instanceof Piece.Text next
                && next.category() == Category.PARAGRAPH
                && !headings.heading(next)
                && item(next).filter(marker -> marker.ordered() == ordered).isPresent()) {
            entries.add(next);
            rest.removeFirst();
        }
        if (ordered && entries.size() == 1) {
            add(first.box(), Category.PARAGRAPH, Runs.flowing(first.block().lines()));
            return;
        }
        double left = entries.stream().mapToDouble(entry -> entry.box().x0()).min().orElse(0);
        List<Content.Item> items = new ArrayList<>();
        for (Piece.Text entry : entries) {
            ListMarkers.Marker marker = item(entry).orElseThrow();
            int level =
                    (int)
                            Math.clamp(
                                    (entry.box().x0() - left) / (1.5 * entry.block().size()), 0, 5);
            items.add(
                    new Content.Item(
                            marker.text(),
                            level,
                            Runs.without(Runs.flowing(entry.block().lines()), marker.text())));
        }
        Box box = Box.around(entries.stream().map(Piece.Text::box).toList());
        add(box, Category.LIST, new Content.Items(ordered, items));
    }

    private void add(Box box, Category category, Content content) {
        double confidence = category == Category.FIGURE ? 1 : page.confidence(box);
        elements.add(
                new Element(
                        id++,
                        page.number(),
                        box,
                        category,
                        confidence,
                        OptionalInt.empty(),
                        content));
    }
}
