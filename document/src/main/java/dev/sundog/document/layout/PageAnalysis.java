package dev.sundog.document.layout;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Picture;
import dev.sundog.document.page.Word;
import dev.sundog.document.table.FoundTable;
import dev.sundog.document.table.Leaders;
import dev.sundog.document.table.TableFinder;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.PageStatus;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The layout of one page. Stateless and thread-safe. */
public final class PageAnalysis {
    private PageAnalysis() {}

    /**
     * Finds the pieces of a page and their order.
     *
     * @param crop gives the picture of a part of the page as PNG, or nothing
     */
    public static PageLayout analyze(
            PageContent page, PageStatus status, Function<Box, Optional<byte[]>> crop) {
        boolean mirrored = RightToLeft.prevails(page.words());
        return analyze(
                RightToLeft.readable(page, mirrored),
                status,
                mirrored ? box -> crop.apply(RightToLeft.mirrored(box, page.width())) : crop,
                mirrored);
    }

    private static PageLayout analyze(
            PageContent content,
            PageStatus status,
            Function<Box, Optional<byte[]>> crop,
            boolean mirrored) {
        Hints hints = new Hints(content.regions());
        List<Piece> pieces = new ArrayList<>();
        List<Picture> figures = new ArrayList<>(Figures.of(content));
        Set<Word> left = new LinkedHashSet<>(content.words());
        for (TextBlock list : ContentsLists.of(content.words())) {
            pieces.add(new Piece.Text(list, Category.INDEX, 0));
            list.lines().forEach(line -> line.words().forEach(left::remove));
        }
        Set<Word> leaders = Leaders.of(List.copyOf(left));
        List<Word> words = left.stream().filter(word -> !leaders.contains(word)).toList();
        TableFinder.Tables tables =
                TableFinder.search(
                        withoutPictures(content.with(words, content.engines()), figures));
        for (FoundTable table : tables.found()) {
            if (!ProseTables.isProse(table)
                    && figures.stream().noneMatch(figure -> inside(table.box(), figure))) {
                pieces.add(new Piece.Table(table));
                table.words().forEach(left::remove);
                left.removeIf(
                        word -> leaders.contains(word) && table.box().containsCenter(word.box()));
                figures.removeIf(
                        figure -> figure.box().overlap(table.box()) > 0.5 * figure.box().area());
            }
        }
        for (Picture figure : figures) {
            List<Word> inside =
                    left.stream().filter(word -> figure.box().containsCenter(word.box())).toList();
            inside.forEach(left::remove);
            pieces.add(
                    new Piece.Figure(
                            figure.box(), crop.apply(figure.box()), UprightBlocks.lines(inside)));
        }
        for (TextBlock block : UprightBlocks.of(List.copyOf(left))) {
            pieces.add(new Piece.Text(block, Category.PARAGRAPH, hints.headingLevel(block)));
        }
        List<Piece> ordered =
                TextKinds.of(
                        PageOrder.of(pieces, content.width(), content.height()), content.height());
        return new PageLayout(
                content.number(),
                content.width(),
                content.height(),
                content.rotation(),
                status,
                engines(content, pieces),
                ordered,
                tables.doubtful().stream().filter(table -> !ProseTables.isProse(table)).toList(),
                mirrored);
    }

    /** What read the page, a model of tables too if one of them is as it saw it. */
    private static List<String> engines(PageContent content, List<Piece> pieces) {
        Set<String> engines = new LinkedHashSet<>(content.engines());
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Table table && table.found().modelled()) {
                engines.add(table.found().detector());
            }
        }
        return List.copyOf(engines);
    }

    /** The page without what stands on its pictures, which is no table of the page. */
    private static PageContent withoutPictures(PageContent content, List<Picture> figures) {
        List<Box> pixels =
                figures.stream().filter(figure -> !figure.vector()).map(Picture::box).toList();
        if (pixels.isEmpty()) {
            return content;
        }
        return content.with(
                content.words().stream()
                        .filter(
                                word ->
                                        pixels.stream()
                                                .noneMatch(box -> box.containsCenter(word.box())))
                        .toList(),
                content.engines());
    }

    /** Whether a table is but a part of a picture. */
    private static boolean inside(Box table, Picture figure) {
        return !figure.vector() && table.overlap(figure.box()) > 0.7 * table.area();
    }
}
