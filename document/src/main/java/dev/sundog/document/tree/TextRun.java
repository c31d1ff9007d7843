package dev.sundog.document.tree;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

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
    private static final Pattern MONOSPACED =
            Pattern.compile(
                    "(?i)mono|courier|consol|typewriter|cmtt|sltt|menlo|terminal|fixed|code(?!2000)");

    public TextRun {
        Objects.requireNonNull(text);
        Objects.requireNonNull(box);
        Objects.requireNonNull(font);
        Objects.requireNonNull(link);
    }

    /** Whether the font's name tells that all its letters have one width. */
    public boolean monospaced() {
        return monospaced(font);
    }

    /** Whether a font's name tells that all its letters have one width. */
    public static boolean monospaced(String font) {
        return MONOSPACED.matcher(font).find();
    }
}
