package dev.sundog.document.layout;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Words side by side on one baseline.
 *
 * @param words in reading direction
 * @param box around the words
 * @param baseline y of most of the text
 * @param size font size of most of the text
 * @param font of most of the text
 * @param bold whether most of the text is
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
    Line {
        words = List.copyOf(words);
    }

    /** The line of {@code words}, which must not be empty, in their order. */
    static Line of(List<Word> words) {
        TreeMap<Double, Integer> sizes = new TreeMap<>();
        TreeMap<String, Integer> fonts = new TreeMap<>();
        int bold = 0;
        int italic = 0;
        int all = 0;
        for (Word word : words) {
            int length = word.text().length();
            sizes.merge(Math.round(word.size() * 4) / 4.0, length, Integer::sum);
            fonts.merge(word.font(), length, Integer::sum);
            bold += word.bold() ? length : 0;
            italic += word.italic() ? length : 0;
            all += length;
        }
        double size = most(sizes);
        return new Line(
                words,
                Word.around(words),
                baseline(words, size),
                Math.max(size, 0.1),
                most(fonts),
                2 * bold > all,
                2 * italic > all,
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

    /** The key that counts most, the first of several. */
    private static <K> K most(TreeMap<K, Integer> counts) {
        Map.Entry<K, Integer> best = counts.firstEntry();
        for (Map.Entry<K, Integer> entry : counts.entrySet()) {
            if (entry.getValue() > best.getValue()) {
                best = entry;
            }
        }
        return best.getKey();
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
