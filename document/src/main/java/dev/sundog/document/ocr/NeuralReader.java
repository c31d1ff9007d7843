package dev.sundog.document.ocr;

import dev.sundog.document.ocr.RecognizedPiece.Symbol;
import dev.sundog.document.vision.LineRecognizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads English and Japanese line by line with an ONNX model. A line of Japanese has a white frame
 * around it, so that its picture is twice as high: without it kana are taken for their larger or
 * other-script likes. Latin letters would become too small by that and are shown with a quarter of
 * the line's height above and below. Where a letter stands follows from when the model says it;
 * words end at the spaces it says and at wide gaps of the ink. For one page at a time.
 */
final class NeuralReader implements BlockReader {
    /** A column whose darkest pixel is brighter is paper. */
    private static final int PAPER = 190;

    /** Shares of an em below which a gap inside a number is none between words. */
    private static final double NUMBER_GAP = 0.5;

    private final LineRecognizer model;

    /** Whether the line before was; what follows is likely the same. */
    private boolean eastAsian;

    /** What was read, by where it stands. */
    private final Map<Seen, List<RecognizedPiece>> seen = new HashMap<>();

    private record Seen(PagePixels page, PixelBox line, int beside) {}

    NeuralReader(LineRecognizer model) {
        this.model = model;
    }

    @Override
    public String name() {
        return LineRecognizer.NAME;
    }

    @Override
    public boolean readsLatin() {
        return true;
    }

    @Override
    public List<RecognizedPiece> read(PagePixels page, TextBlock block) {
        List<RecognizedPiece> pieces = new ArrayList<>();
        for (int line = 0; line < block.lines().size(); line++) {
            PixelBox box = block.lines().get(line);
            pieces.addAll(read(page, box, beside(box), line));
        }
        return pieces;
    }

    /** Columns left and right of a line that are shown with it. */
    static int beside(PixelBox line) {
        return Math.max(3, line.height() / 4);
    }

    @Override
    public List<RecognizedPiece> readStretch(PagePixels page, PixelBox box, int line) {
        return read(page, box, 1, line);
    }

    /** Lines are read once: those by which the page's reader was chosen come again. */
    private List<RecognizedPiece> read(PagePixels page, PixelBox line, int beside, int number) {
        return seen
                .computeIfAbsent(new Seen(page, line, beside), it -> fresh(page, line, beside))
                .stream()
                .map(piece -> piece.onLine(number))
                .toList();
    }

    private List<RecognizedPiece> fresh(PagePixels page, PixelBox line, int beside) {
        PixelBox shown = line.grown(beside, margin(line, eastAsian), page.width(), page.height());
        if (shown.width() < 2 || shown.height() < 2) {
            return List.of();
        }
        List<LineRecognizer.Letter> letters = letters(page, line, beside);
        if (isEastAsian(letters) != eastAsian) {
            eastAsian = !eastAsian;
            letters = letters(page, line, beside);
        }
        boolean[] inked = inkedColumns(page.clean(), shown, line);
        int[] columns = columns(letters, inked, line.height());
        int[][] gaps = new int[Math.max(0, letters.size() - 1)][];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = gap(inked, columns[i], columns[i + 1]);
        }
        List<Symbol> symbols =
                SmallKana.resolved(symbols(letters, gaps, inked, shown, line), page.clean());
        return words(LookAlikes.resolved(symbols), gaps, line);
    }

    private List<LineRecognizer.Letter> letters(PagePixels page, PixelBox line, int beside) {
        int frame = frame(line, eastAsian);
        GrayImage picture = picture(page, line, beside, eastAsian);
        return model.read(picture.toImage()).stream()
                .map(letter -> inside(letter, picture.width(), frame))
                .toList();
    }

    /**
     * What the model is shown of a line.
     *
     * @param beside pixels left and right of it
     */
    static GrayImage picture(PagePixels page, PixelBox line, int beside, boolean eastAsian) {
        int margin = margin(line, eastAsian);
        GrayImage picture =
                page.plain().crop(line.grown(beside, margin, page.width(), page.height()));
        int frame = frame(line, eastAsian);
        return frame == 0 ? picture : picture.framed(frame);
    }

    private static int frame(PixelBox line, boolean eastAsian) {
        return eastAsian ? Math.max(1, line.height() / 2 - margin(line, true)) : 0;
    }

    /** Rows above and below a line that are shown with it. */
    private static int margin(PixelBox line, boolean eastAsian) {
        return Math.max(2, line.height() / (eastAsian ? 8 : 4));
    }

    /** Whether a line is Japanese; of one without letters the same as before is said. */
    private boolean isEastAsian(List<LineRecognizer.Letter> letters) {
        StringBuilder text = new StringBuilder();
        letters.forEach(letter -> text.append(letter.text()));
        return text.codePoints().noneMatch(Character::isLetter)
                ? eastAsian
                : Scripts.eastAsian(text.toString()) > 0.3;
    }

    /** A letter whose place counts without the frame at the picture's sides. */
    private static LineRecognizer.Letter inside(
            LineRecognizer.Letter letter, int width, int frame) {
        double center = (letter.center() * width - frame) / (width - 2 * frame);
        return new LineRecognizer.Letter(
                letter.text(), Math.clamp(center, 0.0, 1.0), letter.confidence());
    }

    /**
     * Where the letters stand: the model's places are not exact, and one of a narrow letter may lie
     * in the gap beside it; such a letter is taken to the nearest ink.
     */
    private static int[] columns(
            List<LineRecognizer.Letter> letters, boolean[] inked, int lineHeight) {
        int[] columns = new int[letters.size()];
        for (int i = 0; i < columns.length; i++) {
            int said = Math.clamp((int) (letters.get(i).center() * inked.length), 0, inked.length);
            boolean blank = letters.get(i).text().isBlank();
            int near = blank ? said : nearestInk(inked, said, lineHeight / 2);
            columns[i] = i == 0 ? near : Math.max(near, columns[i - 1]);
        }
        return columns;
    }

    private static int nearestInk(boolean[] inked, int column, int reach) {
        for (int away = 0; away <= reach; away++) {
            if (column - away >= 0 && column - away < inked.length && inked[column - away]) {
                return column - away;
            }
            if (column + away < inked.length && inked[column + away]) {
                return column + away;
            }
        }
        return column;
    }

    /**
     * The widest run of paper between two letters' middles: its first column and the one after its
     * last; an empty one half way if there is none.
     */
    private static int[] gap(boolean[] inked, int from, int to) {
        int[] widest = {(from + to) / 2, (from + to) / 2};
        int start = from;
        for (int x = from; x <= to; x++) {
            if (x == to || inked[x]) {
                if (x - start > widest[1] - widest[0]) {
                    widest = new int[] {start, x};
                }
                start = x + 1;
            }
        }
        return widest;
    }

    /** Every letter with its place; blanks too. */
    private static List<Symbol> symbols(
            List<LineRecognizer.Letter> letters,
            int[][] gaps,
            boolean[] inked,
            PixelBox shown,
            PixelBox line) {
        List<Symbol> symbols = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            int left = i == 0 ? 0 : gaps[i - 1][1];
            int right = i == gaps.length ? inked.length : gaps[i][0];
            symbols.add(
                    new Symbol(
                            letters.get(i).text(),
                            trimmed(inked, left, right, shown, line),
                            letters.get(i).confidence()));
        }
        return symbols;
    }

    /** Parts letters where the model says a space and where the ink has a gap as wide as one. */
    private static List<RecognizedPiece> words(List<Symbol> symbols, int[][] gaps, PixelBox line) {
        double[] widths = Arrays.stream(gaps).mapToDouble(gap -> gap[1] - gap[0]).toArray();
        double bound = WordGaps.bound(widths, line.height() / 0.92);
        double wide = NUMBER_GAP * line.height() / 0.92;
        List<RecognizedPiece> pieces = new ArrayList<>();
        List<Symbol> word = new ArrayList<>();
        for (int i = 0; i < symbols.size(); i++) {
            Symbol symbol = symbols.get(i);
            if (symbol.text().isBlank()) {
                finish(word, pieces);
                continue;
            }
            boolean spaced =
                    !word.isEmpty()
                            && !unspaced(word.getLast())
                            && !unspaced(symbol)
                            && widths[i - 1]
                                    >= (ofNumber(word.getLast()) && ofNumber(symbol)
                                            ? Math.max(bound, wide)
                                            : bound);
            if (spaced || (!word.isEmpty() && apart(word.getLast(), symbol.box(), line))) {
                finish(word, pieces);
            }
            word.add(symbol);
        }
        finish(word, pieces);
        return pieces;
    }

    /** Figures stand in cells of one width: beside a narrow one there is much paper. */
    private static boolean ofNumber(Symbol symbol) {
        int character = symbol.text().codePointAt(0);
        return Character.isDigit(character) || ".,:%+-".indexOf(character) >= 0;
    }

    private static boolean unspaced(Symbol symbol) {
        return Scripts.isUnspaced(symbol.text().codePointAt(0));
    }

    private static boolean apart(Symbol last, PixelBox next, PixelBox line) {
        return next.x0() - last.box().x1() > line.height() * 1.4;
    }

    private static void finish(List<Symbol> word, List<RecognizedPiece> pieces) {
        if (!word.isEmpty()) {
            pieces.add(new RecognizedPiece(word, 0));
            word.clear();
        }
    }

    /** Columns of the shown part in which the line has ink. */
    private static boolean[] inkedColumns(GrayImage page, PixelBox shown, PixelBox line) {
        boolean[] inked = new boolean[shown.width()];
        for (int y = Math.max(shown.y0(), line.y0()); y < Math.min(shown.y1(), line.y1()); y++) {
            for (int x = 0; x < inked.length; x++) {
                inked[x] |= page.at(shown.x0() + x, y) < PAPER;
            }
        }
        return inked;
    }

    /** The columns of a letter without the paper at its sides, on the page. */
    private static PixelBox trimmed(
            boolean[] inked, int left, int right, PixelBox shown, PixelBox line) {
        int from = Math.clamp(left, 0, inked.length - 1);
        int to = Math.clamp(right, from + 1, inked.length);
        int first = from;
        int last = to;
        while (first < last - 1 && !inked[first]) {
            first++;
        }
        while (last > first + 1 && !inked[last - 1]) {
            last--;
        }
        if (!inked[first]) {
            first = from;
            last = to;
        }
        return new PixelBox(shown.x0() + first, line.y0(), shown.x0() + last, line.y1());
    }
}
