package dev.sundog.inference.grammar;

import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes of a parsed regular expression the language of whole texts: what is not anchored may have
 * anything before or after it where a match is searched for.
 */
final class Anchors {
    private static final Expression ANYTHING =
            Expression.repeat(Expression.characters(CodePoints.ALL), 0, Expression.UNBOUNDED);

    private static final int MOST_ALTERNATIVES = 1_000;

    private final boolean search;
    private final Expression parsed;

    Anchors(boolean search, Expression parsed) {
        this.search = search;
        this.parsed = parsed;
    }

    Expression resolved() {
        List<Expression> all = new ArrayList<>();
        for (List<Expression> sequence : spread(flat(parsed))) {
            all.add(anchored(sequence));
        }
        return Expression.choice(all);
    }

    /** Its parts if it is a sequence. */
    private static List<Expression> flat(Expression expression) {
        List<Expression> parts = new ArrayList<>();
        if (expression instanceof Expression.Sequence sequence) {
            sequence.parts().forEach(part -> parts.addAll(flat(part)));
        } else {
            parts.add(expression);
        }
        return parts;
    }

    /** Groups at an edge whose alternatives have anchors become alternatives of the whole. */
    private static List<List<Expression>> spread(List<Expression> parts) {
        List<List<Expression>> open = new ArrayList<>(List.of(parts));
        List<List<Expression>> done = new ArrayList<>();
        while (!open.isEmpty()) {
            List<Expression> sequence = open.removeLast();
            int group = groupWithAnchors(sequence);
            if (group < 0) {
                done.add(sequence);
                continue;
            }
            for (Expression alternative :
                    ((Expression.Choice) sequence.get(group)).alternatives()) {
                List<Expression> spread = new ArrayList<>(sequence.subList(0, group));
                spread.addAll(flat(alternative));
                spread.addAll(sequence.subList(group + 1, sequence.size()));
                open.add(spread);
            }
            if (open.size() + done.size() > MOST_ALTERNATIVES) {
                throw refused();
            }
        }
        return done;
    }

    private static int groupWithAnchors(List<Expression> sequence) {
        for (int i = 0; i < sequence.size(); i++) {
            if (sequence.get(i) instanceof Expression.Choice && hasAnchor(sequence.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean hasAnchor(Expression expression) {
        return switch (expression) {
            case Expression.Characters characters -> false;
            case Expression.Text text -> Regex.isBegin(text) || Regex.isEnd(text);
            case Expression.Sequence sequence ->
                    sequence.parts().stream().anyMatch(Anchors::hasAnchor);
            case Expression.Choice choice ->
                    choice.alternatives().stream().anyMatch(Anchors::hasAnchor);
            case Expression.Repeat repeat -> hasAnchor(repeat.body());
            case Expression.Call call -> false;
            case Expression.Machine machine -> false;
        };
    }

    private Expression anchored(List<Expression> sequence) {
        int from = 0;
        int to = sequence.size();
        while (from < to && Regex.isBegin(sequence.get(from))) {
            from++;
        }
        while (to > from && Regex.isEnd(sequence.get(to - 1))) {
            to--;
        }
        List<Expression> parts = new ArrayList<>();
        if (search && from == 0) {
            parts.add(ANYTHING);
        }
        for (Expression part : sequence.subList(from, to)) {
            if (hasAnchor(part)) {
                throw refused();
            }
            parts.add(part);
        }
        if (search && to == sequence.size()) {
            parts.add(ANYTHING);
        }
        return new Expression.Sequence(parts);
    }

    private static SundogException refused() {
        return SundogException.data(
                "regex-anchor",
                "the regular expression has '^' or '$' elsewhere than at the beginning or the end"
                        + " of an alternative; move it there");
    }
}
