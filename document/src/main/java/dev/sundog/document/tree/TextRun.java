package dev.sundog.document.tree;

import java.util.Objects;
import java.util.Optional;

/**
 * Text of one look. Runs of a line stand side by side with their spaces in them; a line break of
 * the page is a space or nothing by the rules of the script, a kept break is {@code "\n"}.
 *
 * @param size font size in points
 * @param rise superscript above 0, subscript below 0, else 0
 * @param link where it leads, if it is a link
 */
public record TextRun(
        String text,
        Box box,
        String font,
        double size,
        boolean bold,
        boolean italic,
        int rise,
        Optional<String> link) {
    public TextRun {
        Objects.requireNonNull(text);
        Objects.requireNonNull(box);
        Objects.requireNonNull(font);
        Objects.requireNonNull(link);
    }
}
