package dev.sundog.document.layout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** How a document is set: the size of its body text and the styles of its headings. */
final class Typography {
    private static final int LONG_TEXT = 60;

    private final Map<Double, Long> sizes = new TreeMap<>();
    private long bold;
    private long all;

    /** Counts a page in. */
    void add(PageLayout page) {
        add(page.pieces());
    }

    /** Counts the text of {@code pieces} in. */
    void add(List<Piece> pieces) {
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text text) {
                for (Line line : text.block().lines()) {
                    int weight =
                            line.length()
                                    * (text.block().length() >= LONG_TEXT ? 4 : 1)
                                    * (line.bold() ? 1 : 4);
                    sizes.merge(rounded(line.size()), (long) weight, Long::sum);
                    bold += line.bold() ? line.length() : 0;
                    all += line.length();
                }
            }
        }
    }

    private static double rounded(double size) {
        return Math.round(size * 2) / 2.0;
    }

    /** Size of most of the text, 10 if there is none. */
    double bodySize() {
        double best = 10;
        long most = 0;
        for (double size : sizes.keySet()) {
            long near = 0;
            for (Map.Entry<Double, Long> entry : sizes.entrySet()) {
                if (Math.abs(entry.getKey() - size) <= 0.5) {
                    near += entry.getValue();
                }
            }
            if (near > most) {
                most = near;
                best = size;
            }
        }
        return best;
    }

    /** Whether most of the text is bold, so that bold marks no heading. */
    boolean boldBody() {
        return 2 * bold > all;
    }

    /** Ranks of heading sizes: the largest 1. */
    static List<Double> ranks(Iterable<Double> headingSizes) {
        TreeSet<Double> distinct = new TreeSet<>(Comparator.reverseOrder());
        headingSizes.forEach(distinct::add);
        List<Double> ranks = new ArrayList<>();
        for (double size : distinct) {
            if (ranks.isEmpty() || ranks.getLast() / size > 1.12) {
                ranks.add(size);
            }
        }
        return ranks;
    }
}
