package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;

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
}
