package dev.sundog.model.tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;

/**
 * A vocabulary (byte-level BPE, SentencePiece BPE, Unigram, WordPiece) in GGUF metadata and as
 * Hugging Face files: the same tokenizer in two forms.
 *
 * <p><b>Source:</b> GGUF specification, section "Tokenizer" (keys {@code tokenizer.ggml.*} and
 * {@code tokenizer.chat_template}); the tokenizers library's {@code tokenizer.json}, version 1.0.
 */
public final class GgufVocabulary {
    private final GgufVocabularyReader reader;
    private @Nullable Map<String, byte[]> settings;
    private byte @Nullable [] document;

    private GgufVocabulary(GgufVocabularyReader reader) {
        this.reader = reader;
    }

    /**
     * The vocabulary that GGUF metadata has, if it has one: for one who wants the tokenizer or
     * single files. Thread-safe.
     *
     * @param ggufMetadata as {@link #companions} takes it
     * @param origin the file, named in errors
     * @throws dev.sundog.model.failure.SundogException as {@link #companions}
     */
    public static Optional<GgufVocabulary> of(Map<String, Object> ggufMetadata, String origin) {
        return GgufVocabularyReader.of(ggufMetadata, origin).map(GgufVocabulary::new);
    }

    /** The tokenizer, without a tokenizer.json in between where that can be. */
    public Tokenizer openTokenizer() {
        return reader.open();
    }

    /** One of the files that {@link #companions} gives. */
    public synchronized Optional<byte[]> companion(String fileName) {
        byte @Nullable [] found;
        if (fileName.equals("tokenizer.json")) {
            found = document == null ? reader.document() : document;
            document = found;
        } else {
            Map<String, byte[]> files = settings == null ? reader.settings() : settings;
            settings = files;
            found = files.get(fileName);
        }
        return Optional.ofNullable(found).map(byte[]::clone);
    }

    /**
     * The Hugging Face files that say what GGUF metadata says: {@code tokenizer.json}, {@code
     * tokenizer_config.json} (with the chat template), {@code special_tokens_map.json}, {@code
     * generation_config.json}. Empty if the metadata has no tokenizer at all.
     *
     * @param ggufMetadata scalars as Long, Double, Boolean or String; arrays as String[] or {@link
     *     Utf8Strings}, byte[], int[], long[], float[], double[] or boolean[]
     * @param origin the file, named in errors
     * @throws dev.sundog.model.failure.SundogException (data, {@code gguf-tokenizer}) if it is of
     *     another kind, its pre-tokenizer is not known, or it contradicts itself
     */
    public static Map<String, byte[]> companions(Map<String, Object> ggufMetadata, String origin) {
        return GgufVocabularyReader.of(ggufMetadata, origin)
                .map(GgufVocabularyReader::files)
                .orElseGet(Map::of);
    }

    /**
     * The GGUF metadata that makes llama.cpp give the same ids as the Hugging Face files.
     *
     * @param companions files by name; {@code tokenizer.json} must be there
     * @param vocabularySize rows of the embedding; ids that no token has become unused tokens
     * @param origin where the files came from, named in errors
     * @return integers as Long, flags as Boolean, String, String[], int[], float[] and byte[]; in
     *     writing order
     * @throws dev.sundog.model.failure.SundogException (data, {@code gguf-tokenizer}) if GGUF
     *     cannot say the same
     */
    public static Map<String, Object> metadata(
            Map<String, byte[]> companions, int vocabularySize, String origin) {
        return GgufVocabularyWriter.write(companions, vocabularySize, origin);
    }
}
