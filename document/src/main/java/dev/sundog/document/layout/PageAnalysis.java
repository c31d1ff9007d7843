package dev.sundog.document.layout;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Picture;
import dev.sundog.document.page.Word;
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
            PageContent content, PageStatus status, Function<Box, Optional<byte[]>> crop) {
        Set<Word> left = new LinkedHashSet<>(content.words());
        List<Piece> pieces = new ArrayList<>();
        for (Picture picture : Figures.of(content)) {
            List<Word> inside =
                    left.stream().filter(word -> picture.box().containsCenter(word.box())).toList();
            inside.forEach(left::remove);
            pieces.add(
                    new Piece.Figure(
                            picture.box(), crop.apply(picture.box()), LineBuilder.lines(inside)));
        }
        for (TextBlock block : BlockBuilder.blocks(LineBuilder.lines(List.copyOf(left)))) {
            for (TextBlock part : Paragraphs.of(block)) {
                pieces.add(new Piece.Text(part, Category.PARAGRAPH));
            }
        }
        List<Piece> ordered = PageOrder.of(pieces, content.width(), content.height());
        return new PageLayout(
                content.number(),
                content.width(),
                content.height(),
                content.rotation(),
                status,
                content.engines(),
                ordered);
    }
}
