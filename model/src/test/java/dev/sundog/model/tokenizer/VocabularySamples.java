package dev.sundog.model.tokenizer;

import dev.sundog.model.progress.ProgressListener;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small vocabularies of every kind. */
final class VocabularySamples {
    private static final String MARK = "\u2581";

    private VocabularySamples() {}

    /** Byte-level BPE as GGUF metadata. */
    static Map<String, Object> bytePairs() {
        byte[] json =
                BpeTrainer.train(
                                List.of("abc abc it's it's 안녕 안녕 the cat the cat").iterator(),
                                290,
                                List.of("<s>", "</s>"),
                                ProgressListener.NONE)
                        .tokenizerJson();
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("tokenizer.json", json);
        files.putAll(new TokenizerFiles("<s>", "</s>", "</s>", Optional.empty()).toFiles());
        return new LinkedHashMap<>(GgufVocabulary.metadata(files, 290, "sample"));
    }

    /** SentencePiece, BPE or Unigram, as GGUF metadata. */
    static Map<String, Object> pieces(boolean bytePairs) {
        return new LinkedHashMap<>(
                GgufVocabulary.metadata(
                        Tokenizers.fromSentencePiece(model(bytePairs), Optional.empty(), "sample"),
                        pieces().size(),
                        "sample"));
    }

    /** WordPiece as GGUF metadata. */
    static Map<String, Object> words() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("tokenizer.ggml.model", "bert");
        metadata.put(
                "tokenizer.ggml.tokens",
                new String[] {
                    "[PAD]", "[UNK]", "[CLS]", "[SEP]", MARK + "walk", "ing", MARK + "abc", "c", "d"
                });
        metadata.put("tokenizer.ggml.token_type", new int[] {3, 3, 3, 3, 1, 1, 1, 1, 1});
        metadata.put("tokenizer.ggml.bos_token_id", 2L);
        metadata.put("tokenizer.ggml.seperator_token_id", 3L);
        metadata.put("tokenizer.ggml.unknown_token_id", 1L);
        return metadata;
    }

    /** A piece, its score, its type. */
    record Piece(String text, float score, int type) {}

    private static List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece("<unk>", 0, 2));
        pieces.add(new Piece("<s>", 0, 3));
        pieces.add(new Piece("</s>", 0, 3));
        for (int value = 0; value < 256; value++) {
            pieces.add(new Piece("<0x%02X>".formatted(value), 0, 6));
        }
        String[] texts = {"ab", MARK + "ab", "abc", "bc", MARK, "a", "b", "c", "d", "é"};
        for (int i = 0; i < texts.length; i++) {
            pieces.add(new Piece(texts[i], -1 - i, 1));
        }
        pieces.add(new Piece("[user]", 0, 4));
        return pieces;
    }

    /** A SentencePiece model, BPE or Unigram. */
    static byte[] model(boolean bytePairs) {
        return model(pieces(), bytePairs ? 2 : 1, !bytePairs);
    }

    /** A SentencePiece model as a protocol buffer. */
    static byte[] model(List<Piece> pieces, int type, boolean removesExtraSpaces) {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        for (Piece piece : pieces) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            bytes(message, 1, piece.text().getBytes(StandardCharsets.UTF_8));
            message.write(2 << 3 | 5);
            message.writeBytes(
                    ByteBuffer.allocate(4)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putFloat(piece.score())
                            .array());
            message.write(3 << 3);
            message.write(piece.type());
            bytes(model, 1, message.toByteArray());
        }
        bytes(model, 2, new byte[] {3 << 3, (byte) type});
        bytes(model, 3, new byte[] {4 << 3, (byte) (removesExtraSpaces ? 1 : 0)});
        return model.toByteArray();
    }

    /** A field of bytes. */
    static void bytes(ByteArrayOutputStream out, int field, byte[] content) {
        out.write(field << 3 | 2);
        int length = content.length;
        while (length > 0x7F) {
            out.write(length & 0x7F | 0x80);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(content);
    }
}
