package dev.sundog.inference.constraint;

import dev.sundog.inference.grammar.RecogniserState;
import dev.sundog.inference.sampling.TokenFilter;
import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;

/** How far an answer is in its form. For one answer and one thread at a time. */
public final class ConstraintCursor implements TokenFilter {
    private static final int SHORT = 1_000;

    private final Constraint constraint;
    private final boolean endless;
    private RecogniserState state;
    private boolean begun;
    private boolean ended;
    private @Nullable BitSet mask;

    ConstraintCursor(Constraint constraint, boolean endless) {
        this.constraint = constraint;
        this.endless = endless;
        state = constraint.start();
    }

    @Override
    public boolean allows(int id) {
        if (constraint.isEnd(id)) {
            return state.accepting() && !endless;
        }
        BitSet known = mask;
        if (known == null) {
            known = constraint.knownMask(state, !begun);
            mask = known;
        }
        return known == null ? constraint.after(state, id, !begun) != null : known.get(id);
    }

    @Override
    public boolean listed() {
        BitSet known = constraint.knownMask(state, !begun);
        return known != null && known.cardinality() <= SHORT;
    }

    @Override
    public int[] allowed() {
        BitSet tokens = constraint.mask(state, !begun);
        mask = tokens;
        if (state.accepting() && !endless) {
            tokens = (BitSet) tokens.clone();
            constraint.ends().forEach(tokens::set);
        }
        if (tokens.isEmpty()) {
            throw SundogException.data(
                    "form-unreachable",
                    "no token of the vocabulary can go on with the form of the answer; its text"
                            + " needs characters that the model does not have");
        }
        return tokens.stream().toArray();
    }

    /** Goes on with a token that is allowed. */
    public void accept(int id) {
        mask = null;
        if (constraint.isEnd(id)) {
            ended = true;
            return;
        }
        RecogniserState next = constraint.after(state, id, !begun);
        if (next == null) {
            throw new IllegalArgumentException("token " + id + " is not allowed");
        }
        state = next;
        begun = true;
    }

    /** Whether the answer is whole and nothing may follow but its end. */
    public boolean complete() {
        return ended || state.accepting() && state.finished();
    }

    /** Whether the answer may end here. */
    public boolean mayEnd() {
        return ended || state.accepting();
    }
}
