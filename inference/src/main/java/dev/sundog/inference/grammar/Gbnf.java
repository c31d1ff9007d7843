package dev.sundog.inference.grammar;

import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads grammars in llama.cpp's form: {@code name ::= "text" [a-z] other-rule ( a | b )* c{2,3}},
 * comments after {@code #}, beginning with the rule {@code root}. Source: llama.cpp, {@code
 * grammars/README.md}. Differences: an alternative may also begin on the next line, and tokens by
 * number are refused.
 */
public final class Gbnf {
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int DEEPEST = 200;
    private static final int MOST_REPETITIONS = 10_000;

    private final TextCursor in;
    private final Grammar.Builder rules = new Grammar.Builder();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, Integer> firstUse = new LinkedHashMap<>();
    private final List<String> defined = new ArrayList<>();
    private int depth;

    private Gbnf(String text) {
        in = new TextCursor(text, "grammar-syntax", "the grammar");
    }

    /**
     * The grammar that a text describes.
     *
     * @throws SundogException (data) that names the line and column of what is wrong
     */
    public static Grammar parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw SundogException.data(
                    "grammar-too-large",
                    "the grammar has %d characters, at most %d are read"
                            .formatted(text.length(), MOST_CHARACTERS));
        }
        return new Gbnf(text).read();
    }

    private Grammar read() {
        space(true);
        while (!in.atEnd()) {
            rule();
            space(true);
        }
        firstUse.forEach(
                (name, place) -> {
                    if (!defined.contains(name)) {
                        throw in.error(place, "rule '" + name + "' is used and not defined");
                    }
                });
        Integer root = numbers.get("root");
        if (root == null || !defined.contains("root")) {
            throw in.error(0, "there is no rule 'root' to begin with");
        }
        return rules.build(root);
    }

    private int number(String name) {
        return numbers.computeIfAbsent(name, rules::declare);
    }

    private void rule() {
        int place = in.position();
        String name = name();
        space(false);
        if (!in.take("::=")) {
            throw in.error("expected '::=' after the name '" + name + "'");
        }
        space(true);
        if (defined.contains(name)) {
            throw in.error(place, "rule '" + name + "' is defined twice");
        }
        int number = number(name);
        defined.add(name);
        rules.define(number, alternatives());
        if (!in.atEnd() && in.peek() != '\n' && in.peek() != '\r' && in.peek() != '#') {
            throw in.error("expected the end of the rule, found '" + in.shown() + "'");
        }
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        while (!in.atEnd() && isNamePart(in.peek())) {
            name.appendCodePoint(in.next());
        }
        if (name.isEmpty()) {
            throw in.error("expected the name of a rule, found '" + in.shown() + "'");
        }
        return name.toString();
    }

    private static boolean isNamePart(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '_';
    }

    private void space(boolean lines) {
        while (!in.atEnd()) {
            int c = in.peek();
            if (c == '#') {
                while (!in.atEnd() && in.peek() != '\n') {
                    in.next();
                }
            } else if (c == ' ' || c == '\t' || lines && (c == '\n' || c == '\r')) {
                in.next();
            } else {
                return;
            }
        }
    }

    private Expression alternatives() {
        if (++depth > DEEPEST) {
            throw in.error("more than " + DEEPEST + " nested groups");
        }
        List<Expression> all = new ArrayList<>();
        all.add(sequence());
        while (bar()) {
            space(true);
            all.add(sequence());
        }
        depth--;
        return Expression.choice(all);
    }

    /** A bar, also on a later line. */
    private boolean bar() {
        int before = in.position();
        space(true);
        if (!in.atEnd() && in.peek() == '|') {
            in.next();
            return true;
        }
        in.reset(before);
        return false;
    }

    private Expression sequence() {
        List<Expression> parts = new ArrayList<>();
        while (true) {
            space(depth > 1);
            if (in.atEnd() || "|)\r\n".indexOf(in.peek()) >= 0) {
                return parts.size() == 1 ? parts.getFirst() : new Expression.Sequence(parts);
            }
            parts.add(repeated(item()));
        }
    }

    private Expression item() {
        int place = in.position();
        int c = in.peek();
        if (c == '"') {
            in.next();
            StringBuilder text = new StringBuilder();
            while (in.atEnd() || in.peek() != '"') {
                text.appendCodePoint(character("a text without its closing quote"));
            }
            in.next();
            return Expression.text(text.toString());
        }
        if (c == '[') {
            in.next();
            return characters();
        }
        if (c == '.') {
            in.next();
            return Expression.characters(CodePoints.ALL);
        }
        if (c == '(') {
            in.next();
            Expression inner = alternatives();
            space(true);
            if (!in.take(")")) {
                throw in.error(place, "a group without its closing parenthesis");
            }
            return inner;
        }
        if (c == '<' || c == '!') {
            throw in.error("tokens by number or name are not supported; write their text");
        }
        if (!isNamePart(c)) {
            throw in.error(
                    "expected a text, characters, a rule or a group, found '" + in.shown() + "'");
        }
        String name = name();
        firstUse.putIfAbsent(name, place);
        return new Expression.Call(number(name));
    }

    private Expression characters() {
        boolean inverted = in.take("^");
        List<int[]> ranges = new ArrayList<>();
        while (in.atEnd() || in.peek() != ']') {
            int low = character("characters without their closing bracket");
            int high = low;
            if (!in.atEnd() && in.peek() == '-' && in.peekAfter() != ']') {
                in.next();
                high = character("characters without their closing bracket");
            }
            if (high < low) {
                throw in.error("a range that ends before it begins");
            }
            ranges.add(new int[] {low, high});
        }
        in.next();
        CodePoints set = CodePoints.normal(ranges);
        return Expression.characters(inverted ? set.not() : set);
    }

    private int character(String unfinished) {
        if (in.atEnd()) {
            throw in.error(unfinished);
        }
        int c = in.next();
        if (c != '\\') {
            return c;
        }
        if (in.atEnd()) {
            throw in.error("a backslash with nothing after it");
        }
        int kind = in.next();
        return switch (kind) {
            case 'x' -> in.hexadecimal(2);
            case 'u' -> in.hexadecimal(4);
            case 'U' -> in.hexadecimal(8);
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '\\', '"', '[', ']', '-', '^' -> kind;
            default -> throw in.error("unknown escape '\\" + Character.toString(kind) + "'");
        };
    }

    private Expression repeated(Expression item) {
        Expression body = item;
        while (!in.atEnd()) {
            int c = in.peek();
            if (c == '*') {
                in.next();
                body = Expression.repeat(body, 0, Expression.UNBOUNDED);
            } else if (c == '+') {
                in.next();
                body = Expression.repeat(body, 1, Expression.UNBOUNDED);
            } else if (c == '?') {
                in.next();
                body = Expression.optional(body);
            } else if (c == '{') {
                in.next();
                body = counted(body);
            } else {
                break;
            }
        }
        return body;
    }

    private Expression counted(Expression body) {
        space(false);
        int least = in.peekDigit() ? in.integer(MOST_REPETITIONS) : 0;
        int most = least;
        space(false);
        if (in.take(",")) {
            space(false);
            most = in.peekDigit() ? in.integer(MOST_REPETITIONS) : Expression.UNBOUNDED;
            space(false);
        }
        if (!in.take("}")) {
            throw in.error("expected '{m}', '{m,}', '{,n}' or '{m,n}' with numbers");
        }
        if (most != Expression.UNBOUNDED && most < least) {
            throw in.error("a repetition of at least " + least + " and at most " + most);
        }
        return Expression.repeat(body, least, most);
    }
}
