package dev.sundog.model.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code split}, {@code rsplit}, {@code splitlines} and {@code partition} of Python's str. */
final class TextSplitting {
    private TextSplitting() {}

    static Object split(String text, Arguments arguments, boolean fromRight) {
        arguments.check("split", 0, "sep", "maxsplit");
        Object separator = arguments.get(0, "sep");
        long limit = Operators.integer(arguments.get(1, "maxsplit", -1L), "maxsplit");
        long most = limit < 0 ? Long.MAX_VALUE : limit;
        if (separator == Value.None.NONE) {
            return fromRight ? blanksFromRight(text, most) : blanks(text, most);
        }
        String by = TextMethods.text(separator, "sep");
        if (by.isEmpty()) {
            throw new JinjaException("empty separator");
        }
        return fromRight ? separatedFromRight(text, by, most) : separated(text, by, most);
    }

    private static List<Object> separated(String text, String by, long most) {
        List<Object> parts = new ArrayList<>();
        int from = 0;
        while (parts.size() < most) {
            int found = text.indexOf(by, from);
            if (found < 0) {
                break;
            }
            parts.add(text.substring(from, found));
            from = found + by.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static List<Object> separatedFromRight(String text, String by, long most) {
        List<Object> parts = new ArrayList<>();
        int to = text.length();
        while (parts.size() < most) {
            int found = to < by.length() ? -1 : text.lastIndexOf(by, to - by.length());
            if (found < 0) {
                break;
            }
            parts.add(text.substring(found + by.length(), to));
            to = found;
        }
        parts.add(text.substring(0, to));
        Collections.reverse(parts);
        return parts;
    }

    private static List<Object> blanks(String text, long most) {
        List<Object> parts = new ArrayList<>();
        int at = PythonText.skipSpace(text, 0);
        while (at < text.length()) {
            if (parts.size() >= most) {
                parts.add(PythonText.stripRight(text.substring(at)));
                return parts;
            }
            int end = at;
            while (end < text.length() && !PythonText.isSpace(text.charAt(end))) {
                end++;
            }
            parts.add(text.substring(at, end));
            at = PythonText.skipSpace(text, end);
        }
        return parts;
    }

    private static List<Object> blanksFromRight(String text, long most) {
        List<Object> parts = new ArrayList<>();
        String rest = PythonText.stripRight(text);
        while (!rest.isEmpty()) {
            if (parts.size() >= most) {
                parts.add(rest);
                break;
            }
            int start = rest.length();
            while (start > 0 && !PythonText.isSpace(rest.charAt(start - 1))) {
                start--;
            }
            parts.add(rest.substring(start));
            rest = PythonText.stripRight(rest.substring(0, start));
        }
        Collections.reverse(parts);
        return parts;
    }

    static Object splitLines(String text, Arguments arguments) {
        arguments.check("splitlines", 0, "keepends");
        return new ArrayList<Object>(
                lines(text, Operators.truth(arguments.get(0, "keepends", false))));
    }

    /** Lines by every line end that Python knows. */
    static List<String> lines(String text, boolean keepEnds) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!endsLine(text.charAt(i))) {
                continue;
            }
            boolean two =
                    text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            int next = i + (two ? 2 : 1);
            lines.add(text.substring(from, keepEnds ? next : i));
            from = next;
            i = next - 1;
        }
        if (from < text.length()) {
            lines.add(text.substring(from));
        }
        return lines;
    }

    private static boolean endsLine(char c) {
        return (c >= '\n' && c <= '\r')
                || (c >= 0x1C && c <= 0x1E)
                || c == 0x85
                || c == 0x2028
                || c == 0x2029;
    }

    static Object partition(String text, Arguments arguments, boolean last) {
        arguments.check("partition", 1, "sep");
        String by = TextMethods.text(arguments.get(0, "sep"), "sep");
        if (by.isEmpty()) {
            throw new JinjaException("empty separator");
        }
        int found = last ? text.lastIndexOf(by) : text.indexOf(by);
        if (found < 0) {
            return last ? Value.Tuple.of("", "", text) : Value.Tuple.of(text, "", "");
        }
        return Value.Tuple.of(text.substring(0, found), by, text.substring(found + by.length()));
    }
}
