package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.TextRun;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The words of a cell as text: lines from top to bottom, joined by the rules of the script. */
final class CellText {
    private static final double WIDE_SCRIPT_GAP = 0.6;
    private static final double TOUCHING = 0.09;

    private CellText() {}

    static Content.Text of(List<Word> words) {
        List<TextRun> runs = new ArrayList<>();
        Word last = null;
        for (TextLine line : TextLine.of(words)) {
            boolean first = true;
            for (Word word : line.words()) {
                String gap = last == null ? "" : gap(last, word, first);
                append(word, gap, last, runs);
                last = word;
                first = false;
            }
        }
        return new Content.Text(runs);
    }

    private static String gap(Word left, Word right, boolean lineBreak) {
        boolean wide =
                isWide(left.text().codePointBefore(left.text().length()))
                        && isWide(right.text().codePointAt(0));
        if (lineBreak) {
            return wide ? "" : " ";
        }
        double size = Math.min(left.size(), right.size());
        double distance = right.box().x0() - left.box().x1();
        return distance > (wide ? WIDE_SCRIPT_GAP : TOUCHING) * size ? " " : "";
    }

    /** Ideographs, kana and their punctuation: scripts written without spaces. */
    private static boolean isWide(int symbol) {
        return Character.isIdeographic(symbol)
                || (symbol >= 0x3000 && symbol <= 0x30FF)
                || (symbol >= 0xFF01 && symbol <= 0xFF9F);
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
