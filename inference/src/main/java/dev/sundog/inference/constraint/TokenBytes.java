package dev.sundog.inference.constraint;

import dev.sundog.model.tokenizer.Tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The bytes that each token adds to an answer. Byte-level vocabularies spell bytes with stand-ins
 * (Radford et al. 2019, {@code bytes_to_unicode}); SentencePiece writes a space as U+2581 and a
 * lone byte as {@code <0xHH>}. Immutable.
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
        boolean byteLevel = decodesTo(tokenizer, "\u0120", " ");
        int[] values = byteLevel ? standIns() : new int[0];
        byte[][] bytes = new byte[Math.min(size, tokenizer.vocabularySize())][];
        boolean[] drops = new boolean[1];
        for (int id = 0; id < bytes.length; id++) {
            if (tokenizer.isSpecial(id)) {
                bytes[id] = NONE;
            } else {
                String token = tokenizer.token(id);
                bytes[id] = byteLevel ? byteLevel(token, values) : piece(token);
            }
        }
        OptionalInt spaced = byteLevel ? OptionalInt.empty() : tokenizer.id(SPACE + "a");
        spaced.ifPresent(
                id -> drops[0] = !tokenizer.decode(new int[] {id, id}, true).startsWith(" "));
        return new TokenBytes(bytes, drops[0]);
    }

    private static boolean decodesTo(Tokenizer tokenizer, String token, String text) {
        OptionalInt id = tokenizer.id(token);
        return id.isPresent() && tokenizer.decode(new int[] {id.getAsInt()}, false).equals(text);
    }

    /** The byte of each stand-in, or -1. */
    private static int[] standIns() {
        int[] values = new int[512];
        Arrays.fill(values, -1);
        int next = 256;
        for (int value = 0; value < 256; value++) {
            boolean itself =
                    value > ' ' && value < 0x7f || value > 0xa0 && value != 0xad && value < 0x100;
            values[itself ? value : next++] = value;
        }
        return values;
    }

    private static byte[] byteLevel(String token, int[] values) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= values.length || values[c] < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = (byte) values[c];
        }
        return bytes;
    }

    private static byte[] piece(String token) {
        if (token.length() == 6 && token.startsWith("<0x") && token.endsWith(">")) {
            int high = Character.digit(token.charAt(3), 16);
            int low = Character.digit(token.charAt(4), 16);
            if (high >= 0 && low >= 0) {
                return new byte[] {(byte) (high << 4 | low)};
            }
        }
        return token.replace(SPACE, " ").getBytes(StandardCharsets.UTF_8);
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
