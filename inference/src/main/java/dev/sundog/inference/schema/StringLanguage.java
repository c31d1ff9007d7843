package dev.sundog.inference.schema;

import dev.sundog.inference.grammar.CharacterAutomaton;
import dev.sundog.inference.grammar.Expression;
import dev.sundog.inference.grammar.Regex;
import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Strings that plain schemas admit.
 *
 * @param least characters at least
 * @param most characters at most, {@link Expression#UNBOUNDED} for no bound
 * @param patterns what their text must match, beside the length
 */
record StringLanguage(int least, int most, List<CharacterAutomaton> patterns) {
    /** A longest length above these is taken to be these: long enough for an answer. */
    private static final int LONGEST = 20_000;

    private static final int LONGEST_OF_PATTERN = 1_000;

    /** Automata of patterns and formats of one schema. */
    static final class Cache {
        private final Map<String, CharacterAutomaton> automata = new HashMap<>();

        CharacterAutomaton search(Place place, String pattern) {
            return known(place, "pattern", pattern, Regex::search);
        }

        private CharacterAutomaton known(
                Place place, String keyword, String text, Function<String, Expression> parser) {
            try {
                return automata.computeIfAbsent(
                        keyword + ":" + text, key -> CharacterAutomaton.of(parser.apply(text)));
            } catch (SundogException malformed) {
                throw SundogException.data(
                        "schema-unsupported",
                        "the schema at %s/%s: %s"
                                .formatted(place.path(), keyword, malformed.getMessage()));
            }
        }

        CharacterAutomaton format(Place place, String format) {
            String pattern =
                    Formats.pattern(format)
                            .orElseThrow(
                                    () ->
                                            place.unsupported(
                                                    "format",
                                                    "'%s' is none of %s"
                                                            .formatted(format, Formats.known())));
            return known(place, "format", pattern, Regex::whole);
        }
    }

    static StringLanguage of(List<Place> plain, Cache cache) {
        int least = 0;
        int most = Expression.UNBOUNDED;
        List<CharacterAutomaton> patterns = new ArrayList<>();
        for (Place place : plain) {
            least = Math.max(least, place.count("minLength").orElse(0));
            int bound = place.count("maxLength").orElse(Integer.MAX_VALUE);
            if (bound < Integer.MAX_VALUE) {
                most = most < 0 ? bound : Math.min(most, bound);
            }
            text(place, "pattern").ifPresent(text -> patterns.add(cache.search(place, text)));
            text(place, "format").ifPresent(text -> patterns.add(cache.format(place, text)));
        }
        return new StringLanguage(least, most, patterns);
    }

    private static Optional<String> text(Place place, String keyword) {
        return place.find(keyword)
                .map(
                        value -> {
                            if (!value.isString()) {
                                throw place.wrong(keyword, "expected a text");
                            }
                            return value.stringValue();
                        });
    }

    /** Whether any text will do. */
    boolean free() {
        return least == 0 && most < 0 && patterns.isEmpty();
    }

    /** Whether a text is among them. */
    boolean accepts(String text) {
        int length = text.codePointCount(0, text.length());
        return length >= least
                && (most < 0 || length <= most)
                && patterns.stream().allMatch(pattern -> pattern.accepts(text));
    }

    /** All texts as one automaton. */
    CharacterAutomaton automaton() {
        if (most >= 0 && most < least) {
            return CharacterAutomaton.of(Expression.NOTHING);
        }
        CharacterAutomaton all = null;
        for (CharacterAutomaton pattern : patterns) {
            all = all == null ? pattern : all.and(pattern);
        }
        if (all == null || least > 0 || most >= 0) {
            int longest = most < 0 ? most : Math.min(most, Math.max(least, LONGEST_OF_PATTERN));
            CharacterAutomaton lengths = CharacterAutomaton.ofLength(least, longest);
            all = all == null ? lengths : all.and(lengths);
        }
        return all;
    }

    /**
     * The strings with their quotes.
     *
     * @param character one character as any JSON text may write it
     */
    Expression expression(Expression character) {
        if (most >= 0 && most < least) {
            return Expression.NOTHING;
        }
        Expression quote = Expression.text("\"");
        if (patterns.isEmpty()) {
            int longest = most < 0 ? most : Math.min(most, Math.max(least, LONGEST));
            return Expression.sequence(quote, Expression.repeat(character, least, longest), quote);
        }
        return Expression.sequence(
                quote, new Expression.Machine(automaton(), Expression.Spelling.JSON), quote);
    }
}
