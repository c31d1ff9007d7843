package dev.sundog.model.tokenizer;

import java.util.Arrays;

/**
 * Incremental decoding of a byte-level vocabulary: bytes of a character that has begun wait for the
 * rest; each maximal ill-formed part becomes one U+FFFD. Special tokens are left out.
 */
final class ByteStreamDecoder implements Tokenizer.StreamDecoder {
    private final TokenizerVocabulary vocabulary;
    private byte[] pending = new byte[0];

    ByteStreamDecoder(TokenizerVocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public String push(int id) {
        String token = vocabulary.token(id);
        if (token == null || vocabulary.isSpecial(id)) {
            return "";
        }
        byte[] bytes = ByteAlphabet.bytes(token);
        byte[] input = Arrays.copyOf(pending, pending.length + bytes.length);
        System.arraycopy(bytes, 0, input, pending.length, bytes.length);
        StringBuilder text = new StringBuilder(input.length);
        int taken = LossyText.decode(input, false, text);
        pending = Arrays.copyOfRange(input, taken, input.length);
        return text.toString();
    }

    @Override
    public String flush() {
        String rest = LossyText.of(pending);
        pending = new byte[0];
        return rest;
    }
}
