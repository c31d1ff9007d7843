package dev.sundog.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

class BpeTrainerTest {
    private static final List<String> SPECIALS = List.of("<|end|>", "<|user|>");

    /** Merges of "aaabdaaabac", by hand: aa occurs 4 times, then ab wins the tie over aa+a. */
    @Test
    void mergesTheMostFrequentPairFirst() {
        JsonNode json = new JsonMapper().readTree(train(List.of("aaabdaaabac"), 1000));

        assertThat(merges(json)).containsExactly("a a", "a b", "aa ab");
        JsonNode vocabulary = json.get("model").get("vocab");
        assertThat(vocabulary.size()).isEqualTo(2 + 256 + 3);
        assertThat(vocabulary.get("<|user|>").intValue()).isEqualTo(1);
        assertThat(vocabulary.get("!").intValue()).isEqualTo(2);
        assertThat(vocabulary.get("aaab").intValue()).isEqualTo(260);
    }

    @Test
    void stopsAtTheSizeAskedFor() {
        JsonNode json = new JsonMapper().readTree(train(List.of("aaabdaaabac"), 2 + 256 + 1));

        assertThat(merges(json)).containsExactly("a a");
    }

    @Test
    void noTokenStraddlesJapaneseScripts() {
        JsonNode json =
                new JsonMapper().readTree(train(Collections.nCopies(5, "東京に住む。東京に住む。"), 1000));
        try (Tokenizer tokenizer = tokenizer(train(Collections.nCopies(5, "東京に住む。"), 1000))) {
            List<String> pieces = new ArrayList<>();
            for (int id : tokenizer.encode("東京に住む。", false)) {
                pieces.add(tokenizer.decode(new int[] {id}, false));
            }
            assertThat(pieces).containsExactly("東京", "に", "住", "む", "。");
        }
        assertThat(merges(json)).isNotEmpty();
    }

    @Test
    void digitsStayAlone() {
        try (Tokenizer tokenizer =
                tokenizer(train(Collections.nCopies(9, " year 2025 2025"), 400))) {
            assertThat(tokenizer.encode("2025", false)).hasSize(4);
            assertThat(tokenizer.encode(" year", false)).hasSize(1);
        }
    }

    @Test
    void everyTextComesBack() {
        byte[] json = train(List.of("the cat and the hat", "고양이와 모자", "猫と帽子"), 300);
        try (Tokenizer tokenizer = tokenizer(json)) {
            for (String text :
                    List.of(
                            "",
                            " ",
                            "the the",
                            "\u0000\u0001\t\n\r  x",
                            "모자 帽子 😀 é",
                            "<|end|>a")) {
                int[] ids = tokenizer.encode(text, false);
                assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
            }
        }
    }

    @Test
    void theOrderOfTextsDoesNotMatter() {
        List<String> texts = List.of("one two three two", "three two one", "하나 둘 셋 둘", "一二三二");
        List<String> reversed = texts.reversed();

        assertThat(train(texts, 320)).isEqualTo(train(reversed, 320));
    }

    @Test
    void refusesImpossibleRequests() {
        assertThatThrownBy(() -> train(List.of("a"), 257))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("256 bytes and 2 special tokens");
        assertThatThrownBy(
                        () ->
                                BpeTrainer.train(
                                        List.of("a").iterator(),
                                        300,
                                        List.of("x", "x"),
                                        ProgressListener.NONE))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("distinct");
    }

    @Test
    void countsTheEntriesThatThereAre() {
        BpeTrainer.Trained trained =
                BpeTrainer.train(
                        List.of("ab ab ab").iterator(), 5000, SPECIALS, ProgressListener.NONE);

        // the bytes, then "ab" and " ab"
        assertThat(trained.size()).isEqualTo(SPECIALS.size() + 256 + 2);
        try (Tokenizer read = tokenizer(trained.tokenizerJson())) {
            assertThat(read.vocabularySize()).isEqualTo(trained.size());
        }
    }

    @Test
    void reportsProgress() {
        List<String> tasks = new ArrayList<>();
        BpeTrainer.train(
                Collections.nCopies(1000, "a b c").iterator(),
                300,
                SPECIALS,
                (task, done, total) -> tasks.add(task + " " + done));

        assertThat(tasks).contains("count words 1000").last().asString().startsWith("merge pairs");
    }

    private static byte[] train(List<String> texts, int size) {
        return BpeTrainer.train(texts.iterator(), size, SPECIALS, ProgressListener.NONE)
                .tokenizerJson();
    }

    private static Tokenizer tokenizer(byte[] json) {
        return Tokenizers.fromJson(json, Optional.empty(), "test");
    }

    private static List<String> merges(JsonNode json) {
        return StreamSupport.stream(json.get("model").get("merges").spliterator(), false)
                .map(JsonNode::stringValue)
                .toList();
    }
}
