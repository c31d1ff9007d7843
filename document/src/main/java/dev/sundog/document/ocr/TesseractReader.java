package dev.sundog.document.ocr;

import dev.sundog.document.ocr.RecognizedPiece.Symbol;
import dev.sundog.document.ocr.TesseractEngine.Segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads blocks with Tesseract: of Latin writing a block of lines in one go, and lines of which
 * nothing came once more on their own; of Korean and Japanese line by line. A line is read once:
 * those by which the page's reader was chosen come again. For one page at a time.
 */
final class TesseractReader implements BlockReader {
    private final EnginePool engines;
    private final String language;

    /** What was read of lines, by where they stand. */
    private final Map<Seen, List<RecognizedPiece>> seen = new HashMap<>();

    private record Seen(GrayImage page, PixelBox line) {}

    /**
     * A reader of one language.
     *
     * @param language in Tesseract's spelling
     */
    TesseractReader(EnginePool engines, String language) {
        this.engines = engines;
        this.language = language;
    }

    @Override
    public String name() {
        return "tesseract " + language;
    }

    @Override
    public boolean readsLatin() {
        return !language.matches("kor.*|jpn.*|chi.*");
    }

    @Override
    public List<RecognizedPiece> read(PagePixels page, TextBlock block) {
        return engines.with(
                language,
                engine ->
                        readsLatin() && block.lines().size() > 1
                                ? readBlock(engine, page.clean(), block.lines())
                                : readLines(engine, page.clean(), block.lines()));
    }

    /**
     * Line by line: within a block Tesseract takes parts of tall syllables for lines of their own.
     */
    private List<RecognizedPiece> readLines(
            TesseractEngine engine, GrayImage page, List<PixelBox> lines) {
        List<RecognizedPiece> pieces = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            pieces.addAll(readLine(engine, page, lines.get(line), line));
        }
        return pieces;
    }

    private List<RecognizedPiece> readBlock(
            TesseractEngine engine, GrayImage page, List<PixelBox> lines) {
        List<RecognizedPiece> pieces = new ArrayList<>();
        BlockImage image = BlockImage.of(page, lines);
        boolean[] seen = new boolean[lines.size()];
        for (RecognizedPiece piece : engine.read(image.image(), Segmentation.BLOCK)) {
            RecognizedPiece placed = placed(piece, image, 0);
            int line = nearest(lines, placed.box());
            seen[line] = true;
            pieces.add(placed.onLine(line));
        }
        for (int line = 0; line < lines.size(); line++) {
            if (!seen[line]) {
                pieces.addAll(readLine(engine, page, lines.get(line), line));
            }
        }
        pieces.sort(
                Comparator.comparingInt(RecognizedPiece::line)
                        .thenComparingInt(piece -> piece.box().x0()));
        return pieces;
    }

    @Override
    public List<RecognizedPiece> readStretch(PagePixels page, PixelBox box, int line) {
        BlockImage image = BlockImage.stretch(page.clean(), box);
        return engines.with(language, engine -> readLine(engine, image, line));
    }

    private List<RecognizedPiece> readLine(
            TesseractEngine engine, GrayImage page, PixelBox box, int line) {
        return seen
                .computeIfAbsent(
                        new Seen(page, box),
                        it -> readLine(engine, BlockImage.of(page, List.of(box)), 0))
                .stream()
                .map(piece -> piece.onLine(line))
                .toList();
    }

    private static List<RecognizedPiece> readLine(
            TesseractEngine engine, BlockImage image, int line) {
        List<RecognizedPiece> pieces = new ArrayList<>();
        for (RecognizedPiece piece : engine.read(image.image(), Segmentation.LINE)) {
            pieces.add(placed(piece, image, line));
        }
        return pieces;
    }

    private static RecognizedPiece placed(RecognizedPiece piece, BlockImage image, int line) {
        List<Symbol> symbols =
                piece.symbols().stream()
                        .map(symbol -> symbol.with(image.onPage(symbol.box())))
                        .toList();
        return new RecognizedPiece(symbols, line);
    }

    private static int nearest(List<PixelBox> lines, PixelBox box) {
        int best = 0;
        for (int i = 1; i < lines.size(); i++) {
            int overlap = lines.get(i).overlapY(box) - lines.get(best).overlapY(box);
            double closer =
                    Math.abs(lines.get(best).centerY() - box.centerY())
                            - Math.abs(lines.get(i).centerY() - box.centerY());
            if (overlap > 0 || (overlap == 0 && closer > 0)) {
                best = i;
            }
        }
        return best;
    }
}
