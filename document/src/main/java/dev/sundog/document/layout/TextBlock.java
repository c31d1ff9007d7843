package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;

import java.util.List;

/** Lines that belong together, in reading order. */
record TextBlock(List<Line> lines, Box box) {
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

    String text() {
        return String.join("\n", lines.stream().map(Line::text).toList());
    }

    int length() {
        return lines.stream().mapToInt(Line::length).sum();
    }
}
