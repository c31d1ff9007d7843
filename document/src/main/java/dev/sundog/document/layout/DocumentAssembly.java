package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Pages put together to a document while they come: what repeats on neighbouring pages becomes
 * header or footer, headings get levels by what was seen so far, paragraphs are joined over column
 * and page breaks. A page leaves once {@link #LOOK_AHEAD} later ones have come. For one thread.
 */
public final class DocumentAssembly {
    /** Pages that must have come before one is finished. */
    public static final int LOOK_AHEAD = 8;

    private final Consumer<Page> finished;
    private final Typography typography = new Typography();
    private final Deque<PageLayout> waiting = new ArrayDeque<>();
    private final List<Double> headingSizes = new ArrayList<>();
    private int nextId;
    private boolean takenOver;

    /** Finished pages go to {@code finished} in order. */
    public DocumentAssembly(Consumer<Page> finished) {
        this.finished = finished;
    }

    /** Takes the next page. */
    public void add(PageLayout page) {
        typography.add(page);
        waiting.addLast(page);
        if (waiting.size() > LOOK_AHEAD) {
            emit();
        }
    }

    /** Finishes the pages that still wait. */
    public void finish() {
        while (!waiting.isEmpty()) {
            emit();
        }
    }

    private void emit() {
        PageLayout page = waiting.removeFirst();
        Headings headings = new Headings(typography);
        List<Piece> pieces = new ArrayList<>(page.pieces());
        if (takenOver) {
            removeContinuation(pieces);
        }
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text text && headings.heading(text)) {
                headingSizes.add(Math.rint(text.block().size() * 2) / 2);
            }
        }
        List<Double> ranks = Typography.ranks(headingSizes);
        List<Element> elements = new ArrayList<>();
        ElementBuilder builder = new ElementBuilder(page.number(), headings, ranks);
        takenOver = false;
        Optional<Piece.Text> next = nextPageStart();
        for (Element element : builder.elements(pieces, nextId)) {
            elements.add(element);
        }
        nextId += elements.size();
        int last = lastParagraph(elements);
        if (last >= 0
                && next.isPresent()
                && Continuations.continues(elements.get(last), next.get())) {
            elements.set(last, extended(elements.get(last), next.get()));
            takenOver = true;
        }
        finished.accept(
                new Page(
                        page.number(),
                        page.width(),
                        page.height(),
                        page.rotation(),
                        page.status(),
                        page.engines(),
                        elements));
    }

    private Optional<Piece.Text> nextPageStart() {
        return Optional.ofNullable(waiting.peekFirst())
                .flatMap(page -> Continuations.first(page.pieces()));
    }

    private static void removeContinuation(List<Piece> pieces) {
        Continuations.first(pieces).ifPresent(pieces::remove);
    }

    private static int lastParagraph(List<Element> elements) {
        for (int i = elements.size() - 1; i >= 0; i--) {
            switch (elements.get(i).category()) {
                case FOOTER, HEADER, FOOTNOTE, FIGURE, CHART, CAPTION, TABLE -> {}
                case PARAGRAPH -> {
                    return i;
                }
                case HEADING1, HEADING2, HEADING3, EQUATION, LIST, INDEX -> {
                    return -1;
                }
            }
        }
        return -1;
    }

    private static Element extended(Element element, Piece.Text more) {
        Content.Text text =
                Runs.joined((Content.Text) element.content(), Runs.flowing(more.block().lines()));
        Box box = element.box();
        OptionalInt parent = element.parent();
        return new Element(
                element.id(),
                element.page(),
                box,
                Category.PARAGRAPH,
                element.confidence(),
                parent,
                text);
    }
}
