package dev.sundog.document.layout;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Blocks of text that stands in any direction: the words of each direction are turned upright, made
 * lines and blocks, and turned back. Text set downward (Japanese) is text turned by a quarter.
 */
final class UprightBlocks {
    private UprightBlocks() {}

    /** Blocks of {@code words}, those of each direction together, upright ones first. */
    static List<TextBlock> of(List<Word> words) {
        Map<Integer, List<Word>> directions = new TreeMap<>();
        words.forEach(
                word -> directions.computeIfAbsent(word.angle(), a -> new ArrayList<>()).add(word));
        List<TextBlock> blocks = new ArrayList<>();
        directions.forEach(
                (angle, same) -> blocks.addAll(angle == 0 ? upright(same) : turned(same, angle)));
        return blocks;
    }

    private static List<TextBlock> upright(List<Word> words) {
        return lined(DropCaps.joined(words));
    }

    private static List<TextBlock> lined(List<Word> words) {
        return BlockBuilder.blocks(LineBuilder.lines(words)).stream()
                .flatMap(block -> Paragraphs.of(block).stream())
                .toList();
    }

    private static List<TextBlock> turned(List<Word> words, int angle) {
        Map<Word, Word> originals = new HashMap<>();
        List<Word> uprights = new ArrayList<>();
        for (Word word : words) {
            Word upright = upright(word, Math.toRadians(angle));
            originals.put(upright, word);
            uprights.add(upright);
        }
        List<TextBlock> blocks = new ArrayList<>();
        for (TextBlock block : lined(uprights)) {
            List<Line> lines = new ArrayList<>();
            for (Line line : block.lines()) {
                lines.add(Line.of(line.words().stream().map(originals::get).toList()));
            }
            blocks.add(TextBlock.of(lines));
        }
        return blocks;
    }

    private static Word upright(Word word, double radians) {
        Box box = word.box();
        double cos = Math.cos(radians);
        double sin = Math.sin(radians);
        double x = box.centerX() * cos + box.centerY() * sin;
        double y = box.centerY() * cos - box.centerX() * sin;
        double share = Math.abs(sin);
        double width = box.width() * (1 - share) + box.height() * share;
        double height = box.height() * (1 - share) + box.width() * share;
        Box turned = new Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2);
        return word.moved(turned, turned.y1() - 0.22 * height, 0);
    }

    /** Lines of words of any direction, for the inside of figures. */
    static List<Line> lines(List<Word> words) {
        return of(words).stream()
                .flatMap(block -> block.lines().stream())
                .sorted(
                        Comparator.comparingDouble((Line line) -> line.box().y0())
                                .thenComparingDouble(line -> line.box().x0()))
                .toList();
    }
}
