package dev.sundog.document.layout;

import dev.sundog.document.page.Word;

/** Where a space or nothing stands between words, by their distance and their scripts. */
final class Spacing {
    private static final double TOUCHING = 0.09;
    private static final double WIDE_SCRIPT_GAP = 0.6;

    private Spacing() {}

    /** Whether a space stands between two neighbours of one line. */
    static boolean apart(Word left, Word right) {
        double size = Math.min(left.size(), right.size());
        double gap = gap(left, right);
        boolean wide = wide(last(left.text())) && wide(first(right.text()));
        return gap > (wide ? WIDE_SCRIPT_GAP : TOUCHING) * size;
    }

    private static double gap(Word left, Word right) {
        return switch (left.angle()) {
            case 90 -> right.box().y0() - left.box().y1();
            case 180 -> left.box().x0() - right.box().x1();
            case 270 -> left.box().y0() - right.box().y1();
            default -> right.box().x0() - left.box().x1();
        };
    }

    /** Whether a space replaces the line break between {@code end} and {@code start}. */
    static boolean breakIsSpace(String end, String start) {
        return end.isEmpty() || start.isEmpty() || !(wide(last(end)) && wide(first(start)));
    }

    private static int last(String text) {
        return text.isEmpty() ? ' ' : text.codePointBefore(text.length());
    }

    private static int first(String text) {
        return text.isEmpty() ? ' ' : text.codePointAt(0);
    }

    /** Characters of scripts written without spaces: ideographs, kana and their punctuation. */
    static boolean wide(int character) {
        return Character.isIdeographic(character)
                || character >= 0x3040 && character <= 0x30FF
                || character >= 0x3000 && character <= 0x303F
                || character >= 0xFF01 && character <= 0xFF9F;
    }
}
