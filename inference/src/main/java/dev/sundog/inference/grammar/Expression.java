package dev.sundog.inference.grammar;

import java.util.List;

/** What a rule of a grammar stands for. Immutable. */
public sealed interface Expression {
    /** No bound on repetitions. */
    int UNBOUNDED = -1;

    /** The empty text. */
    Expression EMPTY = new Sequence(List.of());

    /** No text at all. */
    Expression NOTHING = new Choice(List.of());

    /** One character of a set. */
    record Characters(CodePoints set) implements Expression {}

    /** A text as it is. */
    record Text(String text) implements Expression {}

    /** One part after the other. */
    record Sequence(List<Expression> parts) implements Expression {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** Any one of the alternatives. */
    record Choice(List<Expression> alternatives) implements Expression {
        public Choice {
            alternatives = List.copyOf(alternatives);
        }
    }

    /**
     * A part again and again.
     *
     * @param most {@link #UNBOUNDED} or at least {@code least}
     */
    record Repeat(Expression body, int least, int most) implements Expression {
        public Repeat {
            if (least < 0 || most != UNBOUNDED && most < least) {
                throw new IllegalArgumentException("repetitions from " + least + " to " + most);
            }
        }
    }

    /** What another rule stands for. */
    record Call(int rule) implements Expression {}

    /** The texts that an automaton accepts, each character spelled by {@code spelling}. */
    record Machine(CharacterAutomaton automaton, Spelling spelling) implements Expression {}

    /** How the characters of a {@link Machine} are written. */
    enum Spelling {
        /** As they are. */
        PLAIN,
        /** As in a JSON string: quotes, backslashes and controls are escaped. */
        JSON
    }

    static Expression characters(CodePoints set) {
        return new Characters(set);
    }

    static Expression text(String text) {
        return new Text(text);
    }

    static Expression sequence(Expression... parts) {
        return new Sequence(List.of(parts));
    }

    static Expression choice(Expression... alternatives) {
        return new Choice(List.of(alternatives));
    }

    static Expression choice(List<Expression> alternatives) {
        return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(alternatives);
    }

    static Expression optional(Expression body) {
        return new Repeat(body, 0, 1);
    }

    static Expression repeat(Expression body, int least, int most) {
        return new Repeat(body, least, most);
    }
}
