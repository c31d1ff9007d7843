package dev.sundog.document.layout;

import dev.sundog.document.page.Spacing;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.List;

/**
 * Words side by side on one baseline.
 *
 * @param words in reading direction
 * @param box around the words
 * @param baseline y of most of the text
 * @param size font size of most of the text
 * @param font of most of the text
 * @param bold whether nearly all of the text is
 * @param italic whether most of the text is
 * @param text the words with spaces where they stand apart
 * @param length letters of all words
 */
record Line(
        List<Word> words,
        Box box,
        double baseline,
        double size,
        String font,
        boolean bold,
        boolean italic,
        String text,
        int length) {
    private static final double MOSTLY = 0.85;

    Line {
        words = List.copyOf(words);
    }

    /** The line of {@code words}, which must not be empty, in their order. */
    static Line of(List<Word> words) {
        Prevailing<Double> sizes = new Prevailing<>();
        Prevailing<String> fonts = new Prevailing<>();
        double bold = 0;
        double italic = 0;
        double extents = 0;
        int all = 0;
        for (Word word : words) {
            int length = word.text().length();
            sizes.add(Math.round(word.size() * 4) / 4.0, length);
            fonts.add(word.font(), length);
            double extent = Math.max(word.box().width(), word.box().height());
            bold += word.bold() ? extent : 0;
            italic += word.italic() ? extent : 0;
            extents += extent;
            all += length;
        }
        double size = sizes.most();
        return new Line(
                words,
                Word.around(words),
                baseline(words, size),
                Math.max(size, 0.1),
                fonts.most(),
                bold >= MOSTLY * extents && bold > 0,
                2 * italic > extents,
                text(words),
                all);
    }

    /** The mean of the words of about that size. */
    private static double baseline(List<Word> words, double size) {
        double sum = 0;
        int count = 0;
        for (Word word : words) {
            if (Math.abs(word.size() - size) < 0.2 * size) {
                sum += word.baseline();
                count++;
            }
        }
        return count == 0 ? words.getFirst().baseline() : sum / count;
    }

    /** Counts few things, of which one mostly prevails. */
    private static final class Prevailing<K extends Comparable<K>> {
        private final List<K> keys = new ArrayList<>(2);
        private final List<Integer> counts = new ArrayList<>(2);

        private void add(K key, int count) {
            int index = keys.indexOf(key);
            if (index < 0) {
                keys.add(key);
                counts.add(count);
            } else {
                counts.set(index, counts.get(index) + count);
            }
        }

        /** What counts most, the least of several. */
        private K most() {
            int best = 0;
            for (int i = 1; i < keys.size(); i++) {
                int order = counts.get(i).compareTo(counts.get(best));
                if (order > 0 || order == 0 && keys.get(i).compareTo(keys.get(best)) < 0) {
                    best = i;
                }
            }
            return keys.get(best);
        }
    }

    private static String text(List<Word> words) {
        StringBuilder text = new StringBuilder(words.getFirst().text());
        for (int i = 1; i < words.size(); i++) {
            if (Spacing.apart(words.get(i - 1), words.get(i))) {
                text.append(' ');
            }
            text.append(words.get(i).text());
        }
        return text.toString();
    }
}
