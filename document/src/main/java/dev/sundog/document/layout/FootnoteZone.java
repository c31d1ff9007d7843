package dev.sundog.document.layout;

import java.util.ArrayList;
import java.util.List;

/**
 * The notes at a page's foot: small text below the body of its column with nothing of the body
 * below. They are read after all columns.
 */
final class FootnoteZone {
    private static final double SMALLER = 0.93;
    private static final double SAME_SIZE = 1.05;
    private static final int RUNNING_TEXT = 80;
    private static final double LOWER_PART = 0.45;

    private FootnoteZone() {}

    /** Those of {@code pieces} that are notes; none unless one of them begins with a mark. */
    static List<Piece> of(List<Piece> pieces, double pageHeight) {
        List<Piece> notes = new ArrayList<>();
        boolean marked = false;
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text text
                    && plain(text)
                    && text.box().y0() > LOWER_PART * pageHeight
                    && belowBody(text, pieces)) {
                notes.add(piece);
                marked |= TextKinds.startsAsFootnote(text.block().text());
            }
        }
        return marked ? notes : List.of();
    }

    private static boolean plain(Piece.Text text) {
        return text.claimedLevel() == 0
                && !text.block().lines().getFirst().bold()
                && !TextKinds.startsAsCaption(text.block().text());
    }

    /**
     * Whether larger running text stands above {@code note} in its column and nothing but notes
     * below.
     */
    private static boolean belowBody(Piece.Text note, List<Piece> pieces) {
        boolean above = false;
        double size = note.block().size();
        for (Piece piece : pieces) {
            if (piece == note || piece.box().overlapX(note.box()) <= 2) {
                continue;
            }
            if (piece.box().y0() >= note.box().y1() - 2 && larger(piece, size)) {
                return false;
            }
            above |=
                    piece instanceof Piece.Text other
                            && other.block().size() * SMALLER >= size
                            && other.block().length() >= RUNNING_TEXT
                            && piece.box().y1() <= note.box().y0() + 2;
        }
        return above;
    }

    /** Whether a piece is no note for its kind or its size. */
    private static boolean larger(Piece piece, double size) {
        return !(piece instanceof Piece.Text other)
                || other.block().size() > SAME_SIZE * size
                || !plain(other);
    }
}
