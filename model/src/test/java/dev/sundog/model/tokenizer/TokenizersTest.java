package dev.sundog.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;

class TokenizersTest {
    private static final byte[] JSON =
            BpeTrainer.train(
                            List.of("the cat sat on the mat", "the mat and the cat", "안녕 세계 안녕")
                                    .iterator(),
                            290,
                            List.of("<|start|>", "<|end|>"),
                            ProgressListener.NONE)
                    .tokenizerJson();
    private static final byte[] CONFIG =
            new TokenizerFiles("<|start|>", "<|end|>", "<|end|>", Optional.empty()).configJson();

    @Test
    void specialTokensInTextAreParsed() {
        try (Tokenizer tokenizer = open()) {
            int[] ids = tokenizer.encode("<|start|>the<|end|>", false);

            assertThat(ids[0]).isEqualTo(tokenizer.bosTokenId().orElseThrow());
            assertThat(ids[ids.length - 1]).isEqualTo(tokenizer.eosTokenId().orElseThrow());
            assertThat(tokenizer.isSpecial(ids[0])).isTrue();
            assertThat(tokenizer.decode(ids, true)).isEqualTo("the");
            assertThat(tokenizer.decode(ids, false)).isEqualTo("<|start|>the<|end|>");
        }
    }

    @Test
    void tokensAndIdsAreInverse() {
        try (Tokenizer tokenizer = open()) {
            for (int id = 0; id < tokenizer.vocabularySize(); id++) {
                assertThat(tokenizer.id(tokenizer.token(id))).hasValue(id);
            }
            assertThat(tokenizer.id("nowhere")).isEmpty();
            assertThat(tokenizer.isSpecial(-1)).isFalse();
            assertThatThrownBy(() -> tokenizer.token(tokenizer.vocabularySize()))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("not in the vocabulary of " + tokenizer.vocabularySize());
        }
    }

    @Test
    void loneSurrogatesBecomeReplacementCharacters() {
        try (Tokenizer tokenizer = open()) {
            assertThat(tokenizer.decode(tokenizer.encode("a\uD800b\uDC00😀", false), false))
                    .isEqualTo("a\uFFFDb\uFFFD😀");
        }
    }

    /**
     * Whatever the ids, pieces join to the decoding of the whole, and none ends in half a
     * character.
     */
    @Test
    void streamsJoinToTheWhole() {
        SplittableRandom random = new SplittableRandom(7);
        try (Tokenizer tokenizer = open()) {
            for (int round = 0; round < 200; round++) {
                int[] ids = random.ints(20, 0, tokenizer.vocabularySize()).toArray();
                assertThat(streamed(tokenizer, ids)).isEqualTo(tokenizer.decode(ids, true));
            }
            int[] ids = tokenizer.encode("안녕 cat 猫😀", false);
            Tokenizer.StreamDecoder stream = tokenizer.streamDecoder();
            for (int id : ids) {
                assertThat(stream.push(id)).doesNotContain("\uFFFD");
            }
            assertThat(stream.flush()).isEqualTo("😀");
            assertThat(streamed(tokenizer, new int[] {ids[0]}))
                    .isEqualTo(tokenizer.decode(new int[] {ids[0]}, true));
        }
    }

    /** A cluster comes whole or not at all: marks, joined emoji, flags, Hangul from its letters. */
    @Test
    void streamsNeverSplitAGrapheme() {
        List<String> clusters =
                List.of(
                        "a",
                        "e\u0301",
                        "n\u0303\u0323",
                        "\u1112\u1161\u11AB",
                        "각",
                        "👩‍👩‍👧‍👦",
                        "🏳️‍🌈",
                        "👍🏽",
                        "🇰🇷",
                        "🇯🇵",
                        "क्षि",
                        "ก็",
                        "\r\n",
                        " ",
                        "\n",
                        "猫",
                        "가\u11A8");
        SplittableRandom random = new SplittableRandom(11);
        try (Tokenizer tokenizer = open()) {
            for (int round = 0; round < 300; round++) {
                StringBuilder text = new StringBuilder();
                Set<Integer> boundaries = new HashSet<>();
                boundaries.add(0);
                for (int i = 0; i < 12; i++) {
                    text.append("x").append(clusters.get(random.nextInt(clusters.size())));
                }
                BreakIterator breaks = BreakIterator.getCharacterInstance(Locale.ROOT);
                breaks.setText(text.toString());
                for (int at = breaks.first(); at >= 0; at = breaks.next()) {
                    boundaries.add(at);
                }
                Tokenizer.StreamDecoder stream = tokenizer.streamDecoder();
                StringBuilder shown = new StringBuilder();
                for (int id : tokenizer.encode(text.toString(), false)) {
                    shown.append(stream.push(id));
                    assertThat(boundaries).contains(shown.length());
                }
                assertThat(shown.append(stream.flush())).hasToString(text.toString());
            }
        }
    }

    /** What the Java tokenizer does, the library does. */
    @ParameterizedTest
    @ValueSource(
            strings = {"smollm", "llama-bpe", "qwen2", "tekken", "gpt-4o", "deepseek-v3", "falcon"})
    void equalsTheLibrary(String pre) {
        Map<String, Object> metadata = VocabularySamples.bytePairs();
        metadata.put("tokenizer.ggml.pre", pre);
        compare(GgufVocabulary.companions(metadata, "test"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void piecesEqualTheLibrary(boolean bytePairs) {
        compare(
                Tokenizers.fromSentencePiece(
                        VocabularySamples.model(bytePairs), Optional.empty(), "test"));
        compare(GgufVocabulary.companions(VocabularySamples.pieces(bytePairs), "test"));
    }

    private static void compare(Map<String, byte[]> files) {
        byte[] json = Objects.requireNonNull(files.get("tokenizer.json"));
        TokenizerFile file = TokenizerFile.read(json, "test");
        SplittableRandom random = new SplittableRandom(5);
        try (Tokenizer ours = Tokenizers.fromJson(json, Optional.empty(), "test");
                Tokenizer library =
                        new NativeTokenizer(
                                NativeTokenizer.open(json, "test"),
                                new TokenizerVocabulary(file.vocabulary(), file.added()),
                                Optional.empty(),
                                OptionalInt.empty(),
                                OptionalInt.empty())) {
            assertThat(ours).isInstanceOf(SubwordTokenizer.class);
            for (int round = 0; round < 300; round++) {
                String text = randomText(random);
                int[] ids = ours.encode(text, true);
                assertThat(ids).as(text).isEqualTo(library.encode(text, true));
                assertThat(ours.decode(ids, true)).isEqualTo(library.decode(ids, true));
                int[] any = random.ints(20, 0, ours.vocabularySize()).toArray();
                assertThat(ours.decode(any, true)).isEqualTo(library.decode(any, true));
                assertThat(streamed(ours, any)).isEqualTo(ours.decode(any, true));
            }
        }
    }

    private static String randomText(SplittableRandom random) {
        String[] parts = {
            "abc", " the", "cat's", "IT'LL", " ", "  ", "\n", "\t", "12345", "é", "e\u0301", "안녕",
            "猫は", "😀", "<s>", "</s>", "[user]", "École", "ÉCOLE", "x=1;", "...", "\u00A0",
            "\u2581", "\u0000"
        };
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            if (random.nextInt(4) == 0) {
                int codePoint = random.nextInt(1, 0x20000);
                text.appendCodePoint(
                        Character.isDefined(codePoint) && (codePoint < 0xD800 || codePoint > 0xDFFF)
                                ? codePoint
                                : 'q');
            } else {
                text.append(parts[random.nextInt(parts.length)]);
            }
        }
        return text.toString();
    }

    private static String streamed(Tokenizer tokenizer, int[] ids) {
        Tokenizer.StreamDecoder stream = tokenizer.streamDecoder();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(stream.push(id));
        }
        return text.append(stream.flush()).toString();
    }

    /** Word pieces with "##" go through the window decoder. */
    @Test
    void otherDecodersStreamToo() {
        String json =
                """
                {"version": "1.0", "added_tokens": [], "normalizer": null,
                 "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
                 "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": false},
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                           "max_input_chars_per_word": 100,
                           "vocab": {"[UNK]": 0, "walk": 1, "##ing": 2, "home": 3, "세": 4, "##계": 5}}}
                """;
        try (Tokenizer tokenizer =
                Tokenizers.fromJson(
                        json.getBytes(StandardCharsets.UTF_8), Optional.empty(), "test")) {
            int[] ids = tokenizer.encode("walking home 세계", false);

            assertThat(ids).containsExactly(1, 2, 3, 4, 5);
            assertThat(streamed(tokenizer, ids)).isEqualTo("walking home 세계");
            assertThat(tokenizer.bosTokenId()).isEmpty();
        }
    }

    @Test
    void aMegabyteIsFast() {
        String text = "the cat sat on the mat, 안녕 세계. ".repeat(30_000);
        try (Tokenizer tokenizer = open()) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            int[] ids = tokenizer.encode(text, false);

            assertThat(ids.length).isGreaterThan(100_000);
            long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            assertThat(Duration.ofNanos(used)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"model\": 3}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}, \"merges\": []}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 99999999}, \"merges\": []}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": \"b\"}, \"merges\": []}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [[\"a\","
                        + " \"b\"]]}}",
                "{\"model\": {\"type\": \"Nope\", \"vocab\": {\"a\": 0}}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": []},"
                    + " \"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"(\"},"
                    + " \"behavior\": \"Isolated\", \"invert\": false}}",
            })
    void brokenFilesAreNamed(String json) {
        assertThatThrownBy(
                        () ->
                                Tokenizers.fromJson(
                                        json.getBytes(StandardCharsets.UTF_8),
                                        Optional.empty(),
                                        "models/x/tokenizer.json"))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        failure -> assertThat(failure.code()).isEqualTo("tokenizer-broken"))
                .hasMessageStartingWith("models/x/tokenizer.json: ");
    }

    @Test
    void aBrokenConfigurationIsNamed() {
        assertThatThrownBy(
                        () ->
                                Tokenizers.fromJson(
                                        JSON,
                                        Optional.of("[".getBytes(StandardCharsets.UTF_8)),
                                        "models/x"))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("models/x: tokenizer_config.json");
    }

    @Test
    void aClosedTokenizerSaysSo() {
        Tokenizer tokenizer = open();
        tokenizer.close();
        tokenizer.close();

        assertThatThrownBy(() -> tokenizer.encode("a", false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private static Tokenizer open() {
        return Tokenizers.fromJson(JSON, Optional.of(CONFIG), "test");
    }
}
