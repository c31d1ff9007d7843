package dev.sundog.document.pdf;

import dev.sundog.document.tree.Box;

import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.util.Matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a page is painted and in which order, glyphs aside: tells which of its images can be drawn
 * without the rest of the page. For one page and one thread.
 */
final class Ink {
    /** Points around an image in which nothing else may be painted. */
    private static final double MARGIN = 0.5;

    private static final double SAME = 0.01;

    private final List<Mark> marks = new ArrayList<>();
    private final List<Image> images = new ArrayList<>();
    private boolean throughText;

    private record Mark(Box box, boolean white) {}

    /**
     * An image of its own, drawn opaque and wholly inside the clip.
     *
     * @param resources with which it was drawn
     * @param matrix from the unit square to user space
     */
    record Drawing(COSStream stream, COSDictionary resources, Matrix matrix) {}

    private record Image(Drawing drawing, Box box, int mark) {}

    /** Notes that {@code box} is painted, with the colour of paper if {@code white}. */
    void add(Box box, boolean white) {
        marks.add(new Mark(box, white));
    }

    /** Notes an image that depends on nothing but its resources. */
    void add(Drawing drawing, Box box) {
        images.add(new Image(drawing, box, marks.size()));
        add(box, false);
    }

    /** Notes that what follows may be painted through the shapes of letters. */
    void throughText() {
        throughText = true;
    }

    /**
     * The image that fills {@code box} and shows just as it does on the page when it is drawn on
     * white paper.
     *
     * @param glyphs all that are seen on the page
     */
    Optional<Drawing> alone(Box box, List<Glyph> glyphs) {
        if (throughText) {
            return Optional.empty();
        }
        return images.stream()
                .filter(image -> same(image.box(), box))
                .filter(image -> bare(image) && clear(image.box(), glyphs))
                .map(Image::drawing)
                .findFirst();
    }

    private static boolean same(Box a, Box b) {
        return Math.abs(a.x0() - b.x0()) < SAME
                && Math.abs(a.y0() - b.y0()) < SAME
                && Math.abs(a.x1() - b.x1()) < SAME
                && Math.abs(a.y1() - b.y1()) < SAME;
    }

    private boolean bare(Image image) {
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            boolean paper = mark.white() && i < image.mark();
            if (i != image.mark() && !paper && near(mark.box(), image.box())) {
                return false;
            }
        }
        return true;
    }

    private static boolean clear(Box box, List<Glyph> glyphs) {
        for (Glyph glyph : glyphs) {
            if (near(glyph.box(), box)) {
                return false;
            }
        }
        return true;
    }

    private static boolean near(Box mark, Box image) {
        return mark.x1() > image.x0() - MARGIN
                && mark.x0() < image.x1() + MARGIN
                && mark.y1() > image.y0() - MARGIN
                && mark.y0() < image.y1() + MARGIN;
    }
}
