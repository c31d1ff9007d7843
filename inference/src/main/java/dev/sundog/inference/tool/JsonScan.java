package dev.sundog.inference.tool;

/**
 * Where JSON values end in a text that may go on. Line breaks and tabs within strings, which models
 * write, are let pass. Source: RFC 8259.
 */
final class JsonScan {
    /** The text ends before the value does. */
    static final int OPEN = -1;

    /** There is no JSON value. */
    static final int BROKEN = -2;

    private static final int DEEPEST = 200;

    private JsonScan() {}

    /** The end of the value that begins at {@code at}, {@link #OPEN} or {@link #BROKEN}. */
    static int value(CharSequence text, int at) {
        return value(text, at, 0);
    }

    private static int value(CharSequence text, int at, int depth) {
        if (at >= text.length()) {
            return OPEN;
        }
        char first = text.charAt(at);
        return switch (first) {
            case '{', '[' -> depth < DEEPEST ? container(text, at, depth + 1) : BROKEN;
            case '"' -> string(text, at);
            case 't' -> word(text, at, "true");
            case 'f' -> word(text, at, "false");
            case 'n' -> word(text, at, "null");
            default -> first == '-' || digit(first) ? number(text, at) : BROKEN;
        };
    }

    private static int container(CharSequence text, int from, int depth) {
        boolean object = text.charAt(from) == '{';
        char close = object ? '}' : ']';
        int at = space(text, from + 1);
        if (at < text.length() && text.charAt(at) == close) {
            return at + 1;
        }
        while (true) {
            if (object) {
                at = key(text, at);
                if (at < 0) {
                    return at;
                }
            }
            at = value(text, at, depth);
            if (at < 0) {
                return at;
            }
            at = space(text, at);
            if (at >= text.length()) {
                return OPEN;
            }
            char next = text.charAt(at);
            if (next == close) {
                return at + 1;
            }
            if (next != ',') {
                return BROKEN;
            }
            at = space(text, at + 1);
        }
    }

    /** Where the value after a key begins. */
    static int key(CharSequence text, int from) {
        if (from >= text.length()) {
            return OPEN;
        }
        if (text.charAt(from) != '"') {
            return BROKEN;
        }
        int at = string(text, from);
        if (at < 0) {
            return at;
        }
        at = space(text, at);
        if (at >= text.length()) {
            return OPEN;
        }
        return text.charAt(at) == ':' ? space(text, at + 1) : BROKEN;
    }

    /** The end of a string whose quote is at {@code from}. */
    static int string(CharSequence text, int from) {
        for (int at = from + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\') {
                at++;
                if (at >= text.length()) {
                    return OPEN;
                }
                if (text.charAt(at) == 'u') {
                    for (int i = 0; i < 4; i++) {
                        at++;
                        if (at >= text.length()) {
                            return OPEN;
                        }
                        if (Character.digit(text.charAt(at), 16) < 0 || text.charAt(at) > 'f') {
                            return BROKEN;
                        }
                    }
                } else if ("\"\\/bfnrt".indexOf(text.charAt(at)) < 0) {
                    return BROKEN;
                }
            } else if (c < ' ' && c != '\n' && c != '\t' && c != '\r') {
                return BROKEN;
            }
        }
        return OPEN;
    }

    private static int word(CharSequence text, int at, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= text.length()) {
                return OPEN;
            }
            if (text.charAt(at + i) != word.charAt(i)) {
                return BROKEN;
            }
        }
        return at + word.length();
    }

    private static int number(CharSequence text, int from) {
        int at = text.charAt(from) == '-' ? from + 1 : from;
        int whole = at;
        at = digits(text, at);
        if (at == whole || at - whole > 1 && text.charAt(whole) == '0') {
            return at >= text.length() && at == whole ? OPEN : BROKEN;
        }
        if (at < text.length() && text.charAt(at) == '.') {
            int fraction = at + 1;
            at = digits(text, fraction);
            if (at == fraction) {
                return at >= text.length() ? OPEN : BROKEN;
            }
        }
        if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            int exponent = at;
            at = digits(text, at);
            if (at == exponent) {
                return at >= text.length() ? OPEN : BROKEN;
            }
        }
        return at >= text.length() ? OPEN : at;
    }

    private static int digits(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && digit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The first place from {@code from} that is no white space. */
    static int space(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /** A JSON text whose strings escape what they must. A longer text begins with the same. */
    static String escaped(CharSequence json) {
        StringBuilder out = new StringBuilder(json.length());
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString && c < ' ') {
                out.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
                continue;
            }
            out.append(c);
            if (inString && c == '\\' && i + 1 < json.length()) {
                out.append(json.charAt(++i));
            } else if (c == '"') {
                inString = !inString;
            }
        }
        return out.toString();
    }
}
