package dev.sundog.document.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the reader, and with it the language, of a page and of each of its blocks: the one that
 * is surest. Immutable; thread-safe.
 */
final class BlockLanguages {
    /** A block read as surely as this by the page's reader is of its language. */
    private static final double SURE = 0.8;

    /** A sample read as surely as this needs no second opinion. */
    private static final double CERTAIN = 0.93;

    /** A reader is chosen that is surer than the second by this. */
    private static final double AHEAD = 0.2;

    /** Letters of a sample that say something. */
    private static final int ENOUGH = 10;

    /** Letters from which on a block tells its language; strokes of drawings are read as fewer. */
    private static final int TELLING = 4;

    /** A reading less sure than this says nothing about how many letters there are. */
    private static final double DOUBTFUL = 0.5;

    /** A reader who has only so many of the letters passes over those that it does not know. */
    private static final double MOST_LETTERS = 0.75;

    private static final int SAMPLE_LINES = 3;
    private static final int SAMPLED_FROM = 12;

    private final List<BlockReader> readers;
    private final Optional<BlockReader> latin;

    /**
     * The surest reader of a few lines.
     *
     * @param confidence 0 to 1
     */
    record Sample(BlockReader reader, double confidence) {}

    /** What was read in a block, by which reader. */
    record Reading(BlockReader reader, List<RecognizedPiece> pieces) {}

    /**
     * A choice.
     *
     * @param readers at least one; the first that is certain is taken
     */
    BlockLanguages(List<BlockReader> readers) {
        this.readers = List.copyOf(readers);
        this.latin = readers.stream().filter(BlockReader::readsLatin).findFirst();
    }

    /** The reader of the page's longest lines. */
    Sample sample(PageAnalysis page) {
        List<PixelBox> lines = new ArrayList<>();
        page.blocks().forEach(block -> lines.addAll(block.lines()));
        int usual = usual(lines);
        lines.sort(
                Comparator.comparingInt((PixelBox line) -> Math.abs(line.height() - usual))
                        .thenComparing(Comparator.comparingInt(PixelBox::width).reversed()));
        List<PixelBox> some =
                new ArrayList<>(lines.subList(0, Math.min(SAMPLED_FROM, lines.size())));
        some.sort(Comparator.comparingInt(PixelBox::width).reversed());
        return sample(page.pixels(), some.subList(0, Math.min(SAMPLE_LINES, some.size())), readers);
    }

    private static int usual(List<PixelBox> lines) {
        if (lines.isEmpty()) {
            return 0;
        }
        int[] heights = lines.stream().mapToInt(PixelBox::height).sorted().toArray();
        return heights[heights.length / 2];
    }

    /** Line after line by every candidate, until one is certain or far ahead of the others. */
    private static Sample sample(
            PagePixels page, List<PixelBox> lines, List<BlockReader> candidates) {
        List<List<RecognizedPiece>> read = new ArrayList<>();
        candidates.forEach(candidate -> read.add(new ArrayList<>()));
        Sample best = new Sample(candidates.getFirst(), 0);
        for (PixelBox line : lines) {
            best = new Sample(candidates.getFirst(), 0);
            double second = 0;
            boolean enough = false;
            for (int i = 0; i < candidates.size(); i++) {
                List<RecognizedPiece> pieces = read.get(i);
                pieces.addAll(candidates.get(i).read(page, new TextBlock(List.of(line))));
                double confidence = RecognizedPiece.confidence(pieces);
                if (confidence > CERTAIN && letters(pieces) >= ENOUGH) {
                    return new Sample(candidates.get(i), confidence);
                }
                if (confidence > best.confidence()) {
                    second = best.confidence();
                    best = new Sample(candidates.get(i), confidence);
                    enough = letters(pieces) >= ENOUGH;
                } else {
                    second = Math.max(second, confidence);
                }
            }
            if (enough && best.confidence() > SURE && best.confidence() > second + AHEAD) {
                return best;
            }
        }
        return best;
    }

    private static int letters(List<RecognizedPiece> pieces) {
        return pieces.stream().mapToInt(piece -> piece.symbols().size()).sum();
    }

    /** Reads a block of a page's pixels with the page's reader unless another is surer. */
    Reading read(PagePixels page, TextBlock block, BlockReader usual) {
        List<RecognizedPiece> pieces = usual.read(page, block);
        BlockReader reader = usual;
        double confidence = RecognizedPiece.confidence(pieces);
        List<BlockReader> others =
                readers.stream().filter(candidate -> candidate != usual).toList();
        if (confidence < SURE && !others.isEmpty()) {
            List<PixelBox> lines =
                    block.lines().subList(0, Math.min(SAMPLE_LINES, block.lines().size()));
            Sample other = sample(page, lines, others);
            if (other.confidence() > confidence + 0.03) {
                List<RecognizedPiece> again = other.reader().read(page, block);
                double surer = RecognizedPiece.confidence(again);
                boolean telling = letters(again) >= TELLING || surer > CERTAIN;
                boolean passesOver =
                        confidence > DOUBTFUL && letters(again) < MOST_LETTERS * letters(pieces);
                if (surer > confidence && telling && !passesOver) {
                    pieces = again;
                    reader = other.reader();
                }
            }
        }
        if (latin.isPresent() && !reader.readsLatin()) {
            BlockReader second = latin.get();
            ForeignStretches stretches =
                    new ForeignStretches(
                            (box, line) ->
                                    second.readStretch(page, onLine(block, box, line), line));
            pieces = stretches.corrected(pieces);
        }
        return new Reading(reader, pieces);
    }

    /** A stretch's columns in the height of its line. */
    private static PixelBox onLine(TextBlock block, PixelBox box, int line) {
        PixelBox whole = block.lines().get(line);
        return new PixelBox(
                box.x0(), Math.min(box.y0(), whole.y0()), box.x1(), Math.max(box.y1(), whole.y1()));
    }
}
