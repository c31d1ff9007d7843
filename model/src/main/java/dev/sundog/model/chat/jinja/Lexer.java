package dev.sundog.model.chat.jinja;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens, with {@code trim_blocks} (a line break after a block or comment is
 * dropped) and {@code lstrip_blocks} (blanks between a line's start and a block or comment are
 * dropped), {@code -} and {@code +} signs, comments and raw blocks.
 */
final class Lexer {
    private static final Pattern OPEN = Pattern.compile("\\{[%{#]");
    private static final Pattern RAW =
            Pattern.compile(
                    "\\{%[-+]?\\s*raw\\s*(-%\\}\\s*|%\\})", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern END_RAW =
            Pattern.compile(
                    "\\{%([-+]?)\\s*endraw\\s*(?:\\+%\\}|-%\\}\\s*|%\\}\\n?)",
                    Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern FLOAT =
            Pattern.compile(
                    "(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+"
                            + "|\\.(?:\\d+_)*\\d+)");
    private static final Pattern INTEGER =
            Pattern.compile(
                    "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+"
                            + "|[1-9](?:_?\\d)*|0(?:_?0)*");
    private static final Pattern NAME = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String[] OPERATORS = {
        "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
        "}", ">", "<", "=", ".", ":", "|", ",", ";"
    };

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private Lexer(String source) {
        this.source = source;
    }

    /** The tokens of a template, an END last. */
    static List<Token> tokenize(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        if (source.endsWith("\n")) {
            source = source.substring(0, source.length() - 1);
        }
        Lexer lexer = new Lexer(source);
        lexer.root();
        lexer.add(Token.Kind.END, "");
        return lexer.tokens;
    }

    private void root() {
        Matcher open = OPEN.matcher(source);
        Matcher raw = RAW.matcher(source);
        while (at < source.length()) {
            if (!open.find(at)) {
                data(source.substring(at));
                advance(source.length());
                return;
            }
            int start = open.start();
            char kind = source.charAt(start + 1);
            char sign = start + 2 < source.length() ? source.charAt(start + 2) : ' ';
            data(beforeTag(source.substring(at, start), sign, kind != '{'));
            advance(start);
            if (kind == '#') {
                comment();
            } else if (kind == '%' && raw.region(at, source.length()).lookingAt()) {
                advance(raw.end());
                raw();
            } else {
                advance(at + (sign == '-' || sign == '+' ? 3 : 2));
                tag(kind == '%');
            }
        }
    }

    /** Text before a tag, stripped as the tag's sign and {@code lstrip_blocks} say. */
    private String beforeTag(String text, char sign, boolean block) {
        if (sign == '-') {
            return PythonText.stripRight(text);
        }
        if (sign == '+' || !block) {
            return text;
        }
        int lineStart = text.lastIndexOf('\n') + 1;
        boolean atLineStart = lineStart > 0 || at == 0 || source.charAt(at - 1) == '\n';
        return atLineStart && PythonText.isBlank(text.substring(lineStart))
                ? text.substring(0, lineStart)
                : text;
    }

    private void data(String text) {
        if (!text.isEmpty()) {
            add(Token.Kind.DATA, text);
        }
    }

    private void comment() {
        int end = source.indexOf("#}", at + 2);
        if (end < 0) {
            throw new JinjaException("a comment '{#' has no end '#}'", line);
        }
        char sign = end > at + 2 ? source.charAt(end - 1) : ' ';
        advance(end + 2);
        afterBlock(sign);
    }

    private void afterBlock(char sign) {
        if (sign == '-') {
            advance(PythonText.skipSpace(source, at));
        } else if (sign != '+' && at < source.length() && source.charAt(at) == '\n') {
            advance(at + 1);
        }
    }

    private void raw() {
        Matcher end = END_RAW.matcher(source);
        if (!end.find(at)) {
            throw new JinjaException("a raw block has no end '{% endraw %}'", line);
        }
        String sign = end.group(1);
        data(
                beforeTag(
                        source.substring(at, end.start()),
                        sign.isEmpty() ? ' ' : sign.charAt(0),
                        true));
        advance(end.end());
    }

    private void tag(boolean block) {
        add(block ? Token.Kind.BLOCK_BEGIN : Token.Kind.VARIABLE_BEGIN, "");
        String close = block ? "%}" : "}}";
        Deque<Character> open = new ArrayDeque<>();
        while (true) {
            advance(PythonText.skipSpace(source, at));
            if (at >= source.length()) {
                throw new JinjaException(
                        "the template ends inside a tag; '" + close + "' is missing", line);
            }
            if (open.isEmpty()) {
                char first = source.charAt(at);
                boolean signed = first == '-' || (block && first == '+');
                if (source.startsWith(close, signed ? at + 1 : at)) {
                    add(block ? Token.Kind.BLOCK_END : Token.Kind.VARIABLE_END, "");
                    advance(at + (signed ? 3 : 2));
                    if (block || first == '-') {
                        afterBlock(first);
                    }
                    return;
                }
            }
            token(open);
        }
    }

    private void token(Deque<Character> open) {
        char first = source.charAt(at);
        if (first == '"' || first == '\'') {
            string(first);
            return;
        }
        boolean afterDot = at > 0 && source.charAt(at - 1) == '.';
        if (first >= '0' && first <= '9' && number(afterDot)) {
            return;
        }
        Matcher name = NAME.matcher(source).region(at, source.length());
        if (name.lookingAt()) {
            if (!Character.isUnicodeIdentifierStart(name.group().codePointAt(0)) && first != '_') {
                throw new JinjaException("invalid name '" + name.group() + "'", line);
            }
            add(Token.Kind.NAME, name.group());
            advance(name.end());
            return;
        }
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                balance(operator.charAt(0), open);
                add(Token.Kind.OPERATOR, operator);
                advance(at + operator.length());
                return;
            }
        }
        throw new JinjaException("unexpected character '" + first + "'", line);
    }

    private void balance(char operator, Deque<Character> open) {
        switch (operator) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty() || open.pop() != operator) {
                    throw new JinjaException("unexpected '" + operator + "'", line);
                }
            }
            default -> {}
        }
    }

    private boolean number(boolean afterDot) {
        Matcher real = FLOAT.matcher(source).region(at, source.length());
        if (!afterDot && real.lookingAt()) {
            add(Token.Kind.FLOAT, Double.valueOf(real.group().replace("_", "")));
            advance(real.end());
            return true;
        }
        Matcher whole = INTEGER.matcher(source).region(at, source.length());
        if (!whole.lookingAt()) {
            return false;
        }
        add(Token.Kind.INTEGER, integer(whole.group().replace("_", "")));
        advance(whole.end());
        return true;
    }

    private Long integer(String digits) {
        int radix =
                digits.length() < 2
                        ? 10
                        : switch (digits.charAt(1)) {
                            case 'b', 'B' -> 2;
                            case 'o', 'O' -> 8;
                            case 'x', 'X' -> 16;
                            default -> 10;
                        };
        BigInteger value = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
        if (value.bitLength() > 63) {
            throw new JinjaException("the number " + digits + " is too large", line);
        }
        return value.longValue();
    }

    private void string(char quote) {
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new JinjaException("a string that begins with " + quote + " has no end", line);
        }
        add(Token.Kind.STRING, PythonText.unescape(source.substring(at + 1, end), line));
        advance(end + 1);
    }

    private void add(Token.Kind kind, Object value) {
        tokens.add(new Token(kind, value, line));
    }

    private void advance(int to) {
        for (int i = at; i < to; i++) {
            if (source.charAt(i) == '\n') {
                line++;
            }
        }
        at = to;
    }
}
