package dev.sundog.document.table;

import dev.sundog.document.page.Word;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Columns that stand no farther apart than words: most lines begin a word at one place, and none
 * has anything right before it.
 */
final class NarrowGaps {
    private static final double SAME_EDGE = 0.8;
    private static final double FREE = 1.2;
    private static final double SHARE = 0.7;
    private static final int LEAST = 4;
    private static final int CROSSING = 6;
    private static final int MOST_EDGES = 400;

    private NarrowGaps() {}

    /** The places, each a little left of the words that begin there. */
    static double[] find(List<TextLine> lines) {
        int least = Columns.baseChunks(lines);
        List<TextLine> base = lines.stream().filter(line -> line.chunks().size() >= least).toList();
        if (base.size() < LEAST) {
            return new double[0];
        }
        double[] edges =
                base.stream()
                        .flatMap(line -> line.chunks().stream())
                        .flatMap(chunk -> chunk.words().stream().skip(1))
                        .mapToDouble(word -> word.box().x0())
                        .sorted()
                        .toArray();
        List<Double> found = new ArrayList<>();
        int from = 0;
        int tried = 0;
        while (from < edges.length && tried < MOST_EDGES) {
            int to = from;
            while (to < edges.length && edges[to] - edges[from] <= SAME_EDGE) {
                to++;
            }
            if (to - from >= Math.max(LEAST, SHARE * base.size() / 2)) {
                tried++;
                double edge = edges[from];
                if (divides(edge, base)) {
                    found.add(edge - FREE / 2);
                }
            }
            from = Math.max(to, from + 1);
        }
        return found.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static boolean divides(double edge, List<TextLine> base) {
        int both = 0;
        int crossed = 0;
        int relevant = 0;
        int numbers = 0;
        List<Double> ends = new ArrayList<>();
        for (TextLine line : base) {
            boolean crossing = false;
            boolean before = false;
            boolean begins = false;
            boolean over = false;
            Word left = null;
            for (Chunk chunk : line.chunks()) {
                over |= chunk.box().x0() < edge + SAME_EDGE && chunk.box().x1() > edge - FREE;
                for (Word word : chunk.words()) {
                    crossing |= word.box().x0() < edge - SAME_EDGE && word.box().x1() > edge - FREE;
                    before |= word.box().x1() <= edge - FREE;
                    left = word.box().x1() <= edge - FREE ? word : left;
                    begins |= Math.abs(word.box().x0() - edge) <= SAME_EDGE;
                }
            }
            both += before && begins ? 1 : 0;
            if (left != null && begins) {
                ends.add(left.box().x1());
                numbers += Chunk.of(List.of(left)).numeric() ? 1 : 0;
            }
            crossed += crossing ? 1 : 0;
            relevant += over ? 1 : 0;
        }
        if (2 * numbers < ends.size() && !varied(ends)) {
            return false;
        }
        return crossed <= relevant / CROSSING && both >= Math.max(LEAST, SHARE * relevant);
    }

    /** Whether what stands before ends in many places, as no text does whose lines begin alike. */
    private static boolean varied(List<Double> ends) {
        List<Double> sorted = ends.stream().sorted().toList();
        double quarter = sorted.get(sorted.size() / 4);
        double last = sorted.get(sorted.size() * 3 / 4);
        return last - quarter > FREE;
    }

    /** The lines with chunks parted at the places. */
    static List<TextLine> parted(List<TextLine> lines, double[] places) {
        if (places.length == 0) {
            return lines;
        }
        return lines.stream().map(line -> parted(line, places)).toList();
    }

    private static TextLine parted(TextLine line, double[] places) {
        List<Chunk> chunks = new ArrayList<>();
        for (Chunk chunk : line.chunks()) {
            List<Word> open = new ArrayList<>();
            for (Word word : chunk.words()) {
                if (!open.isEmpty() && between(open.getLast(), word, places)) {
                    chunks.add(Chunk.of(open));
                    open.clear();
                }
                open.add(word);
            }
            chunks.add(Chunk.of(open));
        }
        return new TextLine(List.copyOf(chunks), line.box(), line.size());
    }

    private static boolean between(Word left, Word right, double[] places) {
        return Arrays.stream(places)
                .anyMatch(
                        place ->
                                left.box().x1() <= place + FREE / 2
                                        && Math.abs(right.box().x0() - place - FREE / 2)
                                                <= 2 * SAME_EDGE);
    }
}
