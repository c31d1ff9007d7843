package dev.sundog.inference.grammar;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Follows a grammar byte by byte. All ways to read the text so far are followed at once; states
 * that were met before are found again, so that after some text a step is a look-up in a table, as
 * in an automaton that is made deterministic while it runs.
 *
 * <p>A state never leads nowhere: whatever has been accepted can be completed.
 *
 * <p>Not thread-safe. Source: Thompson, Regular expression search algorithm, CACM 11 (1968); Scott
 * and Johnstone, GLL parsing, LDTA 2009 (shared stacks).
 */
public final class Recogniser {
    /** States kept, beyond which all are forgotten and found anew. */
    private static final int MOST_KEPT = 20_000;

    private static final int MOST_TABLE_CELLS = 8_000_000;
    private static final int MOST_STACKS = 200_000;

    /** Work of one step beyond which a grammar is too ambiguous. */
    private static final int MOST_WORK = 60_000;

    private final ByteNetwork network;
    private final int[] classes = new int[256];
    private final int classCount;
    private final RecogniserState dead;
    private final Stacks.Table table = new Stacks.Table();
    private final Map<RecogniserState, RecogniserState> known = new HashMap<>();
    private final @Nullable Stacks[] held;
    private final boolean[] returning;
    private int[] touched = new int[64];
    private int touchedCount;
    private int[] openStates = new int[64];
    private Stacks[] openStacks = new Stacks[64];
    private int openCount;
    private int moves;
    private long work;
    private boolean accepting;
    private int era;
    private final RecogniserState start;

    /**
     * A recogniser at the beginning of a grammar.
     *
     * @throws SundogException (data) if the grammar is too large, recurses on the left or admits no
     *     text
     */
    public Recogniser(Grammar grammar) {
        network = NetworkBuilder.build(grammar);
        classCount = classify();
        held = new Stacks[network.size()];
        returning = new boolean[network.size()];
        for (int state = 0; state < network.size(); state++) {
            returning[state] = endsAtOnce(state);
        }
        dead = new RecogniserState(new int[0], new Stacks[0], false, 0);
        add(network.start(), Stacks.BOTTOM);
        start = settle();
        forget();
    }

    /** Bytes that no edge tells apart are of one class. */
    private int classify() {
        boolean[] begins = new boolean[257];
        for (int label : network.labels()) {
            if (label >= 0) {
                begins[label >> 8] = true;
                begins[(label & 0xff) + 1] = true;
            }
        }
        int count = 0;
        for (int value = 0; value < 256; value++) {
            if (value > 0 && begins[value]) {
                count++;
            }
            classes[value] = count;
        }
        return count + 1;
    }

    /** Whether nothing can follow in the rule of a state, so that no return to it is needed. */
    private boolean endsAtOnce(int state) {
        int at = state;
        for (int steps = 0; steps < 8; steps++) {
            int first = network.starts()[at];
            int count = network.starts()[at + 1] - first;
            if (network.ends()[at]) {
                return count == 0;
            }
            if (count != 1 || network.labels()[first] != ByteNetwork.SKIP) {
                return false;
            }
            at = network.targets()[first];
        }
        return false;
    }

    /** Before any byte. */
    public RecogniserState start() {
        return start;
    }

    /** After one more byte, 0 to 255; empty if it cannot follow. */
    public Optional<RecogniserState> after(RecogniserState state, int value) {
        RecogniserState next = step(state, value);
        return next == null ? Optional.empty() : Optional.of(next);
    }

    /** Like {@link #after} for loops over many bytes: null if the byte cannot follow. */
    public @Nullable RecogniserState step(RecogniserState state, int value) {
        if (state.next.length == 0) {
            return null;
        }
        state.renew(era);
        RecogniserState next = state.next[classes[value]];
        if (next == null) {
            next = compute(state, value);
            state.next[classes[value]] = next;
        }
        return next == dead ? null : next;
    }

    /** Whether the grammar admits a text as a whole. */
    public boolean accepts(byte[] text) {
        RecogniserState state = start;
        for (byte value : text) {
            state = step(state, value & 0xff);
            if (state == null) {
                return false;
            }
        }
        return state.accepting();
    }

    private RecogniserState compute(RecogniserState state, int value) {
        try {
            enter(state, value);
            return settle();
        } finally {
            forget();
        }
    }

    private void enter(RecogniserState state, int value) {
        for (int i = 0; i < state.states.length; i++) {
            int from = state.states[i];
            for (int e = network.starts()[from]; e < network.starts()[from + 1]; e++) {
                int label = network.labels()[e];
                if (label >= 0 && value >= label >> 8 && value <= (label & 0xff)) {
                    add(network.targets()[e], state.stacks[i]);
                }
            }
        }
    }

    private void add(int state, Stacks stacks) {
        Stacks before = held[state];
        Stacks now = before == null ? stacks : table.union(before, stacks);
        moves += now.size() / 4;
        if (now == before) {
            return;
        }
        if (before == null) {
            if (touchedCount == touched.length) {
                touched = Arrays.copyOf(touched, 2 * touchedCount);
            }
            touched[touchedCount++] = state;
        }
        held[state] = now;
        if (openCount == openStates.length) {
            openStates = Arrays.copyOf(openStates, 2 * openCount);
            openStacks = Arrays.copyOf(openStacks, 2 * openCount);
        }
        openStates[openCount] = state;
        openStacks[openCount++] = stacks;
    }

    /** Follows everything that needs no byte; the state that all this is. */
    private RecogniserState settle() {
        while (openCount > 0) {
            openCount--;
            int state = openStates[openCount];
            moves += 1 + openStacks[openCount].size();
            moves += (network.starts()[state + 1] - network.starts()[state]) / 8;
            if (moves > MOST_WORK) {
                throw tooAmbiguous();
            }
            follow(state, openStacks[openCount]);
        }
        return settled();
    }

    /** A grammar that is not worth following further. */
    public static SundogException tooAmbiguous() {
        return SundogException.data(
                "grammar-too-ambiguous",
                "the grammar can read the text so far in too many ways; make its alternatives"
                        + " differ earlier");
    }

    /** Work so far, in moves within the network: what steps cost that were not looked up. */
    public long work() {
        return work;
    }

    private void forget() {
        work += moves;
        for (int i = 0; i < touchedCount; i++) {
            held[touched[i]] = null;
        }
        touchedCount = 0;
        openCount = 0;
        moves = 0;
        accepting = false;
    }

    private void follow(int state, Stacks stacks) {
        if (network.ends()[state]) {
            accepting |= stacks.bottom();
            for (int i = 0; i < stacks.size(); i++) {
                add(stacks.returnState(i), stacks.below(i));
            }
        }
        for (int e = network.starts()[state]; e < network.starts()[state + 1]; e++) {
            int label = network.labels()[e];
            int target = network.targets()[e];
            if (label == ByteNetwork.SKIP) {
                add(target, stacks);
            } else if (ByteNetwork.isCall(label)) {
                Stacks pushed = returning[target] ? stacks : table.pushed(target, stacks);
                add(ByteNetwork.called(label), pushed);
            }
        }
    }

    private RecogniserState settled() {
        int[] states =
                Arrays.stream(touched, 0, touchedCount).filter(this::reads).sorted().toArray();
        if (states.length == 0 && !accepting) {
            return dead;
        }
        Stacks[] stacks = new Stacks[states.length];
        for (int i = 0; i < states.length; i++) {
            stacks[i] = Objects.requireNonNull(held[states[i]]);
        }
        RecogniserState found = new RecogniserState(states, stacks, accepting, classCount);
        if (known.size() > MOST_KEPT
                || (long) known.size() * classCount > MOST_TABLE_CELLS
                || table.size() > MOST_STACKS) {
            known.clear();
            table.clear();
            era++;
        }
        RecogniserState before = known.putIfAbsent(found, found);
        return before == null ? found : before;
    }

    /** Whether a state has an edge with bytes. */
    private boolean reads(int state) {
        for (int e = network.starts()[state]; e < network.starts()[state + 1]; e++) {
            if (network.labels()[e] >= 0) {
                return true;
            }
        }
        return false;
    }
}
