package dev.sundog.document.layout;

import dev.sundog.document.page.Spacing;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Element;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Paragraphs that a column or page break divides. */
final class Continuations {
    private static final Pattern ENDED =
            Pattern.compile(".*[.!?:;。！？…][\"'”’)\\]」』0-9]*$", Pattern.DOTALL);
    private static final double SAME_SIZE = 1.08;

    private Continuations() {}

    /** The first piece of a page if it is running text that may go on from the page before. */
    static Optional<Piece.Text> first(List<Piece> pieces) {
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text text && text.category() != Category.HEADER) {
                return text.category() == Category.PARAGRAPH ? Optional.of(text) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The first piece of a page below its header if it is a table. */
    static Optional<Piece.Table> firstTable(List<Piece> pieces) {
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text text -> {
                    if (text.category() != Category.HEADER) {
                        return Optional.empty();
                    }
                }
                case Piece.Table table -> {
                    return Optional.of(table);
                }
                case Piece.Figure figure -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a page has only header and footer. */
    static boolean nothingButFurniture(List<Piece> pieces) {
        return pieces.stream()
                .allMatch(
                        piece ->
                                piece instanceof Piece.Text text
                                        && (text.category() == Category.HEADER
                                                || text.category() == Category.FOOTER));
    }

    /** Index of the last element above footnotes and footer, -1 if there is none. */
    static int last(List<Element> elements) {
        for (int i = elements.size() - 1; i >= 0; i--) {
            switch (elements.get(i).category()) {
                case FOOTER, HEADER, FOOTNOTE -> {}
                case PARAGRAPH,
                        HEADING1,
                        HEADING2,
                        HEADING3,
                        CAPTION,
                        TABLE,
                        FIGURE,
                        CHART,
                        EQUATION,
                        LIST,
                        INDEX -> {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Whether {@code next} goes on where {@code element} was cut off. */
    static boolean continues(Element element, Piece.Text next) {
        if (!(element.content() instanceof Content.Text text) || text.runs().isEmpty()) {
            return false;
        }
        return sameSize(text.runs().getLast().size(), next.block().size())
                && goesOn(text.text(), next.block().text());
    }

    /** Whether {@code next}, in another column, goes on where {@code piece} was cut off. */
    static boolean continues(Piece.Text piece, Piece.Text next) {
        boolean elsewhere =
                next.box().y0() < piece.box().y1() - 1 && next.box().x0() > piece.box().x0();
        return elsewhere
                && sameSize(piece.block().lines().getLast().size(), next.block().size())
                && goesOn(piece.block().text(), next.block().text());
    }

    private static boolean sameSize(double a, double b) {
        return Math.max(a, b) <= SAME_SIZE * Math.min(a, b);
    }

    private static boolean goesOn(String end, String start) {
        if (start.isEmpty() || end.length() < 20 || ENDED.matcher(end).matches()) {
            return false;
        }
        int first = start.codePointAt(0);
        return Character.isLowerCase(first)
                || Spacing.wide(first) && Spacing.wide(end.codePointBefore(end.length()));
    }
}
