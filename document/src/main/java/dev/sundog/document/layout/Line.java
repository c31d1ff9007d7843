package dev.sundog.document.layout;

import dev.sundog.document.page.Spacing;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.Comparator;
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
 * @param bold whether nearly all of the text is
 * @param italic whether most of the text is
 */
record Line(
        List<Word> words,
        Box box,
        double baseline,
        double size,
        String font,
        boolean bold,
        boolean italic) {
    private static final double MOSTLY = 0.85;

    Line {
        words = List.copyOf(words);
    }

    /** The line of {@code words}, which must not be empty, in their order. */
    static Line of(List<Word> words) {
        Map<Double, Integer> sizes = new TreeMap<>();
        Map<String, Integer> fonts = new TreeMap<>();
        double bold = 0;
        double italic = 0;
        double all = 0;
        for (Word word : words) {
            int length = word.text().length();
            sizes.merge(Math.round(word.size() * 4) / 4.0, length, Integer::sum);
            fonts.merge(word.font(), length, Integer::sum);
            double extent = Math.max(word.box().width(), word.box().height());
            bold += word.bold() ? extent : 0;
            italic += word.italic() ? extent : 0;
            all += extent;
        }
        double size = most(sizes);
        double baseline =
                words.stream()
                        .filter(word -> Math.abs(word.size() - size) < 0.2 * size)
                        .mapToDouble(Word::baseline)
                        .average()
                        .orElse(words.getFirst().baseline());
        return new Line(
                words,
                Box.around(words.stream().map(Word::box).toList()),
                baseline,
                Math.max(size, 0.1),
                most(fonts),
                bold >= MOSTLY * all && bold > 0,
                2 * italic > all);
    }

    private static <K> K most(Map<K, Integer> counts) {
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .orElseThrow()
                .getKey();
    }

    /** The words with spaces where they stand apart. */
    String text() {
        StringBuilder text = new StringBuilder(words.getFirst().text());
        for (int i = 1; i < words.size(); i++) {
            if (Spacing.apart(words.get(i - 1), words.get(i))) {
                text.append(' ');
            }
            text.append(words.get(i).text());
        }
        return text.toString();
    }

    int length() {
        return words.stream().mapToInt(word -> word.text().length()).sum();
    }
}
