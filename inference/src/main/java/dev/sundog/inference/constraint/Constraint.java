package dev.sundog.inference.constraint;

import dev.sundog.inference.grammar.Grammar;
import dev.sundog.inference.grammar.Recogniser;
import dev.sundog.inference.grammar.RecogniserState;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.Set;

/**
 * A form made ready for a vocabulary. Keeps the tokens that are allowed in the states it has met.
 * Thread-safe: answers share it.
 */
public final class Constraint {
    /** Bytes of masks beyond which they are forgotten. */
    private static final long MOST_MASK_BYTES = 64L << 20;

    private final Recogniser recogniser;
    private final Vocabulary vocabulary;
    private long maskBytes;
    private int era;

    /** A mask and when it was made. */
    private record Mask(BitSet tokens, int era) {}

    Constraint(Grammar grammar, Vocabulary vocabulary) {
        recogniser = new Recogniser(grammar);
        this.vocabulary = vocabulary;
    }

    /**
     * A new answer.
     *
     * @param endless whether no token may end it, so that it ends only where nothing can follow
     */
    public ConstraintCursor begin(boolean endless) {
        return new ConstraintCursor(this, endless);
    }

    RecogniserState start() {
        return recogniser.start();
    }

    Set<Integer> ends() {
        return vocabulary.ends();
    }

    boolean isEnd(int id) {
        return vocabulary.ends().contains(id);
    }

    /** Where a token leads, or null if it is not allowed. */
    synchronized @Nullable RecogniserState after(RecogniserState state, int id, boolean first) {
        if (id >= vocabulary.bytes().size() || isEnd(id)) {
            return null;
        }
        byte[] bytes = vocabulary.bytes().of(id, first);
        if (bytes.length == 0) {
            return null;
        }
        RecogniserState at = state;
        for (byte value : bytes) {
            at = recogniser.step(at, value & 0xff);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    /** The allowed tokens of a state but for those that end an answer, if they are known. */
    synchronized @Nullable BitSet knownMask(RecogniserState state, boolean first) {
        if (first && vocabulary.bytes().dropsFirstSpace()) {
            return null;
        }
        return state.attachment() instanceof Mask mask && mask.era() == era ? mask.tokens() : null;
    }

    /** The allowed tokens of a state but for those that end an answer. Not to be changed. */
    synchronized BitSet mask(RecogniserState state, boolean first) {
        BitSet known = knownMask(state, first);
        if (known != null) {
            return known;
        }
        BitSet tokens = vocabulary.trie(first).allowed(recogniser, state);
        ends().forEach(tokens::clear);
        if (!first || !vocabulary.bytes().dropsFirstSpace()) {
            maskBytes += tokens.size() / Byte.SIZE;
            if (maskBytes > MOST_MASK_BYTES) {
                maskBytes = tokens.size() / Byte.SIZE;
                era++;
            }
            state.attach(new Mask(tokens, era));
        }
        return tokens;
    }
}
