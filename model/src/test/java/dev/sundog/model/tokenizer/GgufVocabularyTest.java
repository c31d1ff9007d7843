package dev.sundog.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

class GgufVocabularyTest {
    private static final List<String> SPECIALS = List.of("<|start|>", "<|end|>");
    private static final String TEXT =
            "<|start|>It's 2025, I'LL go!\n\n  안녕 세계 猫と<|end|> HelloWorld";

    @Test
    void theFilesOfAMetadataGiveItBack() {
        Map<String, byte[]> files = files(Optional.of("{{ messages }}"));
        int size = tokenizer(files).vocabularySize();
        Map<String, Object> metadata = GgufVocabulary.metadata(files, size, "dir");

        assertThat(metadata)
                .containsEntry("tokenizer.ggml.model", "gpt2")
                .containsEntry("tokenizer.ggml.pre", "smollm")
                .containsEntry("tokenizer.ggml.bos_token_id", 0L)
                .containsEntry("tokenizer.ggml.eos_token_id", 1L)
                .containsEntry("tokenizer.ggml.padding_token_id", 1L)
                .containsEntry("tokenizer.ggml.add_bos_token", false)
                .containsEntry("tokenizer.chat_template", "{{ messages }}");
        Map<String, byte[]> again = GgufVocabulary.companions(metadata, "file.gguf");
        assertThat(again.get("tokenizer.json")).isEqualTo(files.get("tokenizer.json"));
        assertThat(again.get("tokenizer_config.json"))
                .isEqualTo(files.get("tokenizer_config.json"));
        assertThat(new String(again.get("generation_config.json"), StandardCharsets.UTF_8))
                .contains("\"bos_token_id\" : 0", "\"eos_token_id\" : 1");
        assertThat(GgufVocabulary.metadata(again, size, "dir"))
                .usingRecursiveComparison()
                .isEqualTo(metadata);
    }

    static Stream<String> preTokenizers() {
        return PreTokenizer.all().stream()
                .filter(rule -> !rule.spaces())
                .flatMap(rule -> rule.names().stream());
    }

    @ParameterizedTest
    @MethodSource("preTokenizers")
    void everyPreTokenizerGoesBothWays(String name) {
        Map<String, Object> metadata = metadata();
        metadata.put("tokenizer.ggml.pre", name);
        Map<String, byte[]> files = GgufVocabulary.companions(metadata, "file.gguf");
        int size = get(metadata, "tokenizer.ggml.tokens", String[].class).length;

        assertThat(GgufVocabulary.metadata(files, size, "dir"))
                .containsEntry(
                        "tokenizer.ggml.pre", PreTokenizer.named(name).orElseThrow().ggufName());
        try (Tokenizer tokenizer = tokenizer(files)) {
            assertThat(tokenizer.decode(tokenizer.encode(TEXT, false), false)).isEqualTo(TEXT);
        }
    }

    @Test
    void bosIsAddedWhereTheFileSaysSo() {
        Map<String, Object> metadata = metadata();
        metadata.put("tokenizer.ggml.add_bos_token", true);
        metadata.put("tokenizer.ggml.add_eos_token", true);
        Map<String, byte[]> files = GgufVocabulary.companions(metadata, "file.gguf");
        try (Tokenizer tokenizer = tokenizer(files)) {
            int[] plain = tokenizer.encode("a", false);

            assertThat(tokenizer.encode("a", true)).containsExactly(0, plain[0], 1);
            assertThat(GgufVocabulary.metadata(files, tokenizer.vocabularySize(), "dir"))
                    .containsEntry("tokenizer.ggml.add_bos_token", true)
                    .containsEntry("tokenizer.ggml.add_eos_token", true);
        }
    }

    @Test
    void tokensOfTheUserAreFoundButNotSpecial() {
        Map<String, Object> metadata = metadata();
        get(metadata, "tokenizer.ggml.token_type", int[].class)[1] = 4;
        Map<String, byte[]> files = GgufVocabulary.companions(metadata, "file.gguf");
        try (Tokenizer tokenizer = tokenizer(files)) {
            assertThat(tokenizer.encode("<|end|>", false)).containsExactly(1);
            assertThat(tokenizer.isSpecial(1)).isFalse();
        }
        assertThat(
                        (int[])
                                GgufVocabulary.metadata(files, 1000, "d")
                                        .get("tokenizer.ggml.token_type"))
                .startsWith(3, 4, 1)
                .endsWith(5);
    }

    @Test
    void aFileWithoutTokenizerHasNoCompanions() {
        assertThat(GgufVocabulary.companions(Map.of(), "file.gguf")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model",
                "pre",
                "tokens",
                "merges",
                "duplicate",
                "merge",
                "size",
                "id",
                "types"
            })
    void contradictionsAreNamed(String fault) {
        Map<String, Object> metadata = metadata();
        String[] tokens = get(metadata, "tokenizer.ggml.tokens", String[].class);
        String expected =
                switch (fault) {
                    case "model" -> put(metadata, "tokenizer.ggml.model", "rwkv", "gpt2");
                    case "pre" -> put(metadata, "tokenizer.ggml.pre", "odd", "'odd'");
                    case "duplicate" -> {
                        tokens[5] = tokens[4];
                        yield "twice, as ids 4 and 5";
                    }
                    case "merge" ->
                            put(metadata, "tokenizer.ggml.merges", new String[] {"q zzz"}, "zzz");
                    case "size" -> {
                        metadata.put("general.architecture", "llama");
                        yield put(metadata, "llama.vocab_size", 5L, "llama.vocab_size is 5");
                    }
                    case "id" -> put(metadata, "tokenizer.ggml.eos_token_id", 123456L, "123456");
                    case "types" ->
                            put(metadata, "tokenizer.ggml.token_type", new int[2], "2 entries");
                    default -> {
                        metadata.remove("tokenizer.ggml." + fault);
                        yield "tokenizer.ggml." + fault + " is missing";
                    }
                };

        assertThatThrownBy(() -> GgufVocabulary.companions(metadata, "file.gguf"))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        failure -> assertThat(failure.code()).isEqualTo("gguf-tokenizer"))
                .hasMessageStartingWith("file.gguf: ")
                .hasMessageContaining(expected);
    }

    @Test
    void whatLlamaCppCannotSayIsNamed() {
        Map<String, byte[]> files = files(Optional.empty());

        assertThatThrownBy(() -> GgufVocabulary.metadata(files, 100, "dir"))
                .hasMessageContaining("do not belong together");
        assertThatThrownBy(() -> GgufVocabulary.metadata(Map.of(), 100, "dir"))
                .hasMessageContaining("tokenizer.json is missing");
        assertThatThrownBy(
                        () ->
                                GgufVocabulary.metadata(
                                        changed(files, "Digits", "Spaces"), 1000, "d"))
                .hasMessageContaining("pre_tokenizer")
                .hasMessageContaining("Spaces");
        assertThatThrownBy(
                        () ->
                                GgufVocabulary.metadata(
                                        changed(files, "\"BPE\"", "\"WordLevel\""), 1000, "d"))
                .hasMessageContaining("'WordLevel', expected BPE");
        assertThatThrownBy(
                        () ->
                                GgufVocabulary.metadata(
                                        changed(
                                                files,
                                                "\"normalizer\":null",
                                                "\"normalizer\":{\"type\":\"Lowercase\"}"),
                                        1000,
                                        "d"))
                .hasMessageContaining("Lowercase");
    }

    private static <T> T get(Map<String, ?> map, String key, Class<T> type) {
        return type.cast(Objects.requireNonNull(map.get(key), key));
    }

    private static String put(Map<String, Object> map, String key, Object value, String expected) {
        map.put(key, value);
        return expected;
    }

    private static Map<String, byte[]> changed(Map<String, byte[]> files, String old, String now) {
        Map<String, byte[]> changed = new HashMap<>(files);
        String json =
                new String(get(files, "tokenizer.json", byte[].class), StandardCharsets.UTF_8);
        changed.put("tokenizer.json", json.replace(old, now).getBytes(StandardCharsets.UTF_8));
        return changed;
    }

    private static Map<String, Object> metadata() {
        return new LinkedHashMap<>(GgufVocabulary.metadata(files(Optional.empty()), 300, "dir"));
    }

    private static Map<String, byte[]> files(Optional<String> template) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(
                "tokenizer.json",
                BpeTrainer.train(
                                List.of("hello hello world world it's it's").iterator(),
                                300,
                                SPECIALS,
                                ProgressListener.NONE)
                        .tokenizerJson());
        files.putAll(new TokenizerFiles("<|start|>", "<|end|>", "<|end|>", template).toFiles());
        return files;
    }

    private static Tokenizer tokenizer(Map<String, byte[]> files) {
        return Tokenizers.fromJson(
                get(files, "tokenizer.json", byte[].class),
                Optional.ofNullable(files.get("tokenizer_config.json")),
                "test");
    }
}
