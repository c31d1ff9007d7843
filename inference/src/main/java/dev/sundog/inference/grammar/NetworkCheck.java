package dev.sundog.inference.grammar;

import dev.sundog.model.failure.SundogException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a network must be before it runs: no rule calls itself before a byte, and nothing is begun
 * that cannot be completed.
 */
final class NetworkCheck {
    private final ByteNetwork network;
    private final Grammar grammar;

    /** Of each state: who leads to it; of calls also who waits for the called rule. */
    private final int[] sources;

    private final int[] reverseStarts;
    private final int[] reverseEdges;
    private final int[] ruleOf;

    NetworkCheck(ByteNetwork network, Grammar grammar) {
        this.network = network;
        this.grammar = grammar;
        int size = network.size();
        sources = new int[network.labels().length];
        int[] counts = new int[size + 1];
        for (int state = 0; state < size; state++) {
            for (int e = network.starts()[state]; e < network.starts()[state + 1]; e++) {
                sources[e] = state;
                counts[network.targets()[e] + 1]++;
            }
        }
        for (int i = 0; i < size; i++) {
            counts[i + 1] += counts[i];
        }
        reverseStarts = counts.clone();
        reverseEdges = new int[sources.length];
        int[] next = counts.clone();
        for (int e = 0; e < sources.length; e++) {
            reverseEdges[next[network.targets()[e]]++] = e;
        }
        ruleOf = rules();
    }

    /** The start of the rule that each state belongs to. */
    private int[] rules() {
        int[] rules = new int[network.size()];
        Arrays.fill(rules, -1);
        for (int e = 0; e < sources.length; e++) {
            if (ByteNetwork.isCall(network.labels()[e])) {
                spread(ByteNetwork.called(network.labels()[e]), rules);
            }
        }
        spread(network.start(), rules);
        return rules;
    }

    private void spread(int start, int[] rules) {
        if (rules[start] >= 0) {
            return;
        }
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        rules[start] = start;
        while (!open.isEmpty()) {
            int state = open.removeLast();
            for (int e = network.starts()[state]; e < network.starts()[state + 1]; e++) {
                int target = network.targets()[e];
                if (rules[target] < 0) {
                    rules[target] = start;
                    open.add(target);
                }
            }
        }
    }

    ByteNetwork checked() {
        boolean[] productive = finishing(true);
        if (!productive[network.start()]) {
            throw SundogException.data(
                    "grammar-empty", "no finite text at all fits; some part of it can never end");
        }
        ByteNetwork pruned = pruned(productive);
        new NetworkCheck(pruned, grammar).requireNoLeftRecursion();
        return pruned;
    }

    /**
     * States from which the end of their rule can be reached, with any bytes or with none.
     *
     * @param withBytes whether edges with bytes may be taken
     */
    private boolean[] finishing(boolean withBytes) {
        boolean[] reached = new boolean[network.size()];
        List<List<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < network.size(); i++) {
            waiting.add(List.of());
        }
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < network.size(); i++) {
            if (network.ends()[i]) {
                reached[i] = true;
                open.add(i);
            }
        }
        while (!open.isEmpty()) {
            int state = open.removeLast();
            for (int source : waiting.get(state)) {
                if (!reached[source]) {
                    reached[source] = true;
                    open.add(source);
                }
            }
            for (int r = reverseStarts[state]; r < reverseStarts[state + 1]; r++) {
                int edge = reverseEdges[r];
                int label = network.labels()[edge];
                int source = sources[edge];
                if (reached[source] || label >= 0 && !withBytes) {
                    continue;
                }
                if (ByteNetwork.isCall(label) && !reached[ByteNetwork.called(label)]) {
                    int called = ByteNetwork.called(label);
                    if (waiting.get(called).isEmpty()) {
                        waiting.set(called, new ArrayList<>());
                    }
                    waiting.get(called).add(source);
                    continue;
                }
                reached[source] = true;
                open.add(source);
            }
        }
        return reached;
    }

    private ByteNetwork pruned(boolean[] productive) {
        int[] starts = new int[network.size() + 1];
        int[] labels = new int[sources.length];
        int[] targets = new int[sources.length];
        int kept = 0;
        for (int state = 0; state < network.size(); state++) {
            starts[state] = kept;
            for (int e = network.starts()[state]; e < network.starts()[state + 1]; e++) {
                int label = network.labels()[e];
                boolean possible =
                        ruleOf[state] >= 0
                                && productive[network.targets()[e]]
                                && (!ByteNetwork.isCall(label)
                                        || productive[ByteNetwork.called(label)]);
                if (possible) {
                    labels[kept] = label;
                    targets[kept++] = network.targets()[e];
                }
            }
        }
        starts[network.size()] = kept;
        return new ByteNetwork(
                network.start(),
                starts,
                Arrays.copyOf(labels, kept),
                Arrays.copyOf(targets, kept),
                network.ends());
    }

    /** A rule that calls itself before a byte would be entered for ever. */
    private void requireNoLeftRecursion() {
        boolean[] empty = finishing(false);
        Map<Integer, Set<Integer>> calls = new LinkedHashMap<>();
        Map<Integer, Integer> callers = new HashMap<>();
        for (int state = 0; state < network.size(); state++) {
            if (ruleOf[state] == state) {
                Set<Integer> called = calledFirst(state, empty);
                calls.put(state, called);
                called.forEach(rule -> callers.merge(rule, 1, Integer::sum));
            }
        }
        Deque<Integer> free = new ArrayDeque<>();
        calls.keySet().stream().filter(rule -> !callers.containsKey(rule)).forEach(free::add);
        while (!free.isEmpty()) {
            for (int rule : calls.getOrDefault(free.removeLast(), Set.of())) {
                if (callers.merge(rule, -1, Integer::sum) == 0) {
                    free.add(rule);
                }
            }
        }
        callers.forEach(
                (rule, count) -> {
                    if (count > 0) {
                        throw SundogException.data(
                                "grammar-left-recursion",
                                "rule '%s' leads to itself before any text, or is led to by one that does; write it so that something comes first"
                                        .formatted(NetworkBuilder.nameOf(rule, grammar)));
                    }
                });
    }

    /** The rules that a rule may call before its first byte. */
    private Set<Integer> calledFirst(int start, boolean[] empty) {
        Set<Integer> called = new LinkedHashSet<>();
        Set<Integer> seen = new HashSet<>(Set.of(start));
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            int state = open.removeLast();
            for (int e = network.starts()[state]; e < network.starts()[state + 1]; e++) {
                int label = network.labels()[e];
                boolean passes = label == ByteNetwork.SKIP;
                if (ByteNetwork.isCall(label)) {
                    called.add(ByteNetwork.called(label));
                    passes = empty[ByteNetwork.called(label)];
                }
                if (passes && seen.add(network.targets()[e])) {
                    open.add(network.targets()[e]);
                }
            }
        }
        return called;
    }
}
