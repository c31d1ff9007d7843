package dev.sundog.document.ocr;

import dev.sundog.document.ocr.Components.Component;
import dev.sundog.document.ocr.PixelRulings.Line;

import java.util.List;
import java.util.Optional;

/**
 * Lines that are strokes of large letters: the upright of a Hangul vowel in a title is longer than
 * what rules a table of small text. A stroke stands by itself, among marks that are about as tall.
 */
final class LetterStrokes {
    /** Of the body's letters: what is longer is no letter. */
    private static final int LONGEST = 8;

    /** Of its length: how large what it is connected with may be. */
    private static final double CONNECTED = 2.2;

    private static final double SMALLEST = 0.35;
    private static final double LARGEST = 1.8;
    private static final double NEAR = 1.2;
    private static final int NEIGHBOURS = 2;

    private LetterStrokes() {}

    /**
     * The lines without such strokes.
     *
     * @param components of the ink, the lines in it
     * @param height of the body's letters in pixels
     */
    static List<Line> without(List<Line> lines, List<Component> components, int height) {
        return lines.stream().filter(line -> !isStroke(line, components, height)).toList();
    }

    private static boolean isStroke(Line line, List<Component> components, int height) {
        int length = line.length();
        if (length > LONGEST * height) {
            return false;
        }
        Optional<PixelBox> own = own(line, components);
        if (own.isEmpty() || Math.max(own.get().width(), own.get().height()) > CONNECTED * length) {
            return false;
        }
        PixelBox row = around(line, length);
        int neighbours = 0;
        for (Component component : components) {
            PixelBox box = component.box();
            int tall = Math.max(box.width(), box.height());
            boolean alike = tall >= SMALLEST * length && tall <= LARGEST * length;
            boolean beside =
                    alike
                            && !box.equals(own.get())
                            && row.gapX(box) <= 0
                            && 2 * row.overlapY(box) >= box.height();
            neighbours += beside ? 1 : 0;
        }
        return neighbours >= NEIGHBOURS;
    }

    /** The smallest component that a line is part of. */
    private static Optional<PixelBox> own(Line line, List<Component> components) {
        PixelBox best = null;
        for (Component component : components) {
            PixelBox box = component.box();
            if (box.overlapX(line.box()) >= line.box().width()
                    && box.overlapY(line.box()) >= line.box().height()
                    && (best == null || box.area() < best.area())) {
                best = box;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Where the letters beside a stroke would be. */
    private static PixelBox around(Line line, int length) {
        PixelBox box = line.box();
        int reach = (int) (NEAR * length);
        int high = line.horizontal() ? length / 2 : length / 4;
        return new PixelBox(box.x0() - reach, box.y0() - high, box.x1() + reach, box.y1() + high);
    }
}
