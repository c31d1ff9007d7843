package dev.sundog.document.table;

import dev.sundog.document.page.Spacing;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.TextRun;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The words of a cell as text: lines from top to bottom, joined by the rules of the script. */
final class CellText {
    /** Of the font size: padding, and less than a character. */
    private static final double ROOM = 1.9;

    private CellText() {}

    /**
     * @param right where the cell ends
     */
    static Content.Text of(List<Word> words, double right) {
        List<TextRun> runs = new ArrayList<>();
        Word last = null;
        for (TextLine line : TextLine.of(words)) {
            boolean first = true;
            for (Word word : line.words()) {
                String gap = last == null ? "" : gap(last, word, first, right);
                append(word, gap, last, runs);
                last = word;
                first = false;
            }
        }
        return new Content.Text(runs);
    }

    private static String gap(Word left, Word right, boolean lineBreak, double edge) {
        boolean full = edge - left.box().x1() < ROOM * left.size();
        boolean space =
                lineBreak ? Spacing.breakIsSpace(left, right, full) : Spacing.apart(left, right);
        return space ? " " : "";
    }

    private static void append(Word word, String gap, @Nullable Word last, List<TextRun> runs) {
        if (last != null && sameLook(last, word)) {
            TextRun run = runs.removeLast();
            runs.add(run(run.text() + gap + word.text(), run.box().union(word.box()), word));
        } else {
            runs.add(run(gap + word.text(), word.box(), word));
        }
    }

    private static TextRun run(String text, Box box, Word word) {
        return new TextRun(
                text, box, word.font(), word.size(), word.bold(), word.italic(), 0, word.link());
    }

    private static boolean sameLook(Word left, Word right) {
        return left.font().equals(right.font())
                && left.size() == right.size()
                && left.bold() == right.bold()
                && left.italic() == right.italic()
                && left.link().equals(right.link());
    }
}
