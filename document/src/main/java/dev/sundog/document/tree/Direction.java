package dev.sundog.document.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which way text is read.
 *
 * <p><b>Source:</b> Unicode Standard Annex 9, classes L, R and AL; what is drawn is in visual
 * order, so its rules are used backwards, for one level of embedding.
 */
public enum Direction {
    LEFT_TO_RIGHT,
    RIGHT_TO_LEFT,
    /** Digits and marks, which follow what stands around them. */
    NEITHER;

    /** That of a character. */
    public static Direction of(int character) {
        return switch (Character.getDirectionality(character)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC ->
                    RIGHT_TO_LEFT;
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT -> LEFT_TO_RIGHT;
            default -> NEITHER;
        };
    }

    /** That of the first character which has one. */
    public static Direction of(String text) {
        for (int i = 0; i < text.length(); i++) {
            Direction direction = of(text.codePointAt(i));
            if (direction != NEITHER) {
                return direction;
            }
        }
        return NEITHER;
    }

    /**
     * Text that is read from right to left in the order in which it is read.
     *
     * @param drawn its characters or ligatures from left to right; numbers and words of the other
     *     direction among them keep their order
     */
    public static String logical(List<String> drawn) {
        List<String> reversed = new ArrayList<>(drawn.reversed());
        int from = 0;
        while (from < reversed.size()) {
            int end = from;
            while (end < reversed.size() && forward(reversed, from, end)) {
                end++;
            }
            Collections.reverse(reversed.subList(from, end));
            from = Math.max(end, from + 1);
        }
        return String.join("", reversed);
    }

    /** Whether a character belongs to a number or word that keeps its order. */
    private static boolean forward(List<String> text, int from, int at) {
        if (strong(text.get(at))) {
            return true;
        }
        boolean mark = at > from && ".,:/-".contains(text.get(at));
        return mark && at + 1 < text.size() && strong(text.get(at + 1));
    }

    private static boolean strong(String character) {
        int first = character.codePointAt(0);
        return Character.isDigit(first) || of(first) == LEFT_TO_RIGHT;
    }
}
