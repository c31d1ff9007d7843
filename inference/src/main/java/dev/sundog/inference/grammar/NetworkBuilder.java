package dev.sundog.inference.grammar;

import dev.sundog.model.failure.SundogException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From a grammar to its network. Used once. */
final class NetworkBuilder {
    private static final int MOST_STATES = 400_000;
    private static final int MOST_EDGES = 1_000_000;

    /** Nested expressions that recursion goes through. */
    private static final int DEEPEST = 500;

    private final Grammar grammar;
    private final Map<Expression, Integer> shared = new HashMap<>();
    private int[] from = new int[256];
    private int[] labels = new int[256];
    private int[] targets = new int[256];
    private int edges;
    private boolean[] ends = new boolean[256];
    private int states;
    private int depth;

    private NetworkBuilder(Grammar grammar) {
        this.grammar = grammar;
    }

    /**
     * The network of a grammar.
     *
     * @throws SundogException (data) if the grammar is too large, recurses on the left or admits no
     *     text
     */
    static ByteNetwork build(Grammar grammar) {
        NetworkBuilder builder = new NetworkBuilder(grammar);
        int rules = grammar.rules().size();
        for (int i = 0; i < 2 * rules; i++) {
            builder.state();
        }
        for (int rule = 0; rule < rules; rule++) {
            builder.add(grammar.rules().get(rule), startOf(rule), endOf(rule));
            builder.ends[endOf(rule)] = true;
        }
        ByteNetwork whole = builder.network(startOf(grammar.start()));
        return new NetworkCheck(whole, grammar).checked();
    }

    static int startOf(int rule) {
        return 2 * rule;
    }

    private static int endOf(int rule) {
        return 2 * rule + 1;
    }

    private int state() {
        if (states >= MOST_STATES) {
            throw tooLarge();
        }
        if (states == ends.length) {
            ends = Arrays.copyOf(ends, 2 * states);
        }
        return states++;
    }

    private static SundogException tooLarge() {
        return SundogException.data(
                "grammar-too-large",
                "the grammar needs more than %d states or %d edges; make it or its repetitions smaller"
                        .formatted(MOST_STATES, MOST_EDGES));
    }

    private void edge(int source, int label, int target) {
        if (edges >= MOST_EDGES) {
            throw tooLarge();
        }
        if (edges == labels.length) {
            from = Arrays.copyOf(from, 2 * edges);
            labels = Arrays.copyOf(labels, 2 * edges);
            targets = Arrays.copyOf(targets, 2 * edges);
        }
        from[edges] = source;
        labels[edges] = label;
        targets[edges++] = target;
    }

    private void skip(int source, int target) {
        edge(source, ByteNetwork.SKIP, target);
    }

    private void bytes(int source, int low, int high, int target) {
        edge(source, low << 8 | high, target);
    }

    private void add(Expression expression, int source, int target) {
        if (++depth > DEEPEST) {
            throw SundogException.data(
                    "grammar-too-deep",
                    "the grammar nests more than %d expressions in a rule; give parts a rule of their own"
                            .formatted(DEEPEST));
        }
        switch (expression) {
            case Expression.Characters characters ->
                    addCharacters(characters.set(), source, target);
            case Expression.Text text -> addText(text.text(), source, target);
            case Expression.Sequence sequence -> {
                int at = source;
                for (Expression part : sequence.parts()) {
                    int next = state();
                    add(part, at, next);
                    at = next;
                }
                skip(at, target);
            }
            case Expression.Choice choice -> {
                for (Expression alternative : choice.alternatives()) {
                    int begin = state();
                    skip(source, begin);
                    add(alternative, begin, target);
                }
            }
            case Expression.Repeat repeat -> addRepeat(repeat, source, target);
            case Expression.Call call ->
                    edge(source, ByteNetwork.call(startOf(call.rule())), target);
            case Expression.Machine machine -> addMachine(machine, source, target);
        }
        depth--;
    }

    private void addText(String text, int source, int target) {
        int at = source;
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            int next = state();
            bytes(at, value & 0xff, value & 0xff, next);
            at = next;
        }
        skip(at, target);
    }

    private void addCharacters(CodePoints set, int source, int target) {
        for (int[] range : set.ranges()) {
            for (int[][] path : Utf8Paths.of(range[0], range[1])) {
                int at = source;
                for (int i = 0; i < path.length; i++) {
                    int next = i == path.length - 1 ? target : state();
                    bytes(at, path[i][0], path[i][1], next);
                    at = next;
                }
            }
        }
    }

    private void addRepeat(Expression.Repeat repeat, int source, int target) {
        boolean several =
                repeat.least() > 1
                        || repeat.most() > 1
                        || repeat.least() > 0 && repeat.most() == Expression.UNBOUNDED;
        Expression body = repeat.body();
        int called = several && !small(body) ? sharedRule(body) : -1;
        int at = source;
        for (int i = 0; i < repeat.least(); i++) {
            int next = state();
            once(body, called, at, next);
            at = next;
        }
        if (repeat.most() == Expression.UNBOUNDED) {
            int loop = state();
            int back = state();
            skip(at, loop);
            once(body, called, loop, back);
            skip(back, loop);
            skip(loop, target);
            return;
        }
        for (int i = repeat.least(); i < repeat.most(); i++) {
            int next = state();
            int begin = state();
            skip(at, target);
            skip(at, begin);
            once(body, called, begin, next);
            at = next;
        }
        skip(at, target);
    }

    private void once(Expression body, int called, int source, int target) {
        if (called >= 0) {
            edge(source, ByteNetwork.call(called), target);
        } else {
            add(body, source, target);
        }
    }

    private static boolean small(Expression expression) {
        return switch (expression) {
            case Expression.Characters characters ->
                    !characters.set().isEmpty()
                            && characters.set().ranges().size() <= 8
                            && characters.set().ranges().getLast()[1] < 0x80;
            case Expression.Text text -> text.text().length() <= 1;
            case Expression.Call call -> true;
            case Expression.Sequence sequence ->
                    sequence.parts().isEmpty()
                            || sequence.parts().size() == 1 && small(sequence.parts().getFirst());
            case Expression.Choice choice -> choice.alternatives().isEmpty();
            case Expression.Repeat repeat -> false;
            case Expression.Machine machine -> false;
        };
    }

    /** A rule without a name for what is repeated. */
    private int sharedRule(Expression body) {
        Integer known = shared.get(body);
        if (known != null) {
            return known;
        }
        int start = state();
        int end = state();
        ends[end] = true;
        add(body, start, end);
        shared.put(body, start);
        return start;
    }

    private void addMachine(Expression.Machine machine, int source, int target) {
        CharacterAutomaton automaton = machine.automaton();
        int first = states;
        for (int i = 0; i < automaton.edges().size(); i++) {
            state();
        }
        skip(source, first);
        for (int i = 0; i < automaton.edges().size(); i++) {
            int state = first + i;
            automaton
                    .edges()
                    .get(i)
                    .forEach(
                            (set, next) -> {
                                Expression one =
                                        switch (machine.spelling()) {
                                            case PLAIN -> Expression.characters(set);
                                            case JSON -> JsonText.spelled(set);
                                        };
                                int called = small(one) ? -1 : sharedRule(one);
                                once(one, called, state, first + next);
                            });
            if (automaton.accepting().get(i)) {
                skip(state, target);
            }
        }
    }

    private ByteNetwork network(int start) {
        int[] starts = new int[states + 1];
        for (int i = 0; i < edges; i++) {
            starts[from[i] + 1]++;
        }
        for (int i = 0; i < states; i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = starts.clone();
        int[] sortedLabels = new int[edges];
        int[] sortedTargets = new int[edges];
        for (int i = 0; i < edges; i++) {
            int at = next[from[i]]++;
            sortedLabels[at] = labels[i];
            sortedTargets[at] = targets[i];
        }
        return new ByteNetwork(
                start, starts, sortedLabels, sortedTargets, Arrays.copyOf(ends, states));
    }

    /** Name of the rule that begins at a state, for messages. */
    static String nameOf(int start, Grammar grammar) {
        List<String> names = grammar.names();
        return start % 2 == 0 && start / 2 < names.size() ? names.get(start / 2) : "a repetition";
    }
}
