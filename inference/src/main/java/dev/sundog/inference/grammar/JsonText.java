package dev.sundog.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * How characters are written in a JSON string. Source: RFC 8259, section 7. What need not be
 * escaped is not.
 */
public final class JsonText {
    private static final String SHORT = "\b\f\n\r\t\"\\";
    private static final String SHORT_LETTERS = "bfnrt\"\\";
    private static final CodePoints CONTROLS = CodePoints.range(0, 0x1f);

    /** Characters that stand for themselves. */
    public static final CodePoints UNESCAPED =
            CodePoints.ALL.without(CONTROLS).without(CodePoints.anyOf("\"\\"));

    private JsonText() {}

    /** One character of a set, as it is written in a string. */
    public static Expression spelled(CodePoints set) {
        List<Expression> ways = new ArrayList<>();
        CodePoints plain = set.and(UNESCAPED);
        if (!plain.isEmpty()) {
            ways.add(Expression.characters(plain));
        }
        for (int[] range : set.without(UNESCAPED).ranges()) {
            for (int character = range[0]; character <= range[1]; character++) {
                ways.add(Expression.text(escaped(character)));
            }
        }
        return Expression.choice(ways);
    }

    /** A string with its quotes. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints()
                .forEach(
                        character -> {
                            if (UNESCAPED.contains(character)) {
                                quoted.appendCodePoint(character);
                            } else {
                                quoted.append(escaped(character));
                            }
                        });
        return quoted.append('"').toString();
    }

    private static String escaped(int character) {
        int known = SHORT.indexOf(character);
        return known >= 0 ? "\\" + SHORT_LETTERS.charAt(known) : "\\u%04x".formatted(character);
    }
}
