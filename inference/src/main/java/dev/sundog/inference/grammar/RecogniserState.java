package dev.sundog.inference.grammar;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Where a recogniser is: states of its network, each with the stacks it may be on, and what is
 * known of what follows. A cache for one caller of its own can be attached.
 */
public final class RecogniserState {
    final int[] states;
    final Stacks[] stacks;
    final boolean accepting;
    final @Nullable RecogniserState[] next;
    private final int hash;
    private @Nullable Object attachment;
    private int era;

    RecogniserState(int[] states, Stacks[] stacks, boolean accepting, int classes) {
        this.states = states;
        this.stacks = stacks;
        this.accepting = accepting;
        next = new RecogniserState[classes];
        int mixed = Arrays.hashCode(states) * 31 + Boolean.hashCode(accepting);
        for (Stacks part : stacks) {
            mixed = mixed * 31 + System.identityHashCode(part);
        }
        hash = mixed;
    }

    /** Whether the text may end here. */
    public boolean accepting() {
        return accepting;
    }

    /** Whether no byte can follow. */
    public boolean finished() {
        return states.length == 0;
    }

    /** Forgets what it knows of a time before all states were forgotten. */
    void renew(int now) {
        if (era != now) {
            era = now;
            Arrays.fill(next, null);
            attachment = null;
        }
    }

    /** What was attached last, if anything. */
    public @Nullable Object attachment() {
        return attachment;
    }

    /** Keeps something with this state, for as long as the state itself is kept. */
    public void attach(@Nullable Object value) {
        attachment = value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof RecogniserState that)
                || hash != that.hash
                || accepting != that.accepting
                || !Arrays.equals(states, that.states)) {
            return false;
        }
        for (int i = 0; i < stacks.length; i++) {
            if (stacks[i] != that.stacks[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
