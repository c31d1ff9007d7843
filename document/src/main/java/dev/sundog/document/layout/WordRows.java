package dev.sundog.document.layout;

import dev.sundog.document.page.Word;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Words of one baseline across the whole page, whatever lies between them. */
final class WordRows {
    private static final double SAME_ROW = 0.3;

    private WordRows() {}

    /** The rows from top to bottom, each from left to right; the lists may be changed. */
    static List<List<Word>> of(List<Word> words) {
        List<Word> sorted = new ArrayList<>(words);
        sorted.sort(Comparator.comparingDouble(Word::baseline));
        List<List<Word>> rows = new ArrayList<>();
        double baseline = Double.NEGATIVE_INFINITY;
        for (Word word : sorted) {
            if (word.baseline() - baseline > SAME_ROW * word.size()) {
                rows.add(new ArrayList<>());
                baseline = word.baseline();
            }
            rows.getLast().add(word);
        }
        rows.forEach(row -> row.sort(Comparator.comparingDouble(word -> word.box().x0())));
        return rows;
    }
}
