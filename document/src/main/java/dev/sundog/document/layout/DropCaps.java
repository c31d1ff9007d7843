package dev.sundog.document.layout;

import dev.sundog.document.page.Word;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Large letters that begin a paragraph over several lines, joined to the word they begin. */
final class DropCaps {
    private static final double LARGER = 1.8;
    private static final double NEAR = 1.2;
    private static final double WORD_GAP = 0.3;

    private DropCaps() {}

    /** {@code words} with every such letter in front of its word. */
    static List<Word> joined(List<Word> words) {
        List<Word> joined = new ArrayList<>(words);
        for (Word capital : words) {
            if (!letter(capital)) {
                continue;
            }
            first(capital, joined)
                    .filter(word -> besideSecondLine(capital, word, words))
                    .ifPresent(
                            word -> {
                                joined.set(joined.indexOf(word), with(capital, word));
                                joined.remove(capital);
                            });
        }
        return joined;
    }

    private static boolean letter(Word word) {
        return word.text().codePointCount(0, word.text().length()) == 1
                && Character.isUpperCase(word.text().codePointAt(0));
    }

    /** The word right of the letter on the line of its top. */
    private static Optional<Word> first(Word capital, List<Word> words) {
        return words.stream()
                .filter(word -> capital.size() > LARGER * word.size())
                .filter(
                        word -> {
                            double gap = word.box().x0() - capital.box().x1();
                            return gap > -0.3 * word.size() && gap < NEAR * word.size();
                        })
                .filter(
                        word ->
                                word.baseline() < capital.baseline() - 0.6 * word.size()
                                        && word.baseline()
                                                > capital.baseline() - 1.1 * capital.size())
                .min(Comparator.comparingDouble(Word::baseline));
    }

    private static boolean besideSecondLine(Word capital, Word first, List<Word> words) {
        return words.stream()
                .anyMatch(
                        word ->
                                word != first
                                        && Math.abs(word.box().x0() - first.box().x0())
                                                < first.size()
                                        && word.baseline() > first.baseline() + 0.5 * first.size()
                                        && word.baseline() < capital.baseline() + first.size() / 2);
    }

    private static Word with(Word capital, Word word) {
        boolean alone =
                (capital.text().equals("A") || capital.text().equals("I"))
                        && word.box().x0() - capital.box().x1() > WORD_GAP * word.size();
        return word.withText(capital.text() + (alone ? " " : "") + word.text());
    }
}
