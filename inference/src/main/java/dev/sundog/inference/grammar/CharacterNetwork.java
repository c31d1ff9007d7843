package dev.sundog.inference.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A network of characters with empty moves, on its way to an automaton. */
final class CharacterNetwork {
    private final List<List<CodePoints>> sets = new ArrayList<>();
    private final List<List<Integer>> targets = new ArrayList<>();

    private CharacterNetwork() {}

    static CharacterNetwork of(Expression expression) {
        CharacterNetwork network = new CharacterNetwork();
        int start = network.state();
        int end = network.state();
        network.add(expression, start, end);
        return network;
    }

    private int state() {
        CharacterAutomaton.requireSize(sets.size() / 2, 0);
        sets.add(new ArrayList<>());
        targets.add(new ArrayList<>());
        return sets.size() - 1;
    }

    private void edge(int from, CodePoints set, int to) {
        sets.get(from).add(set);
        targets.get(from).add(to);
    }

    /** An empty set is a move that needs no character. */
    private void skip(int from, int to) {
        edge(from, CodePoints.NONE, to);
    }

    private void add(Expression expression, int from, int to) {
        switch (expression) {
            case Expression.Characters characters -> {
                if (!characters.set().isEmpty()) {
                    edge(from, characters.set(), to);
                }
            }
            case Expression.Text text -> {
                int at = from;
                for (int character : text.text().codePoints().toArray()) {
                    int next = state();
                    edge(at, CodePoints.of(character), next);
                    at = next;
                }
                skip(at, to);
            }
            case Expression.Sequence sequence -> {
                int at = from;
                for (Expression part : sequence.parts()) {
                    int next = state();
                    add(part, at, next);
                    at = next;
                }
                skip(at, to);
            }
            case Expression.Choice choice -> {
                for (Expression alternative : choice.alternatives()) {
                    int begin = state();
                    skip(from, begin);
                    add(alternative, begin, to);
                }
            }
            case Expression.Repeat repeat -> addRepeat(repeat, from, to);
            case Expression.Machine machine -> addMachine(machine, from, to);
            case Expression.Call call -> throw new IllegalArgumentException("a call in a pattern");
        }
    }

    private void addRepeat(Expression.Repeat repeat, int from, int to) {
        int at = from;
        for (int i = 0; i < repeat.least(); i++) {
            int next = state();
            add(repeat.body(), at, next);
            at = next;
        }
        if (repeat.most() == Expression.UNBOUNDED) {
            int loop = state();
            int back = state();
            skip(at, loop);
            add(repeat.body(), loop, back);
            skip(back, loop);
            skip(loop, to);
            return;
        }
        for (int i = repeat.least(); i < repeat.most(); i++) {
            int next = state();
            skip(at, to);
            add(repeat.body(), at, next);
            at = next;
        }
        skip(at, to);
    }

    private void addMachine(Expression.Machine machine, int from, int to) {
        CharacterAutomaton automaton = machine.automaton();
        int first = sets.size();
        for (int i = 0; i < automaton.edges().size(); i++) {
            state();
        }
        skip(from, first);
        for (int i = 0; i < automaton.edges().size(); i++) {
            int state = first + i;
            automaton.edges().get(i).forEach((set, next) -> edge(state, set, first + next));
            if (automaton.accepting().get(i)) {
                skip(state, to);
            }
        }
    }

    CharacterAutomaton determinise() {
        Map<BitSet, Integer> numbers = new HashMap<>();
        Deque<BitSet> open = new ArrayDeque<>();
        List<Map<CodePoints, Integer>> edges = new ArrayList<>();
        BitSet accepting = new BitSet();
        BitSet start = new BitSet();
        reach(start, 0);
        numbers.put(start, 0);
        open.add(start);
        int edgeCount = 0;
        while (!open.isEmpty()) {
            BitSet subset = open.removeFirst();
            if (subset.get(1)) {
                accepting.set(edges.size());
            }
            Map<CodePoints, Integer> out = new LinkedHashMap<>();
            successors(subset)
                    .forEach(
                            (next, set) -> {
                                Integer number = numbers.get(next);
                                if (number == null) {
                                    number = numbers.size();
                                    numbers.put(next, number);
                                    open.add(next);
                                }
                                out.put(set, number);
                            });
            edgeCount += out.size() + subset.cardinality() / 16;
            edges.add(out);
            CharacterAutomaton.requireSize(numbers.size(), edgeCount);
        }
        return new CharacterAutomaton(edges, accepting);
    }

    /** Where a subset leads, and with which characters. */
    private Map<BitSet, CodePoints> successors(BitSet subset) {
        List<CodePoints> labels = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        TreeSet<Integer> cuts = new TreeSet<>();
        subset.stream()
                .forEach(
                        state -> {
                            for (int i = 0; i < sets.get(state).size(); i++) {
                                CodePoints set = sets.get(state).get(i);
                                if (!set.isEmpty()) {
                                    labels.add(set);
                                    ends.add(targets.get(state).get(i));
                                    for (int[] range : set.ranges()) {
                                        cuts.add(range[0]);
                                        cuts.add(range[1] + 1);
                                    }
                                }
                            }
                        });
        int[] points = cuts.stream().mapToInt(Integer::intValue).toArray();
        BitSet[] reached = new BitSet[points.length];
        for (int e = 0; e < labels.size(); e++) {
            for (int[] range : labels.get(e).ranges()) {
                int first = Arrays.binarySearch(points, range[0]);
                for (int p = first; points[p] <= range[1]; p++) {
                    if (reached[p] == null) {
                        reached[p] = new BitSet();
                    }
                    reach(reached[p], ends.get(e));
                }
            }
        }
        Map<BitSet, List<int[]>> joined = new LinkedHashMap<>();
        for (int p = 0; p < points.length; p++) {
            if (reached[p] != null) {
                joined.computeIfAbsent(reached[p], key -> new ArrayList<>())
                        .add(new int[] {points[p], points[p + 1] - 1});
            }
        }
        Map<BitSet, CodePoints> out = new LinkedHashMap<>();
        joined.forEach((next, ranges) -> out.put(next, CodePoints.normal(ranges)));
        return out;
    }

    private void reach(BitSet subset, int first) {
        Deque<Integer> open = new ArrayDeque<>();
        if (!subset.get(first)) {
            subset.set(first);
            open.add(first);
        }
        while (!open.isEmpty()) {
            int state = open.removeLast();
            for (int i = 0; i < sets.get(state).size(); i++) {
                int next = targets.get(state).get(i);
                if (sets.get(state).get(i).isEmpty() && !subset.get(next)) {
                    subset.set(next);
                    open.add(next);
                }
            }
        }
    }
}
