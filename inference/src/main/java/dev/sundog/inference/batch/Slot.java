package dev.sundog.inference.batch;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.language.Session;

import org.jspecify.annotations.Nullable;

/** A place for one sequence: its caches, which outlive it, and the tokens that are in them. */
final class Slot {
    private final CpuModel model;
    private final int context;
    private final TokenList held = new TokenList();
    private @Nullable Session session;
    private @Nullable Sequence sequence;
    private boolean attached;
    private long lastUse;

    Slot(CpuModel model, int context) {
        this.model = model;
        this.context = context;
    }

    @Nullable Sequence sequence() {
        return sequence;
    }

    boolean free() {
        return sequence == null;
    }

    /** Whether its sequence has begun. */
    boolean attached() {
        return sequence != null && attached;
    }

    TokenList held() {
        return held;
    }

    long lastUse() {
        return lastUse;
    }

    /** Gives the slot to a sequence, which does not begin yet. */
    void take(Sequence taker, long now) {
        sequence = taker;
        attached = false;
        lastUse = now;
    }

    /** Begins the sequence with {@code length} positions that {@code source} holds. */
    void attach(Slot source, int length) {
        if (source != this && length > 0) {
            Session copy = source.session().fork();
            copy.rollBack(length);
            clear();
            session = copy;
            held.copyHead(source.held, length);
        } else {
            session().rollBack(length);
            held.truncate(length);
        }
        attached = true;
    }

    Session session() {
        Session open = session;
        if (open == null) {
            open = model.openSession(context);
            session = open;
        }
        return open;
    }

    /** The sequence has ended; what is in the caches stays. */
    void release() {
        sequence = null;
        attached = false;
    }

    /** Forgets what is in the caches. */
    void clear() {
        if (session != null) {
            session.close();
            session = null;
        }
        held.truncate(0);
    }
}
