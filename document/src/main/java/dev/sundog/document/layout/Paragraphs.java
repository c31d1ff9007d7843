package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Blocks to paragraphs: an indented line begins one, and so does a line with a list's marker. */
final class Paragraphs {
    private static final double INDENT = 0.8;
    private static final double DEEPEST_INDENT = 6;
    private static final double FLUSH = 0.4;
    private static final double RAGGED = 4;

    private Paragraphs() {}

    static List<TextBlock> of(TextBlock block) {
        if (block.code()) {
            return List.of(block);
        }
        List<TextBlock> parts = new ArrayList<>();
        List<Line> lines = block.lines();
        boolean[] counted = counted(lines);
        int from = 0;
        boolean flushRight = flushRight(lines);
        for (int i = 1; i < lines.size(); i++) {
            if (counted[i]
                    || flushRight
                    || begins(lines, i, block.box()) && !hanging(lines.get(from), lines.get(i))) {
                parts.add(TextBlock.of(lines.subList(from, i)));
                from = i;
            }
        }
        parts.add(TextBlock.of(lines.subList(from, lines.size())));
        return parts;
    }

    /** Whether all lines end at one edge and begin anywhere: a date, a name, a place. */
    private static boolean flushRight(List<Line> lines) {
        double size = lines.getFirst().size();
        double shortest = Double.MAX_VALUE;
        double longest = 0;
        for (Line line : lines) {
            if (Math.abs(line.box().x1() - lines.getFirst().box().x1()) > FLUSH * size) {
                return false;
            }
            shortest = Math.min(shortest, line.box().width());
            longest = Math.max(longest, line.box().width());
        }
        return longest - shortest > RAGGED * size;
    }

    /** The lines that begin with numbers counting up: entries of an ordered list. */
    private static boolean[] counted(List<Line> lines) {
        boolean[] counted = new boolean[lines.size()];
        int last = -1;
        for (int i = 0; i < counted.length; i++) {
            Optional<ListMarkers.Marker> marker =
                    ListMarkers.marker(lines.get(i).text()).filter(ListMarkers.Marker::ordered);
            if (marker.isEmpty()) {
                continue;
            }
            if (last >= 0
                    && ListMarkers.follows(
                            ListMarkers.marker(lines.get(last).text()).orElseThrow().text(),
                            marker.get().text())) {
                counted[last] = last > 0;
                counted[i] = true;
            }
            last = i;
        }
        return counted;
    }

    /** Whether {@code line} stands under the text of a list's entry that {@code first} begins. */
    private static boolean hanging(Line first, Line line) {
        boolean entry =
                first.words().size() > 1
                        && ListMarkers.marker(first.words().getFirst().text())
                                .filter(marker -> marker.rest().isEmpty())
                                .isPresent();
        return entry
                && Math.abs(first.words().get(1).box().x0() - line.box().x0())
                        < INDENT / 2 * line.size();
    }

    private static boolean begins(List<Line> lines, int index, Box block) {
        Line line = lines.get(index);
        Line before = lines.get(index - 1);
        if (line.bold() && Headings.numbered(line.text())) {
            return true;
        }
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
