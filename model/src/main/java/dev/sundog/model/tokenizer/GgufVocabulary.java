package dev.sundog.model.tokenizer;

import java.util.Map;

/**
 * A vocabulary (byte-level BPE, SentencePiece BPE, Unigram, WordPiece) in GGUF metadata and as
 * Hugging Face files: the same tokenizer in two forms.
 *
 * <p><b>Source:</b> GGUF specification, section "Tokenizer" (keys {@code tokenizer.ggml.*} and
 * {@code tokenizer.chat_template}); the tokenizers library's {@code tokenizer.json}, version 1.0.
 */
public final class GgufVocabulary {
    private GgufVocabulary() {}

    /**
     * The Hugging Face files that say what GGUF metadata says: {@code tokenizer.json}, {@code
     * tokenizer_config.json} (with the chat template), {@code special_tokens_map.json}, {@code
     * generation_config.json}. Empty if the metadata has no tokenizer at all.
     *
     * @param ggufMetadata scalars as Long, Double, Boolean or String; arrays as String[], int[],
     *     long[], float[], double[] or boolean[]
     * @param origin the file, named in errors
     * @throws dev.sundog.model.failure.SundogException (data, {@code gguf-tokenizer}) if it is of
     *     another kind, its pre-tokenizer is not known, or it contradicts itself
     */
    public static Map<String, byte[]> companions(Map<String, Object> ggufMetadata, String origin) {
        return GgufVocabularyReader.read(ggufMetadata, origin);
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
