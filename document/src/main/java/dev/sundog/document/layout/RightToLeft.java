package dev.sundog.document.layout;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Picture;
import dev.sundog.document.page.Ruling;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Direction;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.TableGrid;
import dev.sundog.document.tree.TextRun;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pages of Arabic, Hebrew and the like. A page on which they prevail is analysed in a mirror, so
 * that lines, columns, lists and tables begin where they are read from; what its elements are in is
 * mirrored back. Words of the other direction that stand together change places.
 */
final class RightToLeft {
    private static final double TOGETHER = 1;

    private RightToLeft() {}

    /** Whether most letters of a page are read from right to left. */
    static boolean prevails(List<Word> words) {
        long balance = 0;
        for (Word word : words) {
            for (int i = 0; i < word.text().length(); i++) {
                balance +=
                        switch (Direction.of(word.text().charAt(i))) {
                            case RIGHT_TO_LEFT -> 1;
                            case LEFT_TO_RIGHT -> -1;
                            case NEITHER -> 0;
                        };
            }
        }
        return balance > 0;
    }

    /** Whether a page has any word to be turned. */
    private static boolean any(List<Word> words) {
        return words.stream()
                .anyMatch(word -> Direction.of(word.text()) == Direction.RIGHT_TO_LEFT);
    }

    /**
     * The page so that words from left to right are words as they are read.
     *
     * @param mirrored whether right to left {@linkplain #prevails prevails}
     */
    static PageContent readable(PageContent page, boolean mirrored) {
        if (!mirrored) {
            return any(page.words())
                    ? page.with(swapped(page.words(), Direction.RIGHT_TO_LEFT), page.engines())
                    : page;
        }
        double width = page.width();
        List<Word> words =
                page.words().stream()
                        .map(RightToLeft::marksReversed)
                        .map(word -> moved(word, mirrored(word.box(), width)))
                        .toList();
        return new PageContent(
                page.number(),
                width,
                page.height(),
                page.rotation(),
                page.engines(),
                swapped(words, Direction.LEFT_TO_RIGHT),
                page.rulings().stream()
                        .map(line -> new Ruling(mirrored(line.box(), width), line.thickness()))
                        .toList(),
                page.pictures().stream()
                        .map(p -> new Picture(mirrored(p.box(), width), p.vector()))
                        .toList(),
                List.of());
    }

    static Box mirrored(Box box, double width) {
        return new Box(width - box.x1(), box.y0(), width - box.x0(), box.y1());
    }

    private static Word moved(Word word, Box box) {
        return word.moved(box, word.baseline(), word.angle());
    }

    /** Marks beside numbers stand on their other side. */
    private static Word marksReversed(Word word) {
        return Direction.of(word.text()) == Direction.NEITHER && word.text().length() > 1
                ? word.withText(
                        Direction.logical(
                                word.text().codePoints().mapToObj(Character::toString).toList()))
                : word;
    }

    /** Runs of words of one direction with each word at the place that mirrors its own. */
    private static List<Word> swapped(List<Word> words, Direction direction) {
        List<Word> all = new ArrayList<>();
        WordRows.of(words).forEach(row -> swapRow(row, direction, all));
        all.sort(Comparator.comparingInt(Word::order));
        return all;
    }

    private static void swapRow(List<Word> row, Direction direction, List<Word> all) {
        int from = 0;
        while (from < row.size()) {
            int end = runEnd(row, from, direction);
            List<Word> run = row.subList(from, end);
            double axis = run.getFirst().box().x0() + run.getLast().box().x1();
            run.forEach(
                    word ->
                            all.add(
                                    run.size() > 1
                                            ? moved(word, mirrored(word.box(), axis))
                                            : word));
            from = end;
        }
    }

    /** One after the last word of the direction that stands together with a first one. */
    private static int runEnd(List<Word> row, int from, Direction direction) {
        if (Direction.of(row.get(from).text()) != direction || row.get(from).angle() != 0) {
            return from + 1;
        }
        int end = from + 1;
        for (int i = from + 1; i < row.size(); i++) {
            Word word = row.get(i);
            Direction own = Direction.of(word.text());
            double gap = word.box().x0() - row.get(i - 1).box().x1();
            boolean against = own != direction && own != Direction.NEITHER;
            if (against || gap > TOGETHER * word.size() || word.angle() != 0) {
                break;
            }
            if (own == direction) {
                end = i + 1;
            }
        }
        return end;
    }

    /** Elements that were found in the mirror. */
    static List<Element> back(List<Element> elements, double width) {
        return elements.stream()
                .map(
                        element ->
                                new Element(
                                        element.id(),
                                        element.page(),
                                        mirrored(element.box(), width),
                                        element.category(),
                                        element.confidence(),
                                        element.parent(),
                                        back(element.content(), width)))
                .toList();
    }

    private static Content back(Content content, double width) {
        return switch (content) {
            case Content.Text text -> back(text, width);
            case Content.Items items ->
                    new Content.Items(
                            items.ordered(),
                            items.items().stream()
                                    .map(
                                            item ->
                                                    new Content.Item(
                                                            item.marker(),
                                                            item.level(),
                                                            back(item.text(), width)))
                                    .toList());
            case Content.Grid grid -> new Content.Grid(back(grid.grid(), width));
            case Content.Picture picture ->
                    new Content.Picture(picture.png(), back(picture.inside(), width));
        };
    }

    private static TableGrid back(TableGrid grid, double width) {
        return new TableGrid(
                grid.rows(),
                grid.columns(),
                grid.headerRows(),
                grid.cells().stream()
                        .map(
                                cell ->
                                        new TableGrid.Cell(
                                                cell.row(),
                                                cell.column(),
                                                cell.rowSpan(),
                                                cell.columnSpan(),
                                                mirrored(cell.box(), width),
                                                back(cell.content(), width)))
                        .toList());
    }

    private static Content.Text back(Content.Text text, double width) {
        return new Content.Text(
                text.runs().stream()
                        .map(
                                run ->
                                        new TextRun(
                                                run.text(),
                                                mirrored(run.box(), width),
                                                run.font(),
                                                run.size(),
                                                run.bold(),
                                                run.italic(),
                                                run.rise(),
                                                run.link()))
                        .toList());
    }
}
