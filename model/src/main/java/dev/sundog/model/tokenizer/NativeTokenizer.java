package dev.sundog.model.tokenizer;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;

import dev.sundog.model.failure.SundogException;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;

/** A tokenizer run by the native Hugging Face library. Thread-safe; owns native memory. */
final class NativeTokenizer implements Tokenizer {
    private final TokenizersLibrary library = NativeTokenizerLibrary.get();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final TokenizerVocabulary vocabulary;
    private final OptionalInt bosTokenId;
    private final OptionalInt eosTokenId;
    private final Optional<TokenDecoder> decoder;
    private long handle;

    /**
     * @param decoder spells single tokens, where it can be read; else the library decodes them
     */
    NativeTokenizer(
            long handle,
            TokenizerVocabulary vocabulary,
            Optional<TokenDecoder> decoder,
            OptionalInt bosTokenId,
            OptionalInt eosTokenId) {
        this.handle = handle;
        this.vocabulary = vocabulary;
        this.decoder = decoder;
        this.bosTokenId = bosTokenId;
        this.eosTokenId = eosTokenId;
    }

    /** A native tokenizer of that description; to be deleted by its owner. */
    static long open(byte[] tokenizerJson, String origin) {
        TokenizersLibrary library = NativeTokenizerLibrary.get();
        try {
            long handle =
                    library.createTokenizerFromString(
                            new String(tokenizerJson, StandardCharsets.UTF_8));
            library.disableTruncation(handle);
            library.disablePadding(handle);
            return handle;
        } catch (RuntimeException refused) {
            throw TokenizerFile.broken(origin, String.valueOf(refused.getMessage()), refused);
        }
    }

    private <T> T withHandle(LongFunction<T> work) {
        lock.readLock().lock();
        try {
            if (handle == 0) {
                throw new IllegalStateException("this tokenizer is closed");
            }
            return work.apply(handle);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public int[] encode(String text, boolean addSpecial) {
        String wellFormed = WellFormed.text(text);
        return withHandle(
                tokenizer -> {
                    try {
                        long encoding = library.encode(tokenizer, wellFormed, addSpecial);
                        try {
                            return narrow(library.getTokenIds(encoding));
                        } finally {
                            library.deleteEncoding(encoding);
                        }
                    } catch (RuntimeException refused) {
                        throw SundogException.data(
                                "tokenizer-refused",
                                "the tokenizer cannot encode this text: " + refused.getMessage(),
                                refused);
                    }
                });
    }

    private static int[] narrow(long[] wide) {
        int[] ids = new int[wide.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Math.toIntExact(wide[i]);
        }
        return ids;
    }

    @Override
    public String decode(int[] ids, boolean skipSpecial) {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = ids[i];
        }
        return withHandle(tokenizer -> library.decode(tokenizer, wide, skipSpecial));
    }

    @Override
    public byte[] bytes(int id) {
        return decoder.map(known -> known.bytes(vocabulary.require(id)))
                .orElseGet(() -> Tokenizer.super.bytes(id));
    }

    @Override
    public String token(int id) {
        return vocabulary.require(id);
    }

    @Override
    public OptionalInt id(String token) {
        return vocabulary.id(token);
    }

    @Override
    public boolean isSpecial(int id) {
        return vocabulary.isSpecial(id);
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public OptionalInt bosTokenId() {
        return bosTokenId;
    }

    @Override
    public OptionalInt eosTokenId() {
        return eosTokenId;
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new GraphemeStreamDecoder(new WindowStreamDecoder(this));
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (handle != 0) {
                library.deleteTokenizer(handle);
                handle = 0;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
