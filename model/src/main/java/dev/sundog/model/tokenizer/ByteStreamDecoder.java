package dev.sundog.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Incremental decoding of a byte-level vocabulary: bytes of a character that has begun wait for the
 * rest; each maximal ill-formed part becomes one U+FFFD. Special tokens are left out.
 */
final class ByteStreamDecoder implements Tokenizer.StreamDecoder {
    private final TokenizerVocabulary vocabulary;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
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
        ByteBuffer input = ByteBuffer.allocate(pending.length + bytes.length);
        input.put(pending).put(bytes).flip();
        return decode(input, false);
    }

    @Override
    public String flush() {
        String rest = decode(ByteBuffer.wrap(pending), true);
        decoder.reset();
        return rest;
    }

    private String decode(ByteBuffer input, boolean end) {
        CharBuffer output = CharBuffer.allocate(input.remaining() + 1);
        decoder.decode(input, output, end);
        if (end) {
            decoder.flush(output);
        }
        pending = new byte[input.remaining()];
        input.get(pending);
        return output.flip().toString();
    }
}
