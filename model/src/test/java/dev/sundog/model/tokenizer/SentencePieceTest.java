package dev.sundog.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.VocabularySamples.Piece;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

class SentencePieceTest {
    private static final List<Piece> BYTE_PAIRS = new ArrayList<>();

    static {
        BYTE_PAIRS.add(new Piece("<unk>", 0, 2));
        BYTE_PAIRS.add(new Piece("<s>", 0, 3));
        BYTE_PAIRS.add(new Piece("</s>", 0, 3));
        for (int value = 0; value < 256; value++) {
            BYTE_PAIRS.add(new Piece("<0x%02X>".formatted(value), 0, 6));
        }
        String[] merged = {"ab", "\u2581ab", "abc", "bc"};
        for (int i = 0; i < merged.length; i++) {
            BYTE_PAIRS.add(new Piece(merged[i], -i, 1));
        }
        String[] single = {"\u2581", "a", "b", "c", "d"};
        for (int i = 0; i < single.length; i++) {
            BYTE_PAIRS.add(new Piece(single[i], -100 - i, 1));
        }
        BYTE_PAIRS.add(new Piece("[user]", 0, 4));
    }

    private static final List<Piece> UNIGRAM =
            List.of(
                    new Piece("<unk>", 0, 2),
                    new Piece("<s>", 0, 3),
                    new Piece("</s>", 0, 3),
                    new Piece("\u2581", -3, 1),
                    new Piece("a", -4, 1),
                    new Piece("b", -4, 1),
                    new Piece("ab", -5, 1),
                    new Piece("\u2581a", -4.5f, 1),
                    new Piece("ba", -9, 1));

    /** By hand: "▁abc" merges a b first (score 0), then ▁ ab (-1): ▁ab c. */
    @Test
    void bytePairsMergeByScore() {
        try (Tokenizer tokenizer = open(VocabularySamples.model(BYTE_PAIRS, 2, false))) {
            assertThat(tokens(tokenizer, "abc")).containsExactly("\u2581ab", "c");
            assertThat(tokens(tokenizer, "dbc")).containsExactly("\u2581", "d", "bc");
            assertThat(tokens(tokenizer, "d  d"))
                    .containsExactly("\u2581", "d", "\u2581", "\u2581", "d");
            assertThat(tokens(tokenizer, "é")).containsExactly("\u2581", "<0xC3>", "<0xA9>");
            assertThat(tokens(tokenizer, "<s>ab[user]ab"))
                    .containsExactly("<s>", "ab", "[user]", "ab");
            assertThat(tokenizer.encode("d", true)).startsWith(1);
            for (String text : List.of("", "abc d", "é\n안녕 😀", " a", "a  ")) {
                assertThat(tokenizer.decode(tokenizer.encode(text, false), true))
                        .isEqualTo(text.startsWith(" ") ? text.substring(1) : text);
            }
        }
    }

    /** Scores that tie, pieces that overlap: with and without a tokenizer.json between. */
    @Test
    void theShortWayGivesTheSameIds() {
        SplittableRandom random = new SplittableRandom(7);
        String[] letters = {"a", "b", "\u2581", "é", "안", "😀"};
        Set<String> pieces = new LinkedHashSet<>(List.of("<unk>", "<s>", "</s>"));
        while (pieces.size() < 400) {
            StringBuilder piece = new StringBuilder();
            for (int length = random.nextInt(1, 6); length > 0; length--) {
                piece.append(letters[random.nextInt(letters.length)]);
            }
            pieces.add(piece.toString());
        }
        float[] scores = new float[400];
        int[] types = new int[400];
        for (int id = 0; id < 400; id++) {
            scores[id] = id < 3 ? 0 : random.nextInt(-40, 0) / 4f;
            types[id] = id < 3 ? id == 0 ? 2 : 3 : 1;
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("tokenizer.ggml.model", "llama");
        metadata.put("tokenizer.ggml.tokens", pieces.toArray(String[]::new));
        metadata.put("tokenizer.ggml.scores", scores);
        metadata.put("tokenizer.ggml.token_type", types);
        GgufVocabulary vocabulary = GgufVocabulary.of(metadata, "random").orElseThrow();
        byte[] json = vocabulary.companion("tokenizer.json").orElseThrow();
        try (Tokenizer direct = vocabulary.openTokenizer();
                Tokenizer read = Tokenizers.fromJson(json, Optional.empty(), "random")) {
            for (int trial = 0; trial < 200; trial++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(40); length > 0; length--) {
                    text.append(letters[random.nextInt(letters.length)].replace('\u2581', ' '));
                }
                assertThat(direct.encode(text.toString(), true))
                        .as(text.toString())
                        .isEqualTo(read.encode(text.toString(), true));
            }
        }
    }

    /** By hand: ▁ab is ▁a+b (-8.5) or ▁+ab (-8): the latter. */
    @Test
    void unigramTakesTheMostProbable() {
        try (Tokenizer tokenizer = open(VocabularySamples.model(UNIGRAM, 1, true))) {
            assertThat(tokens(tokenizer, "ab")).containsExactly("\u2581", "ab");
            assertThat(tokens(tokenizer, "  a   b ")).containsExactly("\u2581a", "\u2581", "b");
            assertThat(tokens(tokenizer, "aXYb")).containsExactly("\u2581a", "<unk>", "b");
            assertThat(tokenizer.encode("ab", true)).endsWith(2);
        }
    }

    /** llama.cpp puts a space before every part, also after a special token. */
    @Test
    void ggufGoesBothWays() {
        Map<String, byte[]> files =
                Tokenizers.fromSentencePiece(
                        VocabularySamples.model(BYTE_PAIRS, 2, false),
                        Optional.empty(),
                        "tokenizer.model");
        int size = BYTE_PAIRS.size();
        Map<String, Object> metadata = GgufVocabulary.metadata(files, size, "dir");
        assertThat(metadata)
                .containsEntry("tokenizer.ggml.model", "llama")
                .containsEntry("tokenizer.ggml.add_space_prefix", true)
                .containsEntry("tokenizer.ggml.add_bos_token", true)
                .containsEntry("tokenizer.ggml.bos_token_id", 1L)
                .containsEntry("tokenizer.ggml.unknown_token_id", 0L);
        int[] types = (int[]) Objects.requireNonNull(metadata.get("tokenizer.ggml.token_type"));
        assertThat(types).isEqualTo(BYTE_PAIRS.stream().mapToInt(Piece::type).toArray());

        Map<String, byte[]> again = GgufVocabulary.companions(metadata, "file.gguf");
        try (Tokenizer tokenizer = fromFiles(again)) {
            assertThat(tokens(tokenizer, "abc<s>abc"))
                    .containsExactly("\u2581ab", "c", "<s>", "\u2581ab", "c");
            assertThat(tokens(tokenizer, " abc")).containsExactly("\u2581", "\u2581ab", "c");
            assertThat(tokenizer.encode("d", true)).startsWith(1);
        }
        Map<String, Object> twice = GgufVocabulary.metadata(again, size, "dir");
        assertThat(twice).usingRecursiveComparison().isEqualTo(metadata);
    }

    @Test
    void unigramGoesToGgufAndBack() {
        Map<String, byte[]> files =
                Tokenizers.fromSentencePiece(
                        VocabularySamples.model(UNIGRAM, 1, true),
                        Optional.empty(),
                        "tokenizer.model");
        Map<String, Object> metadata = GgufVocabulary.metadata(files, UNIGRAM.size(), "dir");
        assertThat(metadata)
                .containsEntry("tokenizer.ggml.model", "t5")
                .containsEntry("tokenizer.ggml.remove_extra_whitespaces", true);
        try (Tokenizer tokenizer = fromFiles(GgufVocabulary.companions(metadata, "file.gguf"))) {
            assertThat(tokens(tokenizer, "  a   b ")).containsExactly("\u2581a", "\u2581", "b");
        }
    }

    @Test
    void wordPieceGoesToGgufAndBack() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("tokenizer.ggml.model", "bert");
        metadata.put(
                "tokenizer.ggml.tokens",
                new String[] {
                    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "\u2581walk", "ing", "\u2581home"
                });
        metadata.put("tokenizer.ggml.token_type", new int[] {3, 3, 3, 3, 1, 1, 1});
        metadata.put("tokenizer.ggml.bos_token_id", 2L);
        metadata.put("tokenizer.ggml.seperator_token_id", 3L);
        metadata.put("tokenizer.ggml.unknown_token_id", 1L);
        Map<String, byte[]> files = GgufVocabulary.companions(metadata, "file.gguf");
        try (Tokenizer tokenizer = fromFiles(files)) {
            assertThat(tokenizer.encode("Walking HOME sea", true))
                    .containsExactly(2, 4, 5, 6, 1, 3);
        }
        Map<String, Object> again = GgufVocabulary.metadata(files, 7, "dir");
        assertThat((String[]) again.get("tokenizer.ggml.tokens"))
                .isEqualTo(metadata.get("tokenizer.ggml.tokens"));
        assertThat(again)
                .containsEntry("tokenizer.ggml.model", "bert")
                .containsEntry("tokenizer.ggml.bos_token_id", 2L)
                .containsEntry("tokenizer.ggml.seperator_token_id", 3L)
                .containsEntry("tokenizer.ggml.normalizer.lowercase", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "length", "wire", "utf8", "twice", "kind", "unknown", "empty"})
    void damageIsNamed(String fault) {
        byte[] good = VocabularySamples.model(UNIGRAM, 1, true);
        byte[] bad =
                switch (fault) {
                    case "cut" -> Arrays.copyOf(good, good.length / 2);
                    case "length" -> new byte[] {0x0A, (byte) 0xFF, (byte) 0xFF, 0x7F};
                    case "wire" -> new byte[] {0x0F, 0};
                    case "utf8" -> new byte[] {0x0A, 3, 0x0A, 1, (byte) 0xFF};
                    case "twice" ->
                            VocabularySamples.model(
                                    List.of(new Piece("a", 0, 2), new Piece("a", 0, 1)), 1, true);
                    case "kind" -> VocabularySamples.model(UNIGRAM, 4, true);
                    case "unknown" -> {
                        ByteArrayOutputStream with = new ByteArrayOutputStream();
                        with.writeBytes(good);
                        VocabularySamples.bytes(with, 2, new byte[] {(byte) 0xC0, 2, 99});
                        yield with.toByteArray();
                    }
                    default -> new byte[0];
                };
        assertThatThrownBy(() -> open(bad))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        failure -> assertThat(failure.code()).isEqualTo("sentencepiece-model"))
                .hasMessageStartingWith("tokenizer.model: ");
    }

    private static List<String> tokens(Tokenizer tokenizer, String text) {
        List<String> tokens = new ArrayList<>();
        for (int id : tokenizer.encode(text, false)) {
            tokens.add(tokenizer.token(id));
        }
        return tokens;
    }

    private static Tokenizer open(byte[] model) {
        return fromFiles(Tokenizers.fromSentencePiece(model, Optional.empty(), "tokenizer.model"));
    }

    private static Tokenizer fromFiles(Map<String, byte[]> files) {
        return Tokenizers.fromJson(
                Objects.requireNonNull(files.get("tokenizer.json")),
                Optional.ofNullable(files.get("tokenizer_config.json")),
                "test");
    }
}
