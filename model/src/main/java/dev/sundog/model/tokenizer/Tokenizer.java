package dev.sundog.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/**
 * Text to token ids and back, equal to the Hugging Face {@code tokenizers} library on the same
 * {@code tokenizer.json}. Thread-safe.
 */
public interface Tokenizer extends AutoCloseable {
    /**
     * Ids of {@code text}; special-token text inside is parsed to its id.
     *
     * @param addSpecial whether to add what the tokenizer adds by itself (BOS, EOS)
     */
    int[] encode(String text, boolean addSpecial);

    /**
     * Ids of each text, on all processors.
     *
     * @param addSpecial whether to add what the tokenizer adds by itself (BOS, EOS)
     */
    default List<int[]> encodeAll(List<String> texts, boolean addSpecial) {
        return texts.parallelStream().map(text -> encode(text, addSpecial)).toList();
    }

    /** Text of {@code ids}; bytes that are no valid UTF-8 become U+FFFD. */
    String decode(int[] ids, boolean skipSpecial);

    /**
     * What an id adds to a text, in UTF-8; part of a character if a byte-level or byte-fallback
     * vocabulary cuts there. Those of a text's ids, one after the other, are the text, but for a
     * prefix space that the tokenizer itself put there.
     *
     * @throws dev.sundog.model.failure.SundogException (data, {@code token-unknown}) if the id
     *     names nothing
     */
    default byte[] bytes(int id) {
        return decode(new int[] {id}, false).getBytes(StandardCharsets.UTF_8);
    }

    /** The vocabulary's string of an id, as {@code tokenizer.json} spells it. */
    String token(int id);

    /** The id of a vocabulary string, if there is one. */
    OptionalInt id(String token);

    /** Whether the id is a special token. */
    boolean isSpecial(int id);

    /** Entries, added tokens included. */
    int vocabularySize();

    /** Beginning of sequence, if the model has one. */
    OptionalInt bosTokenId();

    /** End of sequence, if the model has one. */
    OptionalInt eosTokenId();

    /** A decoder that is fed one id at a time and never splits a grapheme cluster. */
    StreamDecoder streamDecoder();

    @Override
    void close();

    /** Incremental decoding; not thread-safe. */
    interface StreamDecoder {
        /** The text that became certain with this id, possibly empty. */
        String push(int id);

        /** What is left at the end. */
        String flush();
    }
}
