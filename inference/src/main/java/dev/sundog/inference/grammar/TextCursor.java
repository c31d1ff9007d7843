package dev.sundog.inference.grammar;

import dev.sundog.model.failure.SundogException;

/** A place in a text that is being parsed. Not thread-safe. */
final class TextCursor {
    private final int[] text;
    private final String code;
    private final String what;
    private int position;

    TextCursor(String text, String code, String what) {
        this.text = text.codePoints().toArray();
        this.code = code;
        this.what = what;
    }

    int position() {
        return position;
    }

    void reset(int place) {
        position = place;
    }

    boolean atEnd() {
        return position >= text.length;
    }

    /** The next character, or -1. */
    int peek() {
        return atEnd() ? -1 : text[position];
    }

    /** The one after the next, or -1. */
    int peekAfter() {
        return position + 1 < text.length ? text[position + 1] : -1;
    }

    boolean peekDigit() {
        return peek() >= '0' && peek() <= '9';
    }

    int next() {
        if (atEnd()) {
            throw error("it ends too early");
        }
        return text[position++];
    }

    /** Passes over a text if it comes next. */
    boolean take(String expected) {
        if (position + expected.length() > text.length) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (text[position + i] != expected.charAt(i)) {
                return false;
            }
        }
        position += expected.length();
        return true;
    }

    int hexadecimal(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = atEnd() ? -1 : Character.digit(text[position], 16);
            if (digit < 0) {
                throw error("expected " + digits + " hexadecimal digits");
            }
            position++;
            if (value > 0x10ffff) {
                break;
            }
            value = value << 4 | digit;
        }
        if (!CodePoints.ALL.contains(value)) {
            throw error("%x is no Unicode character".formatted(value));
        }
        return value;
    }

    /** Four hexadecimal digits, or twice {@code \\u0000} for a character beyond U+FFFF. */
    int surrogatePairOrHexadecimal() {
        int high = unit(position);
        int low =
                position + 5 < text.length
                                && text[position + 4] == '\\'
                                && text[position + 5] == 'u'
                        ? unit(position + 6)
                        : -1;
        if (high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
            position += 10;
            return Character.toCodePoint((char) high, (char) low);
        }
        return hexadecimal(4);
    }

    private int unit(int place) {
        int value = 0;
        for (int i = place; i < place + 4; i++) {
            int digit = i < text.length ? Character.digit(text[i], 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** A number up to {@code most}. */
    int integer(int most) {
        long value = 0;
        while (peekDigit()) {
            value = value * 10 + (next() - '0');
            if (value > most) {
                throw error("a number above " + most);
            }
        }
        return (int) value;
    }

    /** What comes next, for messages. */
    String shown() {
        StringBuilder shown = new StringBuilder();
        for (int i = position; i < Math.min(text.length, position + 10); i++) {
            shown.appendCodePoint(text[i]);
        }
        return atEnd() ? "the end" : shown.toString().replace("\n", "\\n");
    }

    SundogException error(String message) {
        return error(position, message);
    }

    SundogException error(int place, String message) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(place, text.length); i++) {
            if (text[i] == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return SundogException.data(
                code, "%s, line %d, column %d: %s".formatted(what, line, column, message));
    }
}
