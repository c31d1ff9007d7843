package dev.sundog.document.layout;

import dev.sundog.document.tree.Category;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A page's pieces in reading order: what stands at the page's head, its body, what stands at its
 * foot.
 */
final class PageOrder {
    private static final double HEAD_SHARE = 0.1;
    private static final double FOOT_SHARE = 0.9;
    private static final double APART = 0.8;
    private static final double BOLD_APART = 2.5;
    private static final int MOST_LINES = 2;
    private static final double LARGEST = 1.2;

    private PageOrder() {}

    static List<Piece> of(List<Piece> pieces, double width, double height) {
        Typography typography = new Typography();
        typography.add(pieces);
        double bodySize = typography.bodySize();
        List<Piece> head = new ArrayList<>();
        List<Piece> body = new ArrayList<>();
        List<Piece> foot = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text text && small(text, bodySize)) {
                if (text.box().y1() < HEAD_SHARE * height && extreme(text, pieces, -1, bodySize)) {
                    head.add(text.as(Category.HEADER));
                    continue;
                }
                if (text.box().y0() > FOOT_SHARE * height
                        && extreme(text, pieces, 1, bodySize)
                        && !TextKinds.footnoteSentence(text.block(), bodySize)) {
                    foot.add(text.as(Category.FOOTER));
                    continue;
                }
            }
            body.add(piece);
        }
        List<Piece> ordered = new ArrayList<>();
        head.sort(rows());
        foot.sort(rows());
        ordered.addAll(head);
        List<Piece> notes = FootnoteZone.of(body, height);
        body.removeAll(notes);
        ordered.addAll(ReadingOrder.of(body, Piece::box));
        ordered.addAll(ReadingOrder.of(notes, Piece::box));
        ordered.addAll(foot);
        return ordered;
    }

    private static Comparator<Piece> rows() {
        return Comparator.comparingDouble((Piece piece) -> Math.rint(piece.box().y0() / 4))
                .thenComparingDouble(piece -> piece.box().x0());
    }

    /** Whether {@code text} is no more than a header or footer would be. */
    private static boolean small(Piece.Text text, double bodySize) {
        return text.block().lines().size() <= MOST_LINES
                && text.claimedLevel() == 0
                && !(text.block().lines().getFirst().bold()
                        && Headings.numbered(text.block().text()))
                && text.block().size() <= LARGEST * bodySize;
    }

    /** Whether nothing but other such text lies farther out, and the body stands apart. */
    private static boolean extreme(
            Piece.Text text, List<Piece> pieces, int direction, double bodySize) {
        boolean bold = text.block().lines().getFirst().bold();
        double gap = (bold ? BOLD_APART : APART) * text.block().size();
        for (Piece other : pieces) {
            if (other == text) {
                continue;
            }
            double distance =
                    direction < 0
                            ? other.box().y0() - text.box().y1()
                            : text.box().y0() - other.box().y1();
            boolean level = other.box().overlapY(text.box()) > 0;
            boolean plain = other instanceof Piece.Text beside && small(beside, bodySize);
            if (level ? !plain : distance < gap && !(distance < 0 && plain)) {
                return false;
            }
        }
        return true;
    }
}
