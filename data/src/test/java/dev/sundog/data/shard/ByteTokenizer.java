package dev.sundog.data.shard;

import dev.sundog.model.tokenizer.Tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** A real tokenizer of the simplest kind: a byte is a token, {@code first} the lowest id. */
record ByteTokenizer(int vocabularySize, int first) implements Tokenizer {
    @Override
    public int[] encode(String text, boolean addSpecial) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = first + Byte.toUnsignedInt(bytes[i]);
        }
        return ids;
    }

    @Override
    public String decode(int[] ids, boolean skipSpecial) {
        byte[] bytes = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            bytes[i] = (byte) (ids[i] - first);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String token(int id) {
        return Integer.toString(id - first);
    }

    @Override
    public OptionalInt id(String token) {
        return OptionalInt.of(first + Integer.parseInt(token));
    }

    @Override
    public boolean isSpecial(int id) {
        return id == vocabularySize - 1;
    }

    @Override
    public OptionalInt bosTokenId() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt eosTokenId() {
        return OptionalInt.of(vocabularySize - 1);
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new StreamDecoder() {
            @Override
            public String push(int id) {
                return token(id);
            }

            @Override
            public String flush() {
                return "";
            }
        };
    }

    @Override
    public void close() {}
}
