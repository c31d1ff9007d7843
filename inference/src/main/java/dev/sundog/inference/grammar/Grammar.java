package dev.sundog.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Named rules that call one another, and the one to begin with. Immutable.
 *
 * @param rules what each stands for
 * @param names their names, for messages
 * @param start index of the first rule
 */
public record Grammar(List<Expression> rules, List<String> names, int start) {
    public Grammar {
        rules = List.copyOf(rules);
        names = List.copyOf(names);
        if (rules.size() != names.size() || start < 0 || start >= rules.size()) {
            throw new IllegalArgumentException(
                    "%d rules, %d names, start %d".formatted(rules.size(), names.size(), start));
        }
    }

    /** A grammar of one rule that calls none. */
    public static Grammar of(Expression expression) {
        return new Grammar(List.of(expression), List.of("root"), 0);
    }

    /** Rules as they are found. Not thread-safe. */
    public static final class Builder {
        private final List<Expression> rules = new ArrayList<>();
        private final List<String> names = new ArrayList<>();

        /** Makes room for a rule that is defined later and empty until then. */
        public int declare(String name) {
            rules.add(Expression.NOTHING);
            names.add(name);
            return rules.size() - 1;
        }

        /** Says what a rule stands for. */
        public void define(int rule, Expression expression) {
            rules.set(rule, expression);
        }

        /** A rule of its own for an expression that is used in several places. */
        public Expression share(String name, Expression expression) {
            int rule = declare(name);
            define(rule, expression);
            return new Expression.Call(rule);
        }

        public int size() {
            return rules.size();
        }

        public Grammar build(int start) {
            return new Grammar(rules, names, start);
        }
    }
}
