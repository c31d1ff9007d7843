package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;

import java.util.ArrayList;
import java.util.List;

/** Headers and footers, known by standing at the same place of neighbouring pages. */
final class Furniture {
    private static final double HEAD_SHARE = 0.15;
    private static final double FOOT_SHARE = 0.85;
    private static final double SAME_PLACE = 4;
    private static final int MOST_LINES = 3;
    private static final int LONGEST = 200;
    private static final int REPEATS = 2;
    private static final double LARGE = 1.2;

    private Furniture() {}

    /** {@code page} with what its neighbours repeat as header first and footer last. */
    static PageLayout marked(PageLayout page, List<PageLayout> neighbours, double bodySize) {
        List<Piece> head = new ArrayList<>();
        List<Piece> body = new ArrayList<>();
        List<Piece> foot = new ArrayList<>();
        for (Piece piece : page.pieces()) {
            Piece named = piece;
            if (piece instanceof Piece.Text text && text.category() == Category.PARAGRAPH) {
                boolean top = text.box().y1() < HEAD_SHARE * page.height();
                boolean bottom = text.box().y0() > FOOT_SHARE * page.height();
                if ((top || bottom) && repeats(text, neighbours, bodySize) >= REPEATS) {
                    named = text.as(top ? Category.HEADER : Category.FOOTER);
                }
            }
            if (named instanceof Piece.Text text && text.category() == Category.HEADER) {
                head.add(named);
            } else if (named instanceof Piece.Text text && text.category() == Category.FOOTER) {
                foot.add(named);
            } else {
                body.add(named);
            }
        }
        head.addAll(body);
        head.addAll(foot);
        return page.with(head);
    }

    private static long repeats(Piece.Text text, List<PageLayout> neighbours, double bodySize) {
        boolean exact = text.block().size() > LARGE * bodySize;
        String content = pattern(text, exact);
        if (text.block().lines().size() > MOST_LINES || content.length() > LONGEST) {
            return 0;
        }
        return neighbours.stream()
                .filter(
                        page ->
                                page.pieces().stream()
                                        .anyMatch(
                                                piece ->
                                                        piece instanceof Piece.Text other
                                                                && samePlace(
                                                                        other.box(), text.box())
                                                                && pattern(other, exact)
                                                                        .equals(content)))
                .count();
    }

    private static boolean samePlace(Box a, Box b) {
        return Math.abs(a.y0() - b.y0()) <= SAME_PLACE && Math.abs(a.y1() - b.y1()) <= SAME_PLACE;
    }

    /**
     * The text with its numbers taken out, as page numbers differ; in large type, where they count
     * chapters, as it is.
     */
    private static String pattern(Piece.Text text, boolean exact) {
        return exact
                ? text.block().text()
                : text.block().text().replaceAll("[0-9]+", "#").replaceAll("\\b[ivxlc]+\\b", "#");
    }
}
