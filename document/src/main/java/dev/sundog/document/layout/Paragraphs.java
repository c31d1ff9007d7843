package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.List;

/** Blocks to paragraphs: an indented line begins one, and so does a line with a list's marker. */
final class Paragraphs {
    private static final double INDENT = 0.8;
    private static final double DEEPEST_INDENT = 6;

    private Paragraphs() {}

    static List<TextBlock> of(TextBlock block) {
        List<TextBlock> parts = new ArrayList<>();
        List<Line> lines = block.lines();
        int from = 0;
        for (int i = 1; i < lines.size(); i++) {
            if (begins(lines, i, block.box())) {
                parts.add(TextBlock.of(lines.subList(from, i)));
                from = i;
            }
        }
        parts.add(TextBlock.of(lines.subList(from, lines.size())));
        return parts;
    }

    private static boolean begins(List<Line> lines, int index, Box block) {
        Line line = lines.get(index);
        Line before = lines.get(index - 1);
        if (ListMarkers.marker(line.text()).filter(marker -> !marker.ordered()).isPresent()) {
            return true;
        }
        double indent = (line.box().x0() - block.x0()) / line.size();
        double indentBefore = (before.box().x0() - block.x0()) / line.size();
        boolean nextFlush =
                index + 1 >= lines.size()
                        || lines.get(index + 1).box().x0() - block.x0() < INDENT * line.size() / 2;
        boolean indented =
                indent > INDENT
                        && indent < DEEPEST_INDENT
                        && indentBefore < INDENT / 2
                        && nextFlush;
        boolean centred = Math.abs(line.box().centerX() - before.box().centerX()) < line.size() / 2;
        return indented && !centred;
    }
}
