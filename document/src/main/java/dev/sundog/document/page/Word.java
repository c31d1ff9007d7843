package dev.sundog.document.page;

import dev.sundog.document.tree.Box;

import java.util.Objects;
import java.util.Optional;

/**
 * Characters that stand together on one line without a space between them.
 *
 * @param text in logical order, composed (NFC)
 * @param box around the glyphs' ink or advance boxes, rotation of the page applied
 * @param baseline y of the baseline
 * @param size font size in points (for recognised words an estimate from the line's height)
 * @param font name without subset prefix, empty if unknown
 * @param angle degrees clockwise of the writing direction: 0 for upright text
 * @param confidence 0 to 1; 1 for words read from a PDF
 * @param order place in the file's drawing order or of recognition: a weak hint of reading order
 * @param link where it leads, if an annotation covers it
 * @param following whether a space was drawn after it
 */
public record Word(
        String text,
        Box box,
        double baseline,
        double size,
        String font,
        boolean bold,
        boolean italic,
        int angle,
        double confidence,
        int order,
        Optional<String> link,
        Following following) {
    /** What was drawn after a word; positions alone do not tell spaces from wide setting. */
    public enum Following {
        /** The page draws no spaces, or was recognised. */
        UNKNOWN,
        /** A space. */
        SPACE,
        /** No space, on a page that draws its spaces. */
        NOTHING
    }

    public Word {
        Objects.requireNonNull(text);
        Objects.requireNonNull(box);
        Objects.requireNonNull(font);
        Objects.requireNonNull(link);
        Objects.requireNonNull(following);
    }

    /** The same word at another place. */
    public Word moved(Box place, double newBaseline, int newAngle) {
        return new Word(
                text,
                place,
                newBaseline,
                size,
                font,
                bold,
                italic,
                newAngle,
                confidence,
                order,
                link,
                following);
    }

    /** Another text in its place. */
    public Word withText(String other) {
        return new Word(
                other,
                box,
                baseline,
                size,
                font,
                bold,
                italic,
                angle,
                confidence,
                order,
                link,
                following);
    }

    /** The same word leading somewhere. */
    public Word withLink(String address) {
        return new Word(
                text,
                box,
                baseline,
                size,
                font,
                bold,
                italic,
                angle,
                confidence,
                order,
                Optional.of(address),
                following);
    }
}
