package dev.sundog.inference.schema;

import dev.sundog.inference.grammar.CharacterAutomaton;
import dev.sundog.inference.grammar.CodePoints;
import dev.sundog.inference.grammar.Expression;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Numbers between bounds as texts. Bounded ones are written without an exponent. Immutable.
 *
 * @param integer whether without a fraction
 * @param low the lower bound
 * @param high the upper bound
 * @param multiples what they must be multiples of
 */
record NumberLanguage(
        boolean integer, Optional<Bound> low, Optional<Bound> high, List<BigDecimal> multiples) {
    /** Digits before the point, and after it. */
    private static final int DIGITS = 16;

    private static final int MOST_DIGITS = 400;
    private static final int MOST_REMAINDERS = 2_000;
    private static final Expression DIGIT = Expression.characters(CodePoints.range('0', '9'));
    private static final Expression LEADING = Expression.characters(CodePoints.range('1', '9'));
    private static final Expression ANY_DIGITS = Expression.repeat(DIGIT, 0, Expression.UNBOUNDED);

    /** A bound and whether it is excluded. */
    record Bound(BigDecimal value, boolean excluded) {
        Bound negated() {
            return new Bound(value.negate(), excluded);
        }
    }

    /** The tightest of the bounds that plain schemas give. */
    static NumberLanguage of(boolean integer, List<Place> plain) {
        Optional<Bound> low = Optional.empty();
        Optional<Bound> high = Optional.empty();
        List<BigDecimal> multiples = new ArrayList<>();
        for (Place place : plain) {
            low = tighter(low, number(place, "minimum"), false, 1);
            low = tighter(low, number(place, "exclusiveMinimum"), true, 1);
            high = tighter(high, number(place, "maximum"), false, -1);
            high = tighter(high, number(place, "exclusiveMaximum"), true, -1);
            Optional<BigDecimal> multiple = number(place, "multipleOf");
            if (multiple.isPresent()) {
                if (multiple.get().signum() <= 0) {
                    throw place.wrong("multipleOf", "expected a number above 0");
                }
                if (Remainders.count(multiple.get()) > MOST_REMAINDERS) {
                    throw place.unsupported("multipleOf", "the divisor has too many digits");
                }
                multiples.add(multiple.get());
            }
        }
        return new NumberLanguage(integer, low, high, List.copyOf(multiples));
    }

    static Optional<BigDecimal> number(Place place, String keyword) {
        return place.find(keyword)
                .map(
                        value -> {
                            if (!value.isNumber()) {
                                throw place.wrong(keyword, "expected a number");
                            }
                            BigDecimal number = value.decimalValue().stripTrailingZeros();
                            if (Math.abs((long) number.precision() - number.scale()) > MOST_DIGITS
                                    || number.scale() > MOST_DIGITS) {
                                throw place.unsupported(keyword, "a number of so many digits");
                            }
                            return number;
                        });
    }

    private static Optional<Bound> tighter(
            Optional<Bound> before, Optional<BigDecimal> value, boolean excluded, int sign) {
        if (value.isEmpty()) {
            return before;
        }
        Bound bound = new Bound(value.get(), excluded);
        if (before.isEmpty()) {
            return Optional.of(bound);
        }
        int order = bound.value().compareTo(before.get().value()) * sign;
        return order > 0 || order == 0 && excluded ? Optional.of(bound) : before;
    }

    Expression expression() {
        if (low.isEmpty() && high.isEmpty() && multiples.isEmpty()) {
            return unbounded();
        }
        List<Expression> signs = new ArrayList<>();
        if (high.isEmpty() || high.get().value().signum() >= 0) {
            Optional<Bound> from = low.filter(bound -> bound.value().signum() >= 0);
            part(from, high, false).ifPresent(signs::add);
        }
        if (low.isEmpty() || low.get().value().signum() < 0) {
            Optional<Bound> from =
                    high.filter(bound -> bound.value().signum() <= 0).map(Bound::negated);
            part(from, low.map(Bound::negated), true)
                    .ifPresent(size -> signs.add(Expression.sequence(Expression.text("-"), size)));
        }
        return Expression.choice(signs);
    }

    private Expression unbounded() {
        Expression sign = Expression.optional(Expression.text("-"));
        Expression large = Expression.sequence(LEADING, Expression.repeat(DIGIT, 0, DIGITS - 1));
        if (integer) {
            return Expression.choice(Expression.text("0"), Expression.sequence(sign, large));
        }
        Expression exponent =
                Expression.sequence(
                        Expression.characters(CodePoints.anyOf("eE")),
                        Expression.optional(Expression.characters(CodePoints.anyOf("+-"))),
                        Expression.repeat(DIGIT, 1, 2));
        return Expression.sequence(
                sign,
                Expression.choice(Expression.text("0"), large),
                Expression.optional(
                        Expression.sequence(
                                Expression.text("."), Expression.repeat(DIGIT, 1, DIGITS))),
                Expression.optional(exponent));
    }

    /** Sizes from {@code from} to {@code to}, both not negative. */
    private Optional<Expression> part(Optional<Bound> from, Optional<Bound> to, boolean negative) {
        int before = DIGITS;
        int after = DIGITS;
        for (Bound bound : Stream.concat(from.stream(), to.stream()).toList()) {
            before = Math.max(before, whole(bound).length() + 1);
            after = Math.max(after, fraction(bound).length() + 1);
        }
        Expression shape =
                Expression.choice(
                        integer && negative ? Expression.NOTHING : Expression.text("0"),
                        Expression.sequence(LEADING, Expression.repeat(DIGIT, 0, before - 1)));
        if (!integer) {
            shape =
                    Expression.sequence(
                            shape,
                            Expression.optional(
                                    Expression.sequence(
                                            Expression.text("."),
                                            Expression.repeat(DIGIT, 1, after))));
        }
        CharacterAutomaton all = CharacterAutomaton.of(shape);
        if (from.isPresent()) {
            all = all.and(CharacterAutomaton.of(atLeast(from.get(), before)));
        }
        if (to.isPresent()) {
            all = all.and(CharacterAutomaton.of(atMost(to.get())));
        }
        for (BigDecimal multiple : multiples) {
            all = all.and(Remainders.automaton(multiple));
        }
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new Expression.Machine(all, Expression.Spelling.PLAIN));
    }

    private static String whole(Bound bound) {
        return bound.value().setScale(0, RoundingMode.DOWN).toPlainString();
    }

    private static String fraction(Bound bound) {
        String plain = bound.value().stripTrailingZeros().toPlainString();
        int point = plain.indexOf('.');
        return point < 0 ? "" : plain.substring(point + 1);
    }

    private static final Expression ANY_FRACTION =
            Expression.optional(Expression.sequence(Expression.text("."), ANY_DIGITS));

    private static Expression digits(char low, char high) {
        return Expression.characters(low <= high ? CodePoints.range(low, high) : CodePoints.NONE);
    }

    private static Expression atLeast(Bound bound, int longest) {
        String whole = whole(bound);
        String fraction = fraction(bound);
        List<Expression> ways = new ArrayList<>();
        for (int i = 0; i < whole.length(); i++) {
            ways.add(
                    Expression.sequence(
                            Expression.text(whole.substring(0, i)),
                            digits((char) (whole.charAt(i) + 1), '9'),
                            Expression.repeat(
                                    DIGIT, whole.length() - 1 - i, whole.length() - 1 - i),
                            ANY_FRACTION));
        }
        ways.add(
                Expression.sequence(
                        LEADING, Expression.repeat(DIGIT, whole.length(), longest), ANY_FRACTION));
        List<Expression> after = new ArrayList<>();
        for (int i = 0; i < fraction.length(); i++) {
            after.add(
                    Expression.sequence(
                            Expression.text(fraction.substring(0, i)),
                            digits((char) (fraction.charAt(i) + 1), '9'),
                            ANY_DIGITS));
        }
        after.add(
                Expression.sequence(
                        Expression.text(fraction),
                        ANY_DIGITS,
                        bound.excluded() ? LEADING : Expression.EMPTY,
                        ANY_DIGITS));
        Expression equal =
                Expression.sequence(
                        Expression.text(whole), Expression.text("."), Expression.choice(after));
        ways.add(equal);
        if (fraction.isEmpty() && !bound.excluded()) {
            ways.add(Expression.text(whole));
        }
        return Expression.choice(ways);
    }

    private static Expression atMost(Bound bound) {
        String whole = whole(bound);
        String fraction = fraction(bound);
        List<Expression> ways = new ArrayList<>();
        for (int i = 0; i < whole.length(); i++) {
            char lowest = i == 0 && whole.length() > 1 ? '1' : '0';
            ways.add(
                    Expression.sequence(
                            Expression.text(whole.substring(0, i)),
                            digits(lowest, (char) (whole.charAt(i) - 1)),
                            Expression.repeat(
                                    DIGIT, whole.length() - 1 - i, whole.length() - 1 - i),
                            ANY_FRACTION));
        }
        if (whole.length() > 1) {
            ways.add(
                    Expression.sequence(
                            Expression.repeat(DIGIT, 1, whole.length() - 1), ANY_FRACTION));
        }
        List<Expression> after = new ArrayList<>();
        for (int i = 0; i < fraction.length(); i++) {
            after.add(
                    Expression.sequence(
                            Expression.text(fraction.substring(0, i)),
                            digits('0', (char) (fraction.charAt(i) - 1)),
                            ANY_DIGITS));
            after.add(Expression.text(fraction.substring(0, i)));
        }
        if (!bound.excluded()) {
            after.add(
                    Expression.sequence(
                            Expression.text(fraction),
                            Expression.repeat(Expression.text("0"), 0, Expression.UNBOUNDED)));
        }
        ways.add(
                Expression.sequence(
                        Expression.text(whole), Expression.text("."), Expression.choice(after)));
        if (!fraction.isEmpty() || !bound.excluded()) {
            ways.add(Expression.text(whole));
        }
        return Expression.choice(ways);
    }

    /** Decimal numbers that a number divides. */
    private static final class Remainders {
        private Remainders() {}

        private static int places(BigDecimal divisor) {
            return Math.max(0, divisor.stripTrailingZeros().scale());
        }

        /** States of the automaton of a divisor, at most {@link Integer#MAX_VALUE}. */
        static int count(BigDecimal divisor) {
            BigDecimal states =
                    divisor.movePointRight(places(divisor))
                            .multiply(BigDecimal.valueOf(places(divisor) + 2L));
            return states.min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue();
        }

        static CharacterAutomaton automaton(BigDecimal divisor) {
            int places = places(divisor);
            int modulus = divisor.movePointRight(places).intValueExact();
            List<Map<CodePoints, Integer>> edges = new ArrayList<>();
            BitSet accepting = new BitSet();
            // state: digits after the point, 0 before it and 1 just after, times the modulus
            for (int stage = 0; stage < places + 2; stage++) {
                int missing = places - Math.max(0, stage - 1);
                for (int remainder = 0; remainder < modulus; remainder++) {
                    Map<Integer, List<Integer>> byTarget = new LinkedHashMap<>();
                    int next = stage == 0 ? 0 : stage + 1;
                    for (int digit = 0; digit < 10 && next < places + 2; digit++) {
                        int target = next * modulus + (remainder * 10 + digit) % modulus;
                        byTarget.computeIfAbsent(target, key -> new ArrayList<>()).add(digit);
                    }
                    Map<CodePoints, Integer> out = new LinkedHashMap<>();
                    byTarget.forEach(
                            (target, digits) -> {
                                CodePoints set = CodePoints.NONE;
                                for (int digit : digits) {
                                    set = set.or(CodePoints.of('0' + digit));
                                }
                                out.put(set, target);
                            });
                    if (stage == 0 && places > 0) {
                        out.put(CodePoints.of('.'), modulus + remainder);
                    }
                    long scaled = remainder;
                    for (int i = 0; i < missing; i++) {
                        scaled = scaled * 10 % modulus;
                    }
                    if (scaled == 0) {
                        accepting.set(edges.size());
                    }
                    edges.add(out);
                }
            }
            return new CharacterAutomaton(edges, accepting);
        }
    }
}
