package dev.sundog.document.ocr;

import dev.sundog.document.ocr.RecognizedPiece.Symbol;

import java.util.ArrayList;
import java.util.List;

/**
 * Small ya, yu and yo behind a syllable in i, which differ from the large ones in nothing but their
 * size, told by the size of their ink among the other letters of the line.
 */
final class SmallKana {
    private static final String LARGE = "やゆよヤユヨ";
    private static final String SMALL = "ゃゅょャュョ";
    private static final String IN_I = "きしちにひみりぎじぢびぴキシチニヒミリギジヂビピ";

    /** A column or row whose darkest pixel is brighter is paper. */
    private static final int PAPER = 150;

    /** Letters needed to know the line's size. */
    private static final int FEWEST = 6;

    /** Share of the size of the line's large letters below which kana are small. */
    private static final double SURELY_SMALL = 0.82;

    private SmallKana() {}

    /**
     * A line's letters with kana of the size they have.
     *
     * @param page on which the letters' boxes count
     */
    static List<Symbol> resolved(List<Symbol> line, GrayImage page) {
        if (line.stream().noneMatch(symbol -> LARGE.contains(symbol.text()))) {
            return line;
        }
        double[] sizes =
                line.stream()
                        .filter(symbol -> Scripts.anyUnspaced(symbol.text()))
                        .filter(symbol -> Scripts.anyLetterOrDigit(symbol.text()))
                        .mapToDouble(symbol -> size(page, symbol.box()))
                        .sorted()
                        .toArray();
        if (sizes.length < FEWEST) {
            return line;
        }
        double bound = SURELY_SMALL * sizes[sizes.length * 3 / 4];
        List<Symbol> resolved = new ArrayList<>(line.size());
        for (int i = 0; i < line.size(); i++) {
            Symbol symbol = line.get(i);
            int large = LARGE.indexOf(symbol.text());
            boolean small =
                    large >= 0
                            && i > 0
                            && IN_I.contains(line.get(i - 1).text())
                            && size(page, symbol.box()) < bound;
            resolved.add(
                    small
                            ? new Symbol(
                                    SMALL.substring(large, large + 1),
                                    symbol.box(),
                                    symbol.confidence())
                            : symbol);
        }
        return resolved;
    }

    /** The longer side of the ink inside a letter's box. */
    private static double size(GrayImage page, PixelBox box) {
        boolean[] rows = new boolean[box.height()];
        boolean[] columns = new boolean[box.width()];
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < columns.length; x++) {
                if (page.at(box.x0() + x, box.y0() + y) < PAPER) {
                    rows[y] = true;
                    columns[x] = true;
                }
            }
        }
        return Math.max(extent(rows), extent(columns));
    }

    private static int extent(boolean[] inked) {
        int first = 0;
        int last = inked.length;
        while (first < last && !inked[first]) {
            first++;
        }
        while (last > first && !inked[last - 1]) {
            last--;
        }
        return last - first;
    }
}
