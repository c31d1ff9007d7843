package dev.sundog.inference.grammar;

import dev.sundog.model.failure.SundogException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A deterministic automaton over characters, for languages that must be intersected or
 * complemented. State 0 is the start; a missing edge rejects. Immutable.
 *
 * @param edges of each state: disjoint sets of characters and where they lead
 * @param accepting the states in which a text may end
 */
public record CharacterAutomaton(List<Map<CodePoints, Integer>> edges, BitSet accepting) {
    /** States beyond which a language is refused. */
    static final int MOST_STATES = 40_000;

    private static final int MOST_EDGES = 400_000;

    public CharacterAutomaton {
        edges = List.copyOf(edges);
    }

    /** The texts of an expression that calls no rule. */
    public static CharacterAutomaton of(Expression expression) {
        return CharacterNetwork.of(expression).determinise();
    }

    /** Exactly these texts. */
    public static CharacterAutomaton ofTexts(Iterable<String> texts) {
        List<Expression> all = new ArrayList<>();
        texts.forEach(text -> all.add(Expression.text(text)));
        return of(Expression.choice(all));
    }

    /** Texts of {@code least} to {@code most} characters. */
    public static CharacterAutomaton ofLength(int least, int most) {
        return of(Expression.repeat(Expression.characters(CodePoints.ALL), least, most));
    }

    /** Texts that both accept. */
    public CharacterAutomaton and(CharacterAutomaton other) {
        Map<Long, Integer> numbers = new HashMap<>();
        List<Map<CodePoints, Integer>> products = new ArrayList<>();
        BitSet ends = new BitSet();
        Deque<Long> open = new ArrayDeque<>();
        number(0, 0, numbers, open);
        int edgeCount = 0;
        while (!open.isEmpty()) {
            long pair = open.removeFirst();
            int left = (int) (pair >> 32);
            int right = (int) pair;
            if (accepting.get(left) && other.accepting.get(right)) {
                ends.set(products.size());
            }
            Map<CodePoints, Integer> out = new LinkedHashMap<>();
            for (Map.Entry<CodePoints, Integer> a : edges.get(left).entrySet()) {
                for (Map.Entry<CodePoints, Integer> b : other.edges.get(right).entrySet()) {
                    CodePoints both = a.getKey().and(b.getKey());
                    if (!both.isEmpty()) {
                        out.put(both, number(a.getValue(), b.getValue(), numbers, open));
                    }
                }
            }
            edgeCount += out.size() + edges.get(left).size() * other.edges.get(right).size() / 64;
            products.add(out);
            requireSize(numbers.size(), edgeCount);
        }
        return new CharacterAutomaton(products, ends);
    }

    private static int number(int left, int right, Map<Long, Integer> numbers, Deque<Long> open) {
        long pair = (long) left << 32 | right;
        Integer known = numbers.get(pair);
        if (known != null) {
            return known;
        }
        numbers.put(pair, numbers.size());
        open.add(pair);
        return numbers.size() - 1;
    }

    static void requireSize(int states, int edges) {
        if (states > MOST_STATES || edges > MOST_EDGES) {
            throw SundogException.data(
                    "pattern-too-large",
                    "a pattern or a combination of bounds needs more than %d states or %d edges; make its repetitions smaller"
                            .formatted(MOST_STATES, MOST_EDGES));
        }
    }

    /** Texts that this one does not accept. */
    public CharacterAutomaton not() {
        List<Map<CodePoints, Integer>> complete = new ArrayList<>();
        int sink = edges.size();
        for (Map<CodePoints, Integer> out : edges) {
            Map<CodePoints, Integer> all = new LinkedHashMap<>(out);
            CodePoints missing = CodePoints.ALL;
            for (CodePoints set : out.keySet()) {
                missing = missing.without(set);
            }
            if (!missing.isEmpty()) {
                all.put(missing, sink);
            }
            complete.add(all);
        }
        complete.add(Map.of(CodePoints.ALL, sink));
        BitSet ends = (BitSet) accepting.clone();
        ends.flip(0, sink + 1);
        return new CharacterAutomaton(complete, ends);
    }

    /** Whether it accepts a text. */
    public boolean accepts(String text) {
        int state = 0;
        for (int character : text.codePoints().toArray()) {
            int next = -1;
            for (Map.Entry<CodePoints, Integer> edge : edges.get(state).entrySet()) {
                if (edge.getKey().contains(character)) {
                    next = edge.getValue();
                    break;
                }
            }
            if (next < 0) {
                return false;
            }
            state = next;
        }
        return accepting.get(state);
    }

    /** Whether it accepts nothing. */
    public boolean isEmpty() {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(0));
        seen.set(0);
        while (!open.isEmpty()) {
            int state = open.removeFirst();
            if (accepting.get(state)) {
                return false;
            }
            for (int next : edges.get(state).values()) {
                if (!seen.get(next)) {
                    seen.set(next);
                    open.add(next);
                }
            }
        }
        return true;
    }
}
