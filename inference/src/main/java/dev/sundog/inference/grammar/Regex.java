package dev.sundog.inference.grammar;

import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads regular expressions as ECMA-262 writes them, with the flag {@code u}: those that describe a
 * regular language without looking around. Lazy quantifiers mean what greedy ones do, since only
 * what matches counts. Not supported, and refused by name: assertions other than {@code ^} at a
 * beginning and {@code $} at an end, back references.
 *
 * <p>Source: ECMA-262, section 22.2.1; JSON Schema Core 2020-12, section 6.4.
 */
public final class Regex {
    private static final int MOST_CHARACTERS = 20_000;
    private static final int DEEPEST = 200;
    private static final int MOST_REPETITIONS = 10_000;

    /** Marks {@code ^} and {@code $} until they are resolved. */
    private static final Expression BEGIN = Expression.text("^");

    private static final Expression END = Expression.text("$");

    private final TextCursor in;
    private int depth;

    private Regex(String pattern) {
        in = new TextCursor(pattern, "regex-syntax", "the regular expression");
    }

    /**
     * The texts that match as a whole.
     *
     * @throws SundogException (data) that names the place of what is wrong or not supported
     */
    public static Expression whole(String pattern) {
        return new Anchors(false, parse(pattern)).resolved();
    }

    /**
     * The texts in which a match is found, as JSON Schema's {@code pattern} means it.
     *
     * @throws SundogException (data) that names the place of what is wrong or not supported
     */
    public static Expression search(String pattern) {
        return new Anchors(true, parse(pattern)).resolved();
    }

    private static Expression parse(String pattern) {
        if (pattern.length() > MOST_CHARACTERS) {
            throw SundogException.data(
                    "regex-too-large",
                    "the regular expression has %d characters, at most %d are read"
                            .formatted(pattern.length(), MOST_CHARACTERS));
        }
        Regex regex = new Regex(pattern);
        Expression whole = regex.alternatives();
        if (!regex.in.atEnd()) {
            throw regex.in.error("a closing parenthesis without its opening one");
        }
        return whole;
    }

    static boolean isBegin(Expression part) {
        return part == BEGIN;
    }

    static boolean isEnd(Expression part) {
        return part == END;
    }

    private Expression alternatives() {
        if (++depth > DEEPEST) {
            throw in.error("more than " + DEEPEST + " nested groups");
        }
        List<Expression> all = new ArrayList<>();
        all.add(sequence());
        while (in.take("|")) {
            all.add(sequence());
        }
        depth--;
        return Expression.choice(all);
    }

    private Expression sequence() {
        List<Expression> parts = new ArrayList<>();
        while (!in.atEnd() && in.peek() != '|' && in.peek() != ')') {
            parts.add(quantified());
        }
        return parts.size() == 1 ? parts.getFirst() : new Expression.Sequence(parts);
    }

    private Expression quantified() {
        int place = in.position();
        Expression atom = atom();
        int least;
        int most;
        if (in.take("*")) {
            least = 0;
            most = Expression.UNBOUNDED;
        } else if (in.take("+")) {
            least = 1;
            most = Expression.UNBOUNDED;
        } else if (in.take("?")) {
            least = 0;
            most = 1;
        } else if (in.peek() == '{' && in.peekAfter() >= '0' && in.peekAfter() <= '9') {
            in.next();
            least = in.integer(MOST_REPETITIONS);
            most = least;
            if (in.take(",")) {
                most = in.peekDigit() ? in.integer(MOST_REPETITIONS) : Expression.UNBOUNDED;
            }
            if (!in.take("}")) {
                throw in.error("expected '{m}', '{m,}' or '{m,n}' with numbers");
            }
            if (most != Expression.UNBOUNDED && most < least) {
                throw in.error(place, "a repetition of at least " + least + " and at most " + most);
            }
        } else {
            return atom;
        }
        in.take("?");
        if (isBegin(atom) || isEnd(atom)) {
            throw in.error(place, "a repeated anchor");
        }
        return Expression.repeat(atom, least, most);
    }

    private Expression atom() {
        int place = in.position();
        int c = in.next();
        return switch (c) {
            case '^' -> BEGIN;
            case '$' -> END;
            case '.' -> Expression.characters(RegexClasses.NO_LINE_END);
            case '(' -> group(place);
            case '[' -> Expression.characters(bracket());
            case '\\' -> escape(place);
            case '*', '+', '?' -> throw in.error(place, "a quantifier with nothing before it");
            default -> Expression.characters(CodePoints.of(c));
        };
    }

    private Expression group(int place) {
        if (in.take("?")) {
            if (in.take(":")) {
                return closed(place);
            }
            if (in.take("<") && in.peek() != '=' && in.peek() != '!') {
                while (in.next() != '>') {
                    // the name does not matter
                }
                return closed(place);
            }
            throw in.error(place, "lookaround and flags are not supported");
        }
        return closed(place);
    }

    private Expression closed(int place) {
        Expression inner = alternatives();
        if (!in.take(")")) {
            throw in.error(place, "a group without its closing parenthesis");
        }
        return inner;
    }

    private Expression escape(int place) {
        int c = in.peek();
        if (c == 'b' || c == 'B') {
            throw in.error(place, "word boundaries (\\b, \\B) are not supported");
        }
        if (c >= '1' && c <= '9' || c == 'k') {
            throw in.error(place, "back references are not supported");
        }
        return Expression.characters(escapedSet(place));
    }

    /** What a backslash makes of the characters after it. */
    private CodePoints escapedSet(int place) {
        int c = in.next();
        return switch (c) {
            case 'd' -> RegexClasses.DIGITS;
            case 'D' -> RegexClasses.DIGITS.not();
            case 'w' -> RegexClasses.WORD;
            case 'W' -> RegexClasses.WORD.not();
            case 's' -> RegexClasses.SPACE;
            case 'S' -> RegexClasses.SPACE.not();
            case 'p', 'P' -> {
                CodePoints set = property(place);
                yield c == 'p' ? set : set.not();
            }
            case 't' -> CodePoints.of('\t');
            case 'n' -> CodePoints.of('\n');
            case 'r' -> CodePoints.of('\r');
            case 'f' -> CodePoints.of('\f');
            case 'v' -> CodePoints.of(0x0b);
            case '0' -> CodePoints.of(0);
            case 'c' -> CodePoints.of(in.next() & 0x1f);
            case 'x' -> CodePoints.of(in.hexadecimal(2));
            case 'u' -> CodePoints.of(unicode());
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw in.error(place, "unknown escape '\\" + Character.toString(c) + "'");
                }
                yield CodePoints.of(c);
            }
        };
    }

    private int unicode() {
        if (in.take("{")) {
            int start = in.position();
            while (in.next() != '}') {
                // counted below
            }
            int digits = in.position() - start - 1;
            in.reset(start);
            if (digits < 1 || digits > 6) {
                throw in.error("expected 1 to 6 hexadecimal digits");
            }
            int value = in.hexadecimal(digits);
            in.take("}");
            return value;
        }
        return in.surrogatePairOrHexadecimal();
    }

    private CodePoints property(int place) {
        if (!in.take("{")) {
            throw in.error(place, "expected \\p{…}");
        }
        StringBuilder name = new StringBuilder();
        while (in.peek() != '}') {
            name.appendCodePoint(in.next());
        }
        in.next();
        return RegexClasses.property(name.toString())
                .orElseThrow(() -> in.error(place, "unknown Unicode property '" + name + "'"));
    }

    private CodePoints bracket() {
        boolean inverted = in.take("^");
        CodePoints all = CodePoints.NONE;
        while (in.peek() != ']') {
            if (in.atEnd()) {
                throw in.error("characters without their closing bracket");
            }
            int place = in.position();
            CodePoints low = member(place);
            if (in.peek() == '-' && in.peekAfter() != ']' && in.peekAfter() != -1) {
                in.next();
                CodePoints high = member(in.position());
                int first = single(low, place);
                int last = single(high, place);
                if (last < first) {
                    throw in.error(place, "a range that ends before it begins");
                }
                low = CodePoints.range(first, last);
            }
            all = all.or(low);
        }
        in.next();
        return inverted ? all.not() : all;
    }

    private int single(CodePoints set, int place) {
        List<int[]> ranges = set.ranges();
        if (ranges.size() != 1 || ranges.getFirst()[0] != ranges.getFirst()[1]) {
            throw in.error(place, "a range between classes of characters");
        }
        return ranges.getFirst()[0];
    }

    private CodePoints member(int place) {
        int c = in.next();
        if (c != '\\') {
            return CodePoints.of(c);
        }
        if (in.take("b")) {
            return CodePoints.of('\b');
        }
        return escapedSet(place);
    }
}
