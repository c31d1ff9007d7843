package dev.sundog.inference.tool;

import dev.sundog.inference.tool.ToolCall.State;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls written as Python writes them, {@code [f(a="x", b=[1, 2]), g()]}, with arguments by name
 * and literal values. Used once.
 */
final class PythonCalls {
    private static final int DEEPEST = 50;
    private static final String ESCAPES = "nrtbf";
    private static final String ESCAPED = "\n\r\t\b\f";

    private final String text;
    private int at;
    private int depth;

    private PythonCalls(String text) {
        this.text = text;
    }

    /** What cannot be read; never leaves this class. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable() {
            super("", null, false, false);
        }
    }

    /** The calls of a text, if it is nothing else. */
    static Optional<List<ToolCall>> read(String text) {
        try {
            return Optional.of(new PythonCalls(text).all());
        } catch (Unreadable none) {
            return Optional.empty();
        }
    }

    private List<ToolCall> all() throws Unreadable {
        List<ToolCall> calls = new ArrayList<>();
        boolean list = take('[');
        do {
            String name = name();
            calls.add(new ToolCall(name, arguments(), State.COMPLETE));
        } while (take(','));
        require(!list || take(']'));
        require(peek() == 0);
        return calls;
    }

    private char peek() {
        at = JsonScan.space(text, at);
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean take(char expected) {
        boolean there = peek() == expected;
        at += there ? 1 : 0;
        return there;
    }

    private static void require(boolean holds) throws Unreadable {
        if (!holds) {
            throw new Unreadable();
        }
    }

    private String name() throws Unreadable {
        peek();
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at))
                        || "_.-".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        require(at > from);
        return text.substring(from, at);
    }

    private String arguments() throws Unreadable {
        require(take('('));
        StringBuilder json = new StringBuilder("{");
        while (!take(')')) {
            if (json.length() > 1) {
                require(take(','));
                if (take(')')) {
                    break;
                }
                json.append(", ");
            }
            json.append(TaggedParameters.quoted(name())).append(": ");
            require(take('='));
            value(json);
        }
        return json.append('}').toString();
    }

    private void value(StringBuilder json) throws Unreadable {
        require(++depth <= DEEPEST);
        char first = peek();
        switch (first) {
            case '"', '\'' -> json.append(TaggedParameters.quoted(string(first)));
            case '[' -> items(json, '[', ']', false);
            case '(' -> items(json, '(', ')', false);
            case '{' -> items(json, '{', '}', true);
            default -> literal(json);
        }
        depth--;
    }

    private void items(StringBuilder json, char open, char close, boolean keyed) throws Unreadable {
        take(open);
        json.append(keyed ? '{' : '[');
        boolean first = true;
        while (!take(close)) {
            if (!first) {
                require(take(','));
                if (take(close)) {
                    break;
                }
                json.append(", ");
            }
            first = false;
            if (keyed) {
                char quote = peek();
                require(quote == '"' || quote == '\'');
                json.append(TaggedParameters.quoted(string(quote))).append(": ");
                require(take(':'));
            }
            value(json);
        }
        json.append(keyed ? '}' : ']');
    }

    private String string(char quote) throws Unreadable {
        StringBuilder value = new StringBuilder();
        at++;
        while (true) {
            require(at < text.length());
            char c = text.charAt(at++);
            if (c == quote) {
                return value.toString();
            }
            if (c != '\\') {
                value.append(c);
                continue;
            }
            require(at < text.length());
            char kind = text.charAt(at++);
            int known = ESCAPES.indexOf(kind);
            if (kind == 'u' && at + 4 <= text.length()) {
                value.append((char) hexadecimal());
            } else {
                value.append(known >= 0 ? ESCAPED.charAt(known) : kind);
            }
        }
    }

    private int hexadecimal() throws Unreadable {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(text.charAt(at++), 16);
            require(digit >= 0);
            value = value << 4 | digit;
        }
        return value;
    }

    private void literal(StringBuilder json) throws Unreadable {
        int from = at;
        while (at < text.length() && ",)]}: \n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        String value =
                switch (word) {
                    case "True" -> "true";
                    case "False" -> "false";
                    case "None" -> "null";
                    default -> word;
                };
        require(JsonScan.value(value + " ", 0) == value.length());
        json.append(value);
    }
}
