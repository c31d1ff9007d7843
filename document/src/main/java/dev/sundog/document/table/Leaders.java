package dev.sundog.document.table;

import dev.sundog.document.page.Word;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Dots that lead the eye from a label to its amount, each a word by itself. They fill the white
 * space by which columns are found, and say nothing.
 */
public final class Leaders {
    private static final Pattern DOTS = Pattern.compile("[.·․‥…]+");
    private static final int LEAST = 4;

    private Leaders() {}

    /** Those among the words, several in a row on one line. */
    public static Set<Word> of(List<Word> words) {
        Set<Word> leaders = Collections.newSetFromMap(new IdentityHashMap<>());
        if (words.stream().filter(Leaders::dots).limit(LEAST).count() < LEAST) {
            return leaders;
        }
        for (TextLine line : TextLine.of(words)) {
            List<Word> row = line.words();
            int from = 0;
            for (int i = 0; i <= row.size(); i++) {
                if (i < row.size() && dots(row.get(i))) {
                    continue;
                }
                if (i - from >= LEAST) {
                    leaders.addAll(row.subList(from, i));
                }
                from = i + 1;
            }
        }
        return leaders;
    }

    private static boolean dots(Word word) {
        return DOTS.matcher(word.text()).matches();
    }
}
