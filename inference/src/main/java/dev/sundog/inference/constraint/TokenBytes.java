package dev.sundog.inference.constraint;

import dev.sundog.model.tokenizer.Tokenizer;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The bytes that each token adds to an answer, and whether the decoder drops a space at its
 * beginning, as SentencePiece's does. Immutable.
 */
final class TokenBytes {
    private static final byte[] NONE = {};
    private static final String SPACE = "\u2581";

    private final byte[][] bytes;
    private final boolean dropsFirstSpace;

    private TokenBytes(byte[][] bytes, boolean dropsFirstSpace) {
        this.bytes = bytes;
        this.dropsFirstSpace = dropsFirstSpace;
    }

    /** The bytes of the first {@code size} ids. */
    static TokenBytes of(Tokenizer tokenizer, int size) {
        byte[][] bytes = new byte[Math.min(size, tokenizer.vocabularySize())][];
        for (int id = 0; id < bytes.length; id++) {
            bytes[id] = tokenizer.isSpecial(id) ? NONE : tokenizer.bytes(id);
        }
        OptionalInt spaced = tokenizer.id(SPACE + "a");
        boolean drops =
                spaced.isPresent()
                        && spaced.getAsInt() < bytes.length
                        && bytes[spaced.getAsInt()].length == 2
                        && !tokenizer
                                .decode(new int[] {spaced.getAsInt(), spaced.getAsInt()}, true)
                                .startsWith(" ");
        return new TokenBytes(bytes, drops);
    }

    int size() {
        return bytes.length;
    }

    /** Whether the decoder drops a space at the beginning of an answer. */
    boolean dropsFirstSpace() {
        return dropsFirstSpace;
    }

    /**
     * What a token adds, empty if nothing.
     *
     * @param first whether the answer begins with it
     */
    byte[] of(int id, boolean first) {
        byte[] whole = bytes[id];
        return first && dropsFirstSpace && whole.length > 0 && whole[0] == ' '
                ? Arrays.copyOfRange(whole, 1, whole.length)
                : whole;
    }
}
