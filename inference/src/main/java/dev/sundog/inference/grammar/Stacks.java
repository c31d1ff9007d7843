package dev.sundog.inference.grammar;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of stacks of a recogniser, joined from the top: for each state to return to, the stacks
 * below it. Equal sets are one object while the table that made them lasts.
 */
final class Stacks {
    /** The empty stack alone: nothing waits for the end of the current rule. */
    static final Stacks BOTTOM = new Stacks(new int[0], new Stacks[0], true);

    private static final int DEEPEST_UNION = 1_000;

    private final int[] returns;
    private final Stacks[] below;
    private final boolean bottom;
    private final int hash;

    private Stacks(int[] returns, Stacks[] below, boolean bottom) {
        this.returns = returns;
        this.below = below;
        this.bottom = bottom;
        int mixed = Arrays.hashCode(returns) * 31 + Boolean.hashCode(bottom);
        for (Stacks part : below) {
            mixed = mixed * 31 + System.identityHashCode(part);
        }
        hash = mixed;
    }

    int size() {
        return returns.length;
    }

    int returnState(int index) {
        return returns[index];
    }

    Stacks below(int index) {
        return below[index];
    }

    /** Whether the empty stack is among them. */
    boolean bottom() {
        return bottom;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Stacks that)
                || hash != that.hash
                || bottom != that.bottom
                || !Arrays.equals(returns, that.returns)) {
            return false;
        }
        for (int i = 0; i < below.length; i++) {
            if (below[i] != that.below[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Makes sets of stacks and knows those it made. Not thread-safe. */
    static final class Table {
        private final Map<Stacks, Stacks> known = new HashMap<>();
        private final Map<List<Stacks>, Stacks> unions = new HashMap<>();

        int size() {
            return known.size() + unions.size();
        }

        void clear() {
            known.clear();
            unions.clear();
        }

        /** The given stacks with a state to return to on top of each. */
        Stacks pushed(int returnState, Stacks stacks) {
            return one(new Stacks(new int[] {returnState}, new Stacks[] {stacks}, false));
        }

        private Stacks one(Stacks stacks) {
            Stacks before = known.putIfAbsent(stacks, stacks);
            return before == null ? stacks : before;
        }

        /** The stacks of both; {@code a} itself if {@code b} adds none. */
        Stacks union(Stacks a, Stacks b) {
            return union(a, b, 0);
        }

        private Stacks union(Stacks a, Stacks b, int depth) {
            if (a == b) {
                return a;
            }
            if (depth > DEEPEST_UNION) {
                throw Recogniser.tooAmbiguous();
            }
            List<Stacks> pair = List.of(a, b);
            Stacks done = unions.get(pair);
            if (done != null) {
                return done;
            }
            int[] returns = new int[a.returns.length + b.returns.length];
            List<Stacks> parts = new ArrayList<>();
            boolean same = a.bottom || !b.bottom;
            int i = 0;
            int j = 0;
            while (i < a.returns.length || j < b.returns.length) {
                int left = i < a.returns.length ? a.returns[i] : Integer.MAX_VALUE;
                int right = j < b.returns.length ? b.returns[j] : Integer.MAX_VALUE;
                returns[parts.size()] = Math.min(left, right);
                if (left == right) {
                    Stacks joined = union(a.below[i], b.below[j], depth + 1);
                    same &= joined == a.below[i];
                    parts.add(joined);
                    i++;
                    j++;
                } else if (left < right) {
                    parts.add(a.below[i++]);
                } else {
                    same = false;
                    parts.add(b.below[j++]);
                }
            }
            Stacks result =
                    same
                            ? a
                            : one(
                                    new Stacks(
                                            Arrays.copyOf(returns, parts.size()),
                                            parts.toArray(new Stacks[0]),
                                            a.bottom || b.bottom));
            unions.put(pair, result);
            return result;
        }
    }
}
