package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A line of a page across its whole width, as chunks from left to right. */
record TextLine(List<Chunk> chunks, Box box, double size) {
    /** Gap between chunks, in font sizes: more than a space, less than what parts columns. */
    private static final double CHUNK_GAP = 0.62;

    private static final double SAME_LINE = 0.5;

    /** The lines from top to bottom. */
    static List<TextLine> of(List<Word> words) {
        List<Word> sorted = new ArrayList<>(words.size());
        for (Word word : words) {
            if (!word.text().isBlank()) {
                sorted.add(word);
            }
        }
        sorted.sort(Comparator.comparingDouble((Word word) -> word.box().centerY()));
        List<TextLine> lines = new ArrayList<>();
        List<Word> open = new ArrayList<>();
        double top = 0;
        double bottom = 0;
        for (Word word : sorted) {
            double overlap = Math.min(bottom, word.box().y1()) - Math.max(top, word.box().y0());
            double lower = Math.min(bottom - top, word.box().height());
            if (!open.isEmpty() && overlap < SAME_LINE * lower) {
                lines.add(line(open));
                open.clear();
            }
            if (open.isEmpty()) {
                top = word.box().y0();
                bottom = word.box().y1();
            } else if (word.box().height() > bottom - top && lower * 2 > word.box().height()) {
                top = word.box().y0();
                bottom = word.box().y1();
            }
            open.add(word);
        }
        if (!open.isEmpty()) {
            lines.add(line(open));
        }
        return lines;
    }

    private static TextLine line(List<Word> words) {
        List<Word> ordered = new ArrayList<>(words);
        ordered.sort(Comparator.comparingDouble((Word word) -> word.box().x0()));
        List<Chunk> chunks = new ArrayList<>();
        List<Word> open = new ArrayList<>();
        double end = 0;
        for (Word word : ordered) {
            double gap = word.box().x0() - end;
            if (!open.isEmpty() && gap > CHUNK_GAP * size(word, open.getLast())) {
                chunks.add(Chunk.of(open));
                open.clear();
            }
            open.add(word);
            end = open.size() == 1 ? word.box().x1() : Math.max(end, word.box().x1());
        }
        chunks.add(Chunk.of(open));
        double[] sizes = new double[ordered.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = size(ordered.get(i));
        }
        Arrays.sort(sizes);
        return new TextLine(List.copyOf(chunks), Word.around(ordered), sizes[sizes.length / 2]);
    }

    private static double size(Word left, Word right) {
        return Math.min(size(left), size(right));
    }

    private static double size(Word word) {
        return word.size() > 1 ? word.size() : Math.max(1, word.box().height());
    }

    List<Word> words() {
        List<Word> words = new ArrayList<>();
        for (Chunk chunk : chunks) {
            words.addAll(chunk.words());
        }
        return words;
    }

    double baseline() {
        return chunks.getFirst().words().getFirst().baseline();
    }
}
