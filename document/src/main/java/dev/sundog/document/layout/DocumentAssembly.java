package dev.sundog.document.layout;

import dev.sundog.document.table.PageBreaks;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.TableGrid;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Pages put together to a document while they come: what repeats on neighbouring pages becomes
 * header or footer, headings get levels by what was seen so far, paragraphs and tables are joined
 * over page breaks. A page leaves once {@link #LOOK_AHEAD} later ones have come. For one thread.
 */
public final class DocumentAssembly {
    /** Pages that must have come before one is finished. */
    public static final int LOOK_AHEAD = 8;

    private static final int LOOK_BACK = 3;

    private final Consumer<Page> finished;
    private final boolean joinTables;

    /** Of a page's height: a table that ends above it has not been cut off by the page's end. */
    private static final double LOW = 0.6;

    private final Typography typography = new Typography();
    private final Deque<PageLayout> before = new ArrayDeque<>();
    private final Deque<PageLayout> waiting = new ArrayDeque<>();
    private final List<Double> headingSizes = new ArrayList<>();
    private int nextId;

    /**
     * @param joinTables whether tables over page breaks become one
     * @param finished takes finished pages in order
     */
    public DocumentAssembly(boolean joinTables, Consumer<Page> finished) {
        this.joinTables = joinTables;
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
        PageLayout page = repeated(waiting.removeFirst());
        Headings headings = new Headings(typography);
        for (Piece piece : page.pieces()) {
            if (piece instanceof Piece.Text text && headings.heading(text)) {
                headingSizes.add(Math.rint(text.block().size() * 2) / 2);
            }
        }
        List<Double> ranks = Typography.ranks(headingSizes);
        List<Element> elements =
                new ArrayList<>(
                        new ElementBuilder(page, headings, ranks).elements(page.pieces(), nextId));
        nextId += elements.size();
        takeText(elements, headings);
        if (joinTables) {
            takeTables(elements, page.height());
        }
        before.addLast(page);
        if (before.size() > LOOK_BACK) {
            before.removeFirst();
        }
        finished.accept(
                new Page(
                        page.number(),
                        page.width(),
                        page.height(),
                        page.rotation(),
                        page.status(),
                        page.engines(),
                        page.mirrored() ? RightToLeft.back(elements, page.width()) : elements));
    }

    /** The page with headers and footers that its neighbours repeat. */
    private PageLayout repeated(PageLayout page) {
        List<PageLayout> neighbours = new ArrayList<>(before);
        neighbours.addAll(waiting);
        return Furniture.marked(page, neighbours, typography.bodySize());
    }

    /** Appends what the next page begins with, if the last paragraph goes on there. */
    private void takeText(List<Element> elements, Headings headings) {
        int last = Continuations.last(elements);
        if (waiting.isEmpty() || last < 0 || elements.get(last).category() != Category.PARAGRAPH) {
            return;
        }
        PageLayout next = repeated(waiting.removeFirst());
        Element element = elements.get(last);
        Optional<Piece.Text> more =
                Continuations.first(next.pieces())
                        .filter(text -> !headings.heading(text))
                        .filter(text -> Continuations.continues(element, text));
        if (more.isPresent()) {
            Content.Text text =
                    Runs.joined(
                            (Content.Text) element.content(),
                            Runs.flowing(more.get().block().lines()));
            elements.set(last, with(element, text));
            next = next.without(more.get());
        }
        waiting.addFirst(next);
    }

    /** Appends the tables that the next pages begin with, if the last table goes on there. */
    private void takeTables(List<Element> elements, double height) {
        int last = Continuations.last(elements);
        if (last < 0
                || !(elements.get(last).content() instanceof Content.Grid grid)
                || elements.get(last).box().y1() < LOW * height) {
            return;
        }
        TableGrid whole = grid.grid();
        List<PageLayout> ahead = new ArrayList<>(waiting);
        boolean goesOn = true;
        for (int i = 0; i < ahead.size() && goesOn; i++) {
            PageLayout next = ahead.get(i);
            Optional<Piece.Table> table = Continuations.firstTable(next.pieces());
            TableGrid above = whole;
            Optional<TableGrid> joined =
                    table.flatMap(more -> PageBreaks.join(above, more.found().grid()));
            goesOn = joined.isPresent();
            if (goesOn) {
                whole = joined.get();
                next = next.without(table.get());
                ahead.set(i, next);
                goesOn = Continuations.nothingButFurniture(next.pieces());
            }
        }
        if (whole != grid.grid()) {
            waiting.clear();
            waiting.addAll(ahead);
            elements.set(last, with(elements.get(last), new Content.Grid(whole)));
        }
    }

    private static Element with(Element element, Content content) {
        return new Element(
                element.id(),
                element.page(),
                element.box(),
                element.category(),
                element.confidence(),
                element.parent(),
                content);
    }
}
