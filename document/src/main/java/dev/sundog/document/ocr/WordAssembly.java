package dev.sundog.document.ocr;

import dev.sundog.document.ocr.RecognizedPiece.Symbol;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * From pieces of text on a block's lines to words of a page: stretches without spaces joined,
 * writing marks in their usual form, size and baseline from the line's ink and the letters it is
 * of.
 */
final class WordAssembly {
    /** Below it a piece without letters is a speck. */
    private static final double SPECK = 0.4;

    /** Below it a short line is no text. */
    private static final double NOTHING = 0.3;

    /** Of a font's size, wider than what is taken for letters that touch. */
    private static final double LEAST_SPACE = 0.12;

    private final double pointsPerPixel;
    private final List<Word> words = new ArrayList<>();

    WordAssembly(double dotsPerInch) {
        this.pointsPerPixel = 72 / dotsPerInch;
    }

    /** All words so far, in the order of the blocks. */
    List<Word> words() {
        return List.copyOf(words);
    }

    /** Takes a block and what was read in it. */
    void add(TextBlock block, List<RecognizedPiece> pieces) {
        double[] sizes = new double[block.lines().size()];
        List<List<RecognizedPiece>> lines = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            int number = i;
            List<RecognizedPiece> line =
                    joined(
                            pieces.stream()
                                    .filter(piece -> piece.line() == number)
                                    .filter(WordAssembly::isText)
                                    .toList());
            lines.add(isNothing(line) ? List.of() : line);
            sizes[i] = size(block.lines().get(i), text(lines.get(i)));
        }
        double usual = median(sizes);
        for (int i = 0; i < sizes.length; i++) {
            double size = Math.abs(sizes[i] - usual) < usual * 0.15 ? usual : sizes[i];
            double drop = size * descent(text(lines.get(i)));
            double baseline = block.lines().get(i).y1() - drop;
            List<PixelBox> boxes = parted(lines.get(i), size);
            for (int j = 0; j < boxes.size(); j++) {
                words.add(word(lines.get(i).get(j), boxes.get(j), baseline, size));
            }
        }
    }

    private Word word(RecognizedPiece piece, PixelBox box, double baseline, double size) {
        return new Word(
                Marks.usual(piece.text()),
                new Box(
                        box.x0() * pointsPerPixel,
                        box.y0() * pointsPerPixel,
                        box.x1() * pointsPerPixel,
                        box.y1() * pointsPerPixel),
                baseline * pointsPerPixel,
                Math.round(size * pointsPerPixel * 10) / 10.0,
                "",
                false,
                false,
                0,
                piece.confidence(),
                words.size(),
                Optional.empty(),
                Word.Following.UNKNOWN);
    }

    /**
     * Boxes of a line's pieces; where a recogniser says a space though its boxes, which are vague,
     * nearly touch, the left one ends earlier, so that the space is seen.
     */
    private static List<PixelBox> parted(List<RecognizedPiece> line, double size) {
        List<PixelBox> boxes = new ArrayList<>();
        for (int i = 0; i < line.size(); i++) {
            PixelBox box = line.get(i).box();
            if (i + 1 < line.size() && !isUnspaced(line.get(i), line.get(i + 1))) {
                int end = line.get(i + 1).box().x0() - (int) Math.ceil(LEAST_SPACE * size);
                box =
                        new PixelBox(
                                box.x0(),
                                box.y0(),
                                Math.clamp(end, box.x0() + 1, box.x1()),
                                box.y1());
            }
            boxes.add(box);
        }
        return boxes;
    }

    private static boolean isText(RecognizedPiece piece) {
        String text = piece.text();
        return Scripts.anyLetterOrDigit(text) || piece.confidence() >= SPECK;
    }

    private static boolean isNothing(List<RecognizedPiece> line) {
        int symbols = line.stream().mapToInt(piece -> piece.symbols().size()).sum();
        return symbols <= 3 && RecognizedPiece.confidence(line) < NOTHING;
    }

    private static String text(List<RecognizedPiece> line) {
        StringBuilder text = new StringBuilder();
        line.forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    /** Neighbours of Han or kana that stand close are one word. */
    private static List<RecognizedPiece> joined(List<RecognizedPiece> line) {
        List<RecognizedPiece> joined = new ArrayList<>();
        for (RecognizedPiece piece : line) {
            if (!joined.isEmpty() && close(joined.getLast(), piece)) {
                List<Symbol> symbols = new ArrayList<>(joined.getLast().symbols());
                symbols.addAll(piece.symbols());
                joined.set(joined.size() - 1, new RecognizedPiece(symbols, piece.line()));
            } else {
                joined.add(piece);
            }
        }
        return joined;
    }

    private static boolean close(RecognizedPiece left, RecognizedPiece right) {
        int height = Math.max(left.box().height(), right.box().height());
        return isUnspaced(left, right) && right.box().x0() - left.box().x1() <= height * 0.9;
    }

    private static boolean isUnspaced(RecognizedPiece left, RecognizedPiece right) {
        String end = Marks.usual(left.text());
        String start = Marks.usual(right.text());
        return Scripts.isUnspaced(end.codePointBefore(end.length()))
                || Scripts.isUnspaced(start.codePointAt(0));
    }

    /** Font size in pixels, from the ink's height and how tall such letters are in an em. */
    private static double size(PixelBox line, String text) {
        return line.height() / (ascent(text) + descent(text));
    }

    private static double ascent(String text) {
        if (Scripts.eastAsian(text) > 0) {
            return 0.8;
        }
        boolean tall =
                text.chars()
                        .anyMatch(
                                c ->
                                        Character.isUpperCase(c)
                                                || Character.isDigit(c)
                                                || "bdfhiklt()[]|/".indexOf(c) >= 0);
        return tall || text.isEmpty() ? 0.72 : 0.52;
    }

    private static double descent(String text) {
        if (Scripts.eastAsian(text) > 0) {
            return 0.12;
        }
        return text.chars().anyMatch(c -> "gjpqy,;()[]|Q".indexOf(c) >= 0) ? 0.2 : 0.01;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
