package dev.sundog.model.tokenizer;

/**
 * What an entry of a vocabulary is, by the numbers that SentencePiece and GGUF ({@code
 * tokenizer.ggml.token_type}) share.
 */
final class PieceType {
    static final int NORMAL = 1;
    static final int UNKNOWN = 2;

    /** Special: found in text, left out of decoded text. */
    static final int CONTROL = 3;

    /** Found in text, but not special. */
    static final int USER_DEFINED = 4;

    static final int UNUSED = 5;

    /** One byte, such as {@code <0x0A>}. */
    static final int BYTE = 6;

    private PieceType() {}
}
