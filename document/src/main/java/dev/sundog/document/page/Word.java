package dev.sundog.document.page;

import dev.sundog.document.tree.Box;

import java.util.ArrayList;
import java.util.List;
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
        return with(text, place, newBaseline, newAngle, link);
    }

    /** Another text in its place. */
    public Word withText(String other) {
        return with(other, box, baseline, angle, link);
    }

    /** The same word leading somewhere. */
    public Word withLink(String address) {
        return with(text, box, baseline, angle, Optional.of(address));
    }

    private Word with(
            String otherText,
            Box place,
            double newBaseline,
            int newAngle,
            Optional<String> newLink) {
        return new Word(
                otherText,
                place,
                newBaseline,
                size,
                font,
                bold,
                italic,
                newAngle,
                confidence,
                order,
                newLink,
                following);
    }

    /** The smallest box around all of {@code words}, which must not be empty. */
    public static Box around(List<Word> words) {
        List<Box> boxes = new ArrayList<>(words.size());
        for (Word word : words) {
            boxes.add(word.box());
        }
        return Box.around(boxes);
    }
}
