package dev.sundog.document.pdf;

import dev.sundog.document.tree.Box;

/**
 * One drawn character in a frame turned upright for its writing direction: x runs along the
 * baseline, y downward across it.
 *
 * @param text one or more characters, or a space
 * @param x0 where its advance begins
 * @param x1 where its advance ends
 * @param y its baseline
 * @param size points
 * @param angle degrees clockwise of the writing direction on the page
 * @param bold by its font or by being stroked
 * @param show number of the drawing operation
 * @param order place in drawing order
 * @param tag number of the tagged part it belongs to, -1 for none
 */
record Glyph(
        String text,
        double x0,
        double x1,
        double y,
        double size,
        FontFacts font,
        int angle,
        boolean bold,
        int show,
        int order,
        int tag) {
    boolean space() {
        return text.isBlank();
    }

    double width() {
        return x1 - x0;
    }

    /** The same drawn twice with a small shift. */
    Glyph emboldened() {
        return new Glyph(text, x0, x1, y, size, font, angle, true, show, order, tag);
    }

    Glyph withText(String changed) {
        return new Glyph(changed, x0, x1, y, size, font, angle, bold, show, order, tag);
    }

    /** Other text from {@code from} to {@code to} on the same baseline. */
    Glyph moved(String changed, double from, double to) {
        return new Glyph(changed, from, to, y, size, font, angle, bold, show, order, tag);
    }

    /** Around its advance and its font's height, on the page. */
    Box box() {
        return new Turn(angle).onPage(x0, y - font.ascent() * size, x1, y + font.descent() * size);
    }
}
