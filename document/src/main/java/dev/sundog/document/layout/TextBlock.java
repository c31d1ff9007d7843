package dev.sundog.document.layout;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.TextRun;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines that belong together, in reading order.
 *
 * @param size font size of most of the text
 * @param text the lines, with breaks between them
 * @param length letters of all lines
 */
record TextBlock(List<Line> lines, Box box, double size, String text, int length) {
    private static final double LATIN = 0.8;

    TextBlock {
        lines = List.copyOf(lines);
    }

    static TextBlock of(List<Line> lines) {
        List<Box> boxes = new ArrayList<>(lines.size());
        StringBuilder text = new StringBuilder();
        Line longest = lines.getFirst();
        int length = 0;
        for (Line line : lines) {
            boxes.add(line.box());
            text.append(text.isEmpty() ? "" : "\n").append(line.text());
            length += line.length();
            if (line.length() > longest.length()) {
                longest = line;
            }
        }
        return new TextBlock(lines, Box.around(boxes), longest.size(), text.toString(), length);
    }

    /** Whether it is lines of code: Latin letters of a font whose letters have one width. */
    boolean code() {
        if (lines.size() < 2 || !monospaced()) {
            return false;
        }
        long latin = text.chars().filter(character -> character < 0x80).count();
        return latin >= LATIN * text.length();
    }

    private boolean monospaced() {
        for (Line line : lines) {
            for (Word word : line.words()) {
                if (!TextRun.monospaced(word.font())) {
                    return false;
                }
            }
        }
        return true;
    }
}
