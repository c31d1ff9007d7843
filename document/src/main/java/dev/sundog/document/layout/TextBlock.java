package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.TextRun;

import java.util.List;

/** Lines that belong together, in reading order. */
record TextBlock(List<Line> lines, Box box) {
    private static final double LATIN = 0.8;

    TextBlock {
        lines = List.copyOf(lines);
    }

    static TextBlock of(List<Line> lines) {
        return new TextBlock(lines, Box.around(lines.stream().map(Line::box).toList()));
    }

    /** Font size of most of the text. */
    double size() {
        return lines.stream()
                .max(java.util.Comparator.comparingInt(Line::length))
                .orElseThrow()
                .size();
    }

    /** Whether it is lines of code: Latin letters of a font whose letters have one width. */
    boolean code() {
        if (lines.size() < 2) {
            return false;
        }
        boolean monospaced =
                lines.stream()
                        .flatMap(line -> line.words().stream())
                        .allMatch(word -> TextRun.monospaced(word.font()));
        String text = monospaced ? text() : "";
        long latin = text.chars().filter(character -> character < 0x80).count();
        return monospaced && latin >= LATIN * text.length();
    }

    String text() {
        return String.join("\n", lines.stream().map(Line::text).toList());
    }

    int length() {
        return lines.stream().mapToInt(Line::length).sum();
    }
}
