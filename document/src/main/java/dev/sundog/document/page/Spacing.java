package dev.sundog.document.page;

import dev.sundog.document.page.Word.Following;

/**
 * Where a space or nothing stands between words: by their distance and their scripts, and in the
 * scripts of East Asia by what was drawn. There a program sets letters of another script apart
 * without a space, and a line may break within a Korean word.
 */
public final class Spacing {
    private static final double TOUCHING = 0.09;
    private static final double WIDE_SCRIPT_GAP = 0.6;
    private static final double SET_APART = 0.45;

    private Spacing() {}

    /** Whether a space stands between two neighbours of one line. */
    public static boolean apart(Word left, Word right) {
        double size = Math.min(left.size(), right.size());
        double gap = gap(left, right);
        int last = last(left.text());
        int first = first(right.text());
        if (wide(last) && wide(first)) {
            return left.following() == Following.SPACE || gap > WIDE_SCRIPT_GAP * size;
        }
        boolean told = left.following() != Following.UNKNOWN && (hangul(last) || hangul(first));
        if (told || wide(last) || wide(first)) {
            return left.following() == Following.SPACE || gap > SET_APART * size;
        }
        return gap > TOUCHING * size;
    }

    private static double gap(Word left, Word right) {
        return switch (left.angle()) {
            case 90 -> right.box().y0() - left.box().y1();
            case 180 -> left.box().x0() - right.box().x1();
            case 270 -> left.box().y0() - right.box().y1();
            default -> right.box().x0() - left.box().x1();
        };
    }

    /**
     * Whether a space replaces the line break between two words.
     *
     * @param full whether the line has no room left: only then a Korean word may go on below
     */
    public static boolean breakIsSpace(Word left, Word right, boolean full) {
        if (left.following() == Following.SPACE) {
            return true;
        }
        boolean korean = hangul(last(left.text())) || hangul(first(right.text()));
        return !(full && korean && left.following() == Following.NOTHING)
                && breakIsSpace(left.text(), right.text());
    }

    /** Whether a space replaces the line break between {@code end} and {@code start}. */
    public static boolean breakIsSpace(String end, String start) {
        return end.isEmpty() || start.isEmpty() || !(wide(last(end)) && wide(first(start)));
    }

    private static int last(String text) {
        return text.isEmpty() ? ' ' : text.codePointBefore(text.length());
    }

    private static int first(String text) {
        return text.isEmpty() ? ' ' : text.codePointAt(0);
    }

    /** Characters of scripts written without spaces: ideographs, kana and their punctuation. */
    public static boolean wide(int character) {
        return Character.isIdeographic(character)
                || character >= 0x3040 && character <= 0x30FF
                || character >= 0x3000 && character <= 0x303F
                || character >= 0xFF01 && character <= 0xFF9F;
    }

    /** Whether drawn spaces tell more than distances: ideographs, kana, Hangul. */
    public static boolean eastern(int character) {
        return wide(character) || hangul(character);
    }

    /** Whether it is Korean. */
    public static boolean hangul(int character) {
        return Character.UnicodeScript.of(character) == Character.UnicodeScript.HANGUL;
    }
}
