package dev.sundog.document.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the language of a page and of each of its blocks, by which one Tesseract is surest in. Of
 * one page's reading; not thread-safe.
 */
final class BlockLanguages {
    /** A block read as surely as this in the page's language is of that language. */
    private static final double SURE = 0.8;

    private static final int SAMPLE_LINES = 3;

    private final TesseractReader reader;
    private final List<String> languages;

    /**
     * The surest language of a few lines.
     *
     * @param confidence 0 to 1
     */
    record Sample(String language, double confidence) {}

    /** What was read in a block, in which language. */
    record Reading(String language, List<RecognizedPiece> pieces) {}

    BlockLanguages(TesseractReader reader, List<String> languages) {
        this.reader = reader;
        this.languages = List.copyOf(languages);
    }

    /** The language of the page's longest lines. */
    Sample sample(PageAnalysis page) {
        List<PixelBox> lines = new ArrayList<>();
        page.blocks().forEach(block -> lines.addAll(block.lines()));
        int usual = usual(lines);
        lines.sort(
                Comparator.comparingInt((PixelBox line) -> Math.abs(line.height() - usual))
                        .thenComparing(Comparator.comparingInt(PixelBox::width).reversed()));
        List<PixelBox> some = new ArrayList<>(lines.subList(0, Math.min(12, lines.size())));
        some.sort(Comparator.comparingInt(PixelBox::width).reversed());
        return sample(page, some.subList(0, Math.min(SAMPLE_LINES, some.size())), languages);
    }

    private static int usual(List<PixelBox> lines) {
        if (lines.isEmpty()) {
            return 0;
        }
        int[] heights = lines.stream().mapToInt(PixelBox::height).sorted().toArray();
        return heights[heights.length / 2];
    }

    private Sample sample(PageAnalysis page, List<PixelBox> lines, List<String> candidates) {
        Sample best = new Sample(candidates.getFirst(), 0);
        for (String language : candidates) {
            List<RecognizedPiece> pieces = new ArrayList<>();
            for (PixelBox line : lines) {
                pieces.addAll(reader.read(page.clean(), new TextBlock(List.of(line)), language));
            }
            double confidence = RecognizedPiece.confidence(pieces);
            if (confidence > best.confidence()) {
                best = new Sample(language, confidence);
            }
        }
        return best;
    }

    /** Reads a block, in the page's language unless another is surer. */
    Reading read(PageAnalysis page, TextBlock block, String usual) {
        List<RecognizedPiece> pieces = reader.read(page.clean(), block, usual);
        String language = usual;
        double confidence = RecognizedPiece.confidence(pieces);
        List<String> others =
                languages.stream().filter(candidate -> !candidate.equals(usual)).toList();
        if (confidence < SURE && !others.isEmpty()) {
            List<PixelBox> lines =
                    block.lines().subList(0, Math.min(SAMPLE_LINES, block.lines().size()));
            Sample other = sample(page, lines, others);
            if (other.confidence() > confidence + 0.03) {
                List<RecognizedPiece> again = reader.read(page.clean(), block, other.language());
                if (RecognizedPiece.confidence(again) > confidence) {
                    pieces = again;
                    language = other.language();
                }
            }
        }
        if (languages.contains("eng") && !language.equals("eng")) {
            pieces =
                    new ForeignStretches((box, line) -> latin(page, block, box, line))
                            .corrected(pieces);
        }
        return new Reading(language, pieces);
    }

    private List<RecognizedPiece> latin(
            PageAnalysis page, TextBlock block, PixelBox box, int line) {
        PixelBox whole = block.lines().get(line);
        PixelBox stretch =
                new PixelBox(
                        box.x0(),
                        Math.min(box.y0(), whole.y0()),
                        box.x1(),
                        Math.max(box.y1(), whole.y1()));
        return reader.readStretch(page.clean(), stretch, line, "eng");
    }
}
