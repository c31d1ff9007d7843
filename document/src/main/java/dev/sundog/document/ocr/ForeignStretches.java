package dev.sundog.document.ocr;

import dev.sundog.document.ocr.RecognizedPiece.Symbol;

import java.util.ArrayList;
import java.util.List;

/**
 * Latin words within Korean or Japanese. Tesseract's data of those languages hardly know Latin
 * letters; so stretches of a line without letters of the script, other than clear digits and marks,
 * are read once more as English, and the surer reading stands.
 */
final class ForeignStretches {
    /** A digit or mark surer than this needs no second reading. */
    private static final double CLEAR = 0.9;

    /** Reads a box of the page as one line of English. */
    @FunctionalInterface
    interface LatinReader {
        List<RecognizedPiece> read(PixelBox box, int line);
    }

    private final LatinReader latin;

    ForeignStretches(LatinReader latin) {
        this.latin = latin;
    }

    /** The pieces of a block with stretches of another script read again. */
    List<RecognizedPiece> corrected(List<RecognizedPiece> pieces) {
        List<RecognizedPiece> corrected = new ArrayList<>();
        int at = 0;
        while (at < pieces.size()) {
            int end = at;
            while (end < pieces.size()
                    && pieces.get(end).line() == pieces.get(at).line()
                    && (end == at || near(pieces.get(end - 1), pieces.get(end)))) {
                end++;
            }
            line(pieces.subList(at, end), corrected);
            at = end;
        }
        return corrected;
    }

    private static boolean near(RecognizedPiece left, RecognizedPiece right) {
        int height = Math.max(left.box().height(), right.box().height());
        return right.box().x0() - left.box().x1() <= 2 * height;
    }

    /** A symbol with the piece that it is of. */
    private record Placed(Symbol symbol, int piece) {}

    private void line(List<RecognizedPiece> pieces, List<RecognizedPiece> corrected) {
        List<Placed> symbols = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            for (Symbol symbol : pieces.get(i).symbols()) {
                symbols.add(new Placed(symbol, i));
            }
        }
        int line = pieces.getFirst().line();
        List<RecognizedPiece> out = new ArrayList<>();
        int at = 0;
        boolean open = false;
        while (at < symbols.size()) {
            int end = at;
            while (end < symbols.size() && !ofScript(symbols.get(end).symbol())) {
                end++;
            }
            if (end > at && doubtful(symbols.subList(at, end))) {
                boolean joinsLeft =
                        at > 0 && symbols.get(at - 1).piece() == symbols.get(at).piece();
                boolean joinsRight =
                        end < symbols.size()
                                && symbols.get(end - 1).piece() == symbols.get(end).piece();
                append(out, reread(symbols.subList(at, end), line), joinsLeft && open);
                open = joinsRight;
                at = end;
                if (at < symbols.size()) {
                    append(out, List.of(single(symbols.get(at), line)), joinsRight);
                    open = true;
                    at++;
                }
                continue;
            }
            int upTo = Math.max(end, at + 1);
            for (; at < upTo; at++) {
                boolean joins =
                        at > 0 && symbols.get(at - 1).piece() == symbols.get(at).piece() && open;
                append(out, List.of(single(symbols.get(at), line)), joins);
                open = true;
            }
        }
        corrected.addAll(out);
    }

    private static RecognizedPiece single(Placed placed, int line) {
        return new RecognizedPiece(List.of(placed.symbol()), line);
    }

    /** Adds pieces; the first of them goes on with the last one there if {@code joined}. */
    private static void append(
            List<RecognizedPiece> out, List<RecognizedPiece> more, boolean joined) {
        for (int i = 0; i < more.size(); i++) {
            RecognizedPiece piece = more.get(i);
            if (i == 0 && joined && !out.isEmpty()) {
                List<Symbol> symbols = new ArrayList<>(out.getLast().symbols());
                symbols.addAll(piece.symbols());
                out.set(out.size() - 1, new RecognizedPiece(symbols, piece.line()));
            } else {
                out.add(piece);
            }
        }
    }

    private static boolean ofScript(Symbol symbol) {
        int first = symbol.text().codePointAt(0);
        return Scripts.isHangul(first) || Scripts.isUnspaced(first);
    }

    private static boolean doubtful(List<Placed> stretch) {
        boolean letters = false;
        boolean unclear = false;
        for (Placed placed : stretch) {
            String text = placed.symbol().text();
            letters |= text.codePoints().anyMatch(Character::isAlphabetic);
            unclear |= placed.symbol().confidence() < CLEAR && isOdd(text);
        }
        return letters || (unclear && stretch.size() > 1);
    }

    /** Not a mark that any language's data know. */
    private static boolean isOdd(String text) {
        return !".,:;·-()'\"%?!~".contains(text);
    }

    private List<RecognizedPiece> reread(List<Placed> stretch, int line) {
        List<RecognizedPiece> before = new ArrayList<>();
        for (int i = 0; i < stretch.size(); i++) {
            boolean joined = i > 0 && stretch.get(i - 1).piece() == stretch.get(i).piece();
            append(before, List.of(single(stretch.get(i), line)), joined);
        }
        PixelBox box =
                before.stream().map(RecognizedPiece::box).reduce(PixelBox::union).orElseThrow();
        if (box.width() < 2 || box.height() < 2) {
            return before;
        }
        List<RecognizedPiece> after = latin.read(box, line);
        return RecognizedPiece.confidence(after) > RecognizedPiece.confidence(before)
                ? after
                : before;
    }
}
