package dev.sundog.document.table;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Ruling;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.TableGrid;
import dev.sundog.document.tree.TextRun;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A writing direction, and the page turned so that it runs from left to right. */
enum Turn {
    NONE(0),
    QUARTER(90),
    HALF(180),
    THREE_QUARTERS(270);

    private final int angle;

    Turn(int angle) {
        this.angle = angle;
    }

    boolean is(int wordAngle) {
        return Math.floorMod(wordAngle, 360) == angle;
    }

    /** The direction of most words. */
    static Turn most(List<Word> words) {
        Turn best = NONE;
        long most = 0;
        for (Turn turn : values()) {
            long count = words.stream().filter(word -> turn.is(word.angle())).count();
            if (count > most) {
                most = count;
                best = turn;
            }
        }
        return best;
    }

    /** The page with some of its words, turned upright. */
    PageContent upright(PageContent page, List<Word> words) {
        boolean sideways = this == QUARTER || this == THREE_QUARTERS;
        return new PageContent(
                page.number(),
                sideways ? page.height() : page.width(),
                sideways ? page.width() : page.height(),
                page.rotation(),
                page.engines(),
                words.stream().map(word -> turned(word, page)).toList(),
                page.rulings().stream()
                        .map(r -> new Ruling(upright(r.box(), page), r.thickness()))
                        .toList(),
                page.pictures(),
                this == NONE ? page.regions() : List.of());
    }

    private Word turned(Word word, PageContent page) {
        if (this == NONE) {
            return word;
        }
        Box box = upright(word.box(), page);
        return word.moved(box, box.y1(), 0);
    }

    /** A box of the page in the turned page. */
    Box upright(Box box, PageContent page) {
        return switch (this) {
            case NONE -> box;
            case QUARTER ->
                    new Box(box.y0(), page.width() - box.x1(), box.y1(), page.width() - box.x0());
            case HALF ->
                    new Box(
                            page.width() - box.x1(),
                            page.height() - box.y1(),
                            page.width() - box.x0(),
                            page.height() - box.y0());
            case THREE_QUARTERS ->
                    new Box(page.height() - box.y1(), box.x0(), page.height() - box.y0(), box.x1());
        };
    }

    private Box original(Box box, PageContent page) {
        return switch (this) {
            case NONE -> box;
            case QUARTER ->
                    new Box(page.width() - box.y1(), box.x0(), page.width() - box.y0(), box.x1());
            case HALF -> upright(box, page);
            case THREE_QUARTERS ->
                    new Box(box.y0(), page.height() - box.x1(), box.y1(), page.height() - box.x0());
        };
    }

    /**
     * A table of the turned page on the page itself.
     *
     * @param words the page's, as they were given to {@link #upright}
     */
    FoundTable back(FoundTable table, PageContent page, List<Word> words) {
        if (this == NONE) {
            return table;
        }
        Map<Box, Word> original = new HashMap<>();
        words.forEach(word -> original.put(upright(word.box(), page), word));
        List<TableGrid.Cell> cells =
                table.grid().cells().stream().map(cell -> back(cell, page)).toList();
        TableGrid grid = table.grid();
        return new FoundTable(
                original(table.box(), page),
                new TableGrid(grid.rows(), grid.columns(), grid.headerRows(), cells),
                table.confidence(),
                table.detector(),
                table.words().stream()
                        .map(word -> original.getOrDefault(word.box(), word))
                        .toList());
    }

    private TableGrid.Cell back(TableGrid.Cell cell, PageContent page) {
        List<TextRun> runs =
                cell.content().runs().stream()
                        .map(
                                run ->
                                        new TextRun(
                                                run.text(),
                                                original(run.box(), page),
                                                run.font(),
                                                run.size(),
                                                run.bold(),
                                                run.italic(),
                                                run.rise(),
                                                run.link()))
                        .toList();
        return new TableGrid.Cell(
                cell.row(),
                cell.column(),
                cell.rowSpan(),
                cell.columnSpan(),
                original(cell.box(), page),
                new Content.Text(runs));
    }
}
