package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the large lists of a tokenizer.json byte by byte, without an object for each entry; what is
 * between them goes to the JSON library. Not thread-safe.
 */
final class JsonScanner {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int DEEPEST = 200;

    private final byte[] json;
    private final String origin;
    private int at;
    private byte[] text = new byte[0];
    private int textStart;
    private int textLength;
    private byte[] unescaped = new byte[256];

    JsonScanner(byte[] json, String origin) {
        this(json, origin, isMarked(json) ? 3 : 0);
    }

    /** One that begins within a file. */
    JsonScanner(byte[] json, String origin, int start) {
        this.json = json;
        this.origin = origin;
        this.at = start;
    }

    /** Whether a byte order mark begins it. */
    private static boolean isMarked(byte[] json) {
        return json.length >= 3
                && json[0] == (byte) 0xEF
                && json[1] == (byte) 0xBB
                && json[2] == (byte) 0xBF;
    }

    /** Where the next byte is. */
    int position() {
        return at;
    }

    /** Goes on at another place. */
    void goOn(int position) {
        at = position;
    }

    /**
     * A list for strings that are scanned.
     *
     * @param capacity how many will come, at a guess
     */
    ScannedStrings strings(int capacity) {
        return new ScannedStrings(json, capacity);
    }

    /** The next byte that is no white space, which stays to be read; -1 at the end. */
    int peek() {
        byte[] from = json;
        int place = at;
        while (place < from.length) {
            byte next = from[place];
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                at = place;
                return next & 0xFF;
            }
            place++;
        }
        at = place;
        return -1;
    }

    /** Reads a byte that must be there. */
    void expect(char wanted) {
        int found = peek();
        if (found != wanted) {
            throw broken("expected '" + wanted + "', found " + shown(found));
        }
        at++;
    }

    /** Reads the opening of a list or an object; whether it has a first entry. */
    boolean open(char opening, char closing) {
        expect(opening);
        if (peek() == closing) {
            at++;
            return false;
        }
        return true;
    }

    /** Reads what follows an entry; whether another one comes. */
    boolean more(char closing) {
        int next = peek();
        if (next != ',' && next != closing) {
            throw broken("expected ',' or '" + closing + "', found " + shown(next));
        }
        at++;
        return next == ',';
    }

    /** Reads a string, to be had from {@link #bytes}, {@link #start} and {@link #length}. */
    void string() {
        expect('"');
        int start = at;
        int place = start;
        byte[] from = json;
        while (place < from.length && from[place] != '"' && from[place] != '\\') {
            if (from[place] >= 0 && from[place] < ' ') {
                at = place;
                throw broken("a string with a control character");
            }
            place++;
        }
        at = place;
        if (at < json.length && json[at] == '"') {
            text = json;
            textStart = start;
            textLength = at++ - start;
            return;
        }
        unescape(start);
    }

    private void unescape(int start) {
        int length = 0;
        at = start;
        while (at < json.length && json[at] != '"') {
            if (length + 8 > unescaped.length) {
                unescaped = Arrays.copyOf(unescaped, unescaped.length * 2);
            }
            byte next = json[at++];
            if (next != '\\') {
                unescaped[length++] = next;
                continue;
            }
            int kind = at < json.length ? json[at++] : -1;
            int plain = "\"\\/bfnrt".indexOf(kind);
            if (kind > 0 && plain >= 0) {
                unescaped[length++] = (byte) "\"\\/\b\f\n\r\t".charAt(plain);
            } else if (kind == 'u') {
                byte[] utf8 = Character.toString(codePoint()).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(utf8, 0, unescaped, length, utf8.length);
                length += utf8.length;
            } else {
                throw broken("a string with an unknown escape");
            }
        }
        if (at >= json.length) {
            throw broken("a string without end");
        }
        at++;
        text = unescaped;
        textStart = 0;
        textLength = length;
    }

    private int codePoint() {
        int first = hexadecimal();
        if (!Character.isSurrogate((char) first)) {
            return first;
        }
        boolean pair =
                Character.isHighSurrogate((char) first)
                        && at + 1 < json.length
                        && json[at] == '\\'
                        && json[at + 1] == 'u';
        if (pair) {
            at += 2;
            int second = hexadecimal();
            if (Character.isLowSurrogate((char) second)) {
                return Character.toCodePoint((char) first, (char) second);
            }
        }
        throw broken("a string with half a surrogate pair");
    }

    private int hexadecimal() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < json.length ? Character.digit(json[at++], 16) : -1;
            if (digit < 0) {
                throw broken("a string with a broken \\u escape");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Where the last string is. */
    byte[] bytes() {
        return text;
    }

    int start() {
        return textStart;
    }

    int length() {
        return textLength;
    }

    /** The last string. */
    String lastString() {
        return new String(text, textStart, textLength, StandardCharsets.UTF_8);
    }

    /**
     * Reads a whole number.
     *
     * @param what named in errors, and its index
     */
    int integer(String what, int index) {
        int first = peek();
        int start = at;
        long value = 0;
        int sign = first == '-' ? -1 : 1;
        at += first == '-' ? 1 : 0;
        int digits = at;
        while (at < json.length && json[at] >= '0' && json[at] <= '9' && at - digits < 12) {
            value = value * 10 + json[at++] - '0';
        }
        boolean ended = at >= json.length || ends(json[at]);
        if (at == digits || !ended || value > Integer.MAX_VALUE) {
            at = start;
            throw broken(what + " " + index + " is no integer");
        }
        return (int) (sign * value);
    }

    private static boolean ends(byte next) {
        return switch (next) {
            case ',', '}', ']', ' ', '\n', '\r', '\t' -> true;
            default -> false;
        };
    }

    /**
     * Reads a number.
     *
     * @param what named in errors, and its index
     */
    double number(String what, int index) {
        peek();
        int start = at;
        while (at < json.length && "+-.eE0123456789".indexOf(json[at]) >= 0) {
            at++;
        }
        try {
            double value =
                    Double.parseDouble(
                            new String(json, start, at - start, StandardCharsets.ISO_8859_1));
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException malformed) {
            // said below
        }
        at = start;
        throw broken(what + " " + index + " is no number");
    }

    /** Reads any value. */
    JsonNode value() {
        peek();
        int start = at;
        skip();
        try {
            return MAPPER.readTree(json, start, at - start);
        } catch (JacksonException malformed) {
            throw TokenizerFile.broken(
                    origin, "at byte " + start + ": " + malformed.getOriginalMessage(), malformed);
        }
    }

    /** Passes over a value; what is in it is not checked. */
    private void skip() {
        int depth = 0;
        do {
            int next = peek();
            if (next < 0) {
                throw broken("the file ends within a value");
            }
            if (next == '"') {
                string();
            } else if (next == '{' || next == '[') {
                depth++;
                at++;
            } else if (next == '}' || next == ']') {
                depth--;
                at++;
            } else {
                at++;
                while (depth == 0 && at < json.length && ",}] \n\r\t".indexOf(json[at]) < 0) {
                    at++;
                }
            }
            if (depth > DEEPEST) {
                throw broken("values are nested more than " + DEEPEST + " deep");
            }
        } while (depth > 0);
    }

    private static String shown(int found) {
        return found < 0 ? "the end of the file" : "'" + (char) found + "'";
    }

    SundogException broken(String why) {
        return TokenizerFile.broken(origin, "at byte " + at + ": " + why, null);
    }
}
