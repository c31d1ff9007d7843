package dev.sundog.document.ocr;

import dev.sundog.document.ocr.RecognizedPiece.Symbol;
import dev.sundog.document.vision.LineRecognizer;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads English and Japanese line by line with an ONNX model. Where a letter stands follows from
 * when the model says it; words end at the spaces it says and at wide gaps of the ink. Thread-safe.
 */
final class NeuralReader implements BlockReader {
    /** Share of a column's range from white within which it counts as paper. */
    private static final int PAPER = 190;

    private final LineRecognizer model;

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
    public List<RecognizedPiece> read(GrayImage page, TextBlock block) {
        List<RecognizedPiece> pieces = new ArrayList<>();
        for (int line = 0; line < block.lines().size(); line++) {
            PixelBox box = block.lines().get(line);
            int beside = Math.max(3, box.height() / 4);
            pieces.addAll(read(page, box, beside, line));
        }
        return pieces;
    }

    @Override
    public List<RecognizedPiece> readStretch(GrayImage page, PixelBox box, int line) {
        return read(page, box, 1, line);
    }

    private List<RecognizedPiece> read(GrayImage page, PixelBox line, int beside, int number) {
        PixelBox shown =
                line.grown(beside, Math.max(2, line.height() / 6), page.width(), page.height());
        if (shown.width() < 2 || shown.height() < 2) {
            return List.of();
        }
        GrayImage crop = page.crop(shown);
        List<LineRecognizer.Letter> letters = model.read(crop.toImage());
        boolean[] inked = inkedColumns(crop);
        List<RecognizedPiece> pieces = new ArrayList<>();
        List<Symbol> word = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            LineRecognizer.Letter letter = letters.get(i);
            if (letter.text().isBlank()) {
                finish(word, number, pieces);
                continue;
            }
            double center = letter.center() * crop.width();
            double left = i == 0 ? 0 : (letters.get(i - 1).center() * crop.width() + center) / 2;
            double right =
                    i + 1 == letters.size()
                            ? crop.width()
                            : (letters.get(i + 1).center() * crop.width() + center) / 2;
            PixelBox box = trimmed(inked, left, right, shown, line);
            if (!word.isEmpty() && apart(word.getLast(), box, line)) {
                finish(word, number, pieces);
            }
            word.add(new Symbol(letter.text(), box, letter.confidence()));
        }
        finish(word, number, pieces);
        return pieces;
    }

    private static boolean apart(Symbol last, PixelBox next, PixelBox line) {
        return next.x0() - last.box().x1() > line.height() * 1.4;
    }

    private static void finish(List<Symbol> word, int line, List<RecognizedPiece> pieces) {
        if (!word.isEmpty()) {
            pieces.add(new RecognizedPiece(word, line));
            word.clear();
        }
    }

    private static boolean[] inkedColumns(GrayImage crop) {
        boolean[] inked = new boolean[crop.width()];
        for (int y = 0; y < crop.height(); y++) {
            for (int x = 0; x < crop.width(); x++) {
                inked[x] |= crop.at(x, y) < PAPER;
            }
        }
        return inked;
    }

    /** The columns of a letter without the paper at its sides, on the page. */
    private static PixelBox trimmed(
            boolean[] inked, double left, double right, PixelBox shown, PixelBox line) {
        int from = Math.clamp((int) Math.floor(left), 0, inked.length - 1);
        int to = Math.clamp((int) Math.ceil(right), from + 1, inked.length);
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
