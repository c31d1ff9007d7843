package dev.sundog.model.chat.jinja;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Texts as Python makes them: {@code str()}, {@code repr()}, blanks, escapes, code points. */
final class PythonText {
    private static final int DEEPEST = 100;

    private PythonText() {}

    /** {@code str(value)}; nothing for an undefined value. */
    static String str(Object value) {
        return switch (value) {
            case String text -> text;
            case Value.Markup markup -> markup.text();
            case Value.Undefined undefined -> "";
            default -> repr(value);
        };
    }

    /** {@code repr(value)}. */
    static String repr(Object value) {
        StringBuilder out = new StringBuilder();
        repr(value, 0, out);
        return out.toString();
    }

    private static void repr(Object value, int depth, StringBuilder out) {
        if (depth > DEEPEST || out.length() > Budget.LONGEST_TEXT) {
            throw new JinjaException("a value is too deep or too long to be written");
        }
        switch (value) {
            case String text -> quote(text, out);
            case Boolean truth -> out.append(truth ? "True" : "False");
            case Double number -> out.append(number(number));
            case List<?> list -> join(list, "[", "]", depth, out);
            case Map<?, ?> map -> dict(map, depth, out);
            case Value.None none -> out.append("None");
            case Value.Markup markup -> {
                out.append("Markup(");
                quote(markup.text(), out);
                out.append(')');
            }
            case Value.Undefined undefined -> out.append("Undefined");
            case Value.Tuple tuple ->
                    join(tuple.items(), "(", tuple.items().size() == 1 ? ",)" : ")", depth, out);
            case Value.Range range -> {
                out.append("range(").append(range.start()).append(", ").append(range.stop());
                out.append(range.step() == 1 ? ")" : ", " + range.step() + ")");
            }
            case Value.DictView view -> {
                out.append(view.name());
                join(view.items(), "([", "])", depth, out);
            }
            case Value.Namespace namespace -> {
                out.append("<Namespace ");
                dict(namespace.attributes(), depth, out);
                out.append('>');
            }
            case Value.Generator generator -> out.append("<generator object>");
            case Value.Function function -> out.append("<function>");
            case Value.Attributed attributed -> out.append("<object>");
            default -> out.append(value);
        }
    }

    private static void join(
            Collection<?> items, String open, String close, int depth, StringBuilder out) {
        out.append(open);
        boolean first = true;
        for (Object item : items) {
            out.append(first ? "" : ", ");
            repr(item, depth + 1, out);
            first = false;
        }
        out.append(close);
    }

    private static void dict(Map<?, ?> map, int depth, StringBuilder out) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(first ? "" : ", ");
            repr(entry.getKey(), depth + 1, out);
            out.append(": ");
            repr(entry.getValue(), depth + 1, out);
            first = false;
        }
        out.append('}');
    }

    /** A float: the shortest digits that give it back, with an exponent from 1e16 on. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = digits.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String unscaled = digits.unscaledValue().abs().toString();
        return (value < 0 ? "-" : "")
                + unscaled.charAt(0)
                + (unscaled.length() > 1 ? "." + unscaled.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    private static void quote(String text, StringBuilder quoted) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        quoted.append(quote);
        text.codePoints()
                .forEach(
                        c -> {
                            if (c == quote || c == '\\') {
                                quoted.append('\\').appendCodePoint(c);
                            } else if (c == '\n') {
                                quoted.append("\\n");
                            } else if (c == '\r') {
                                quoted.append("\\r");
                            } else if (c == '\t') {
                                quoted.append("\\t");
                            } else if (isPrintable(c)) {
                                quoted.appendCodePoint(c);
                            } else if (c < 0x100) {
                                quoted.append("\\x%02x".formatted(c));
                            } else if (c < 0x10000) {
                                quoted.append("\\u%04x".formatted(c));
                            } else {
                                quoted.append("\\U%08x".formatted(c));
                            }
                        });
        quoted.append(quote);
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> true;
        };
    }

    /** Whether Python's {@code str.isspace} holds for a character. */
    static boolean isSpace(int c) {
        return (c >= 9 && c <= 13)
                || (c >= 0x1C && c <= 0x20)
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    static boolean isBlank(String text) {
        return text.chars().allMatch(PythonText::isSpace);
    }

    /** The first place from {@code at} on that is no blank. */
    static int skipSpace(String text, int at) {
        int place = at;
        while (place < text.length() && isSpace(text.charAt(place))) {
            place++;
        }
        return place;
    }

    static String stripRight(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Characters, as Python counts them. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The part from character {@code start} to before {@code end}. */
    static String substring(String text, int start, int end) {
        int from = text.offsetByCodePoints(0, start);
        return text.substring(from, text.offsetByCodePoints(from, end - start));
    }

    /** Each character as a text of its own. */
    static List<Object> characters(String text) {
        if (text.length() > 10 * Budget.LONGEST_LIST) {
            throw new JinjaException("a text is too long to go through its characters");
        }
        return text.codePoints().<Object>mapToObj(Character::toString).toList();
    }

    /** A string literal's content. */
    static String unescape(String literal, int line) {
        if (literal.indexOf('\\') < 0) {
            return literal;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c != '\\' || i + 1 == literal.length()) {
                text.append(c);
                continue;
            }
            char escape = literal.charAt(++i);
            int simple = "\\'\"abfnrtv\n".indexOf(escape);
            int digits = "xuU".indexOf(escape);
            if (simple >= 0) {
                text.append(
                        List.of(
                                        "\\", "'", "\"", "\u0007", "\b", "\f", "\n", "\r", "\t",
                                        "\u000b", "")
                                .get(simple));
            } else if (digits >= 0) {
                int end = i + 1 + (2 << digits);
                text.appendCodePoint(hexadecimal(literal, i + 1, end, line));
                i = end - 1;
            } else if (escape >= '0' && escape <= '7') {
                int end = i;
                int value = 0;
                while (end < i + 3
                        && end < literal.length()
                        && literal.charAt(end) >= '0'
                        && literal.charAt(end) <= '7') {
                    value = value * 8 + literal.charAt(end++) - '0';
                }
                text.appendCodePoint(value);
                i = end - 1;
            } else {
                text.append('\\').append(escape);
            }
        }
        return text.toString();
    }

    private static int hexadecimal(String literal, int start, int end, int line) {
        try {
            int value = Integer.parseUnsignedInt(literal, start, end, 16);
            if (Character.isValidCodePoint(value)) {
                return value;
            }
        } catch (NumberFormatException | IndexOutOfBoundsException malformed) {
            throw new JinjaException("a string has a truncated \\x, \\u or \\U escape", line);
        }
        throw new JinjaException("a string has an escape beyond U+10FFFF", line);
    }
}
