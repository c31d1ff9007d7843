package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.List;

/** Words of one line with no more than a space between them. */
record Chunk(List<Word> words, Box box) {
    static Chunk of(List<Word> words) {
        return new Chunk(List.copyOf(words), Word.around(words));
    }

    int length() {
        int length = -1;
        for (Word word : words) {
            length += word.text().length() + 1;
        }
        return length;
    }

    /** Whether digits prevail: amounts, percentages, years, dashes for nothing. */
    boolean numeric() {
        int digits = 0;
        int letters = 0;
        int others = 0;
        for (Word word : words) {
            for (int i = 0; i < word.text().length(); i++) {
                char symbol = word.text().charAt(i);
                if (Character.isDigit(symbol)) {
                    digits++;
                } else if (Character.isLetter(symbol)) {
                    letters++;
                } else {
                    others++;
                }
            }
        }
        return digits > 0 ? digits >= letters : letters == 0 && others <= 3;
    }
}
