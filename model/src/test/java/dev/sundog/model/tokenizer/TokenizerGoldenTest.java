package dev.sundog.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Ids of Hugging Face, sentencepiece and llama.cpp: {@code tokenizer_golden.py}. */
class TokenizerGoldenTest {
    private static final JsonNode GOLDEN = golden();

    private static JsonNode golden() {
        try (InputStream in =
                        Objects.requireNonNull(
                                TokenizerGoldenTest.class.getResourceAsStream("golden.json.gz"));
                InputStream json = new GZIPInputStream(in)) {
            return new JsonMapper().readTree(json.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<String> tokenizers() {
        return names("tokenizers");
    }

    static List<String> models() {
        return names("models");
    }

    static List<String> rules() {
        return List.copyOf(GOLDEN.get("llama").get("digests").propertyNames());
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        GOLDEN.get(list).forEach(entry -> names.add(entry.get("name").stringValue()));
        return names;
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void equalsHuggingFace(String name) {
        JsonNode entry = entry("tokenizers", name);
        byte[] json = entry.get("json").stringValue().getBytes(StandardCharsets.UTF_8);
        try (Tokenizer tokenizer = Tokenizers.fromJson(json, Optional.empty(), name)) {
            for (Map.Entry<String, JsonNode> kind : entry.get("digests").properties()) {
                List<String> rows = strings(GOLDEN.get("texts").get(kind.getKey()));
                assertThat(digest(tokenizer.encodeAll(rows, true)))
                        .as(kind.getKey())
                        .isEqualTo(kind.getValue().stringValue());
            }
            for (Map.Entry<String, JsonNode> script : entry.get("ids").properties()) {
                String text = GOLDEN.get("scripts").get(script.getKey()).stringValue();
                int[] ids = tokenizer.encode(text, true);
                assertThat(ids).as(script.getKey()).isEqualTo(numbers(script.getValue()));
                assertThat(streamed(tokenizer, ids))
                        .as(script.getKey())
                        .isEqualTo(tokenizer.decode(ids, true));
            }
        }
    }

    /** What an id adds may be half a character; all of them are the text. */
    @ParameterizedTest
    @ValueSource(strings = {"llama3", "qwen2", "gpt-4o", "smollm"})
    void bytesOfIdsAreTheText(String name) {
        byte[] json =
                entry("tokenizers", name)
                        .get("json")
                        .stringValue()
                        .getBytes(StandardCharsets.UTF_8);
        try (Tokenizer tokenizer = Tokenizers.fromJson(json, Optional.empty(), name)) {
            for (Map.Entry<String, JsonNode> script : GOLDEN.get("scripts").properties()) {
                String text =
                        Normalizer.normalize(script.getValue().stringValue(), Normalizer.Form.NFC);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (int id : tokenizer.encode(text, false)) {
                    bytes.writeBytes(tokenizer.bytes(id));
                }
                assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
            }
        }
    }

    private static int[] numbers(JsonNode list) {
        int[] numbers = new int[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).intValue();
        }
        return numbers;
    }

    private static String streamed(Tokenizer tokenizer, int[] ids) {
        Tokenizer.StreamDecoder stream = tokenizer.streamDecoder();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(stream.push(id));
        }
        return text.append(stream.flush()).toString();
    }

    @ParameterizedTest
    @MethodSource("models")
    void equalsSentencePiece(String name) {
        JsonNode entry = entry("models", name);
        byte[] model = Base64.getDecoder().decode(entry.get("model").stringValue());
        byte[] json =
                Objects.requireNonNull(
                        Tokenizers.fromSentencePiece(model, Optional.empty(), name)
                                .get("tokenizer.json"));
        try (Tokenizer tokenizer = Tokenizers.fromJson(json, Optional.empty(), name)) {
            for (Map.Entry<String, JsonNode> kind : entry.get("digests").properties()) {
                List<String> rows =
                        strings(GOLDEN.get("texts").get(kind.getKey())).stream()
                                .map(TokenizerGoldenTest::singleSpaced)
                                .toList();
                assertThat(digest(tokenizer.encodeAll(rows, false)))
                        .as(kind.getKey())
                        .isEqualTo(kind.getValue().stringValue());
            }
        }
    }

    private static String singleSpaced(String text) {
        StringBuilder spaced = new StringBuilder();
        for (String word : text.split("[\\s\\x1C-\\x1F\\u3000\\u00A0]+")) {
            if (!word.isEmpty()) {
                spaced.append(spaced.isEmpty() ? "" : " ").append(word);
            }
        }
        return spaced.toString();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void equalsLlamaCpp(String rule) {
        JsonNode llama = GOLDEN.get("llama");
        List<String> tokens = strings(llama.get("tokens"));
        int[] types = new int[tokens.size()];
        Arrays.fill(types, PieceType.NORMAL);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("tokenizer.ggml.model", "gpt2");
        metadata.put("tokenizer.ggml.pre", rule);
        metadata.put("tokenizer.ggml.tokens", tokens.toArray(String[]::new));
        metadata.put("tokenizer.ggml.token_type", types);
        metadata.put("tokenizer.ggml.merges", strings(llama.get("merges")).toArray(String[]::new));
        byte[] json =
                Objects.requireNonNull(
                        GgufVocabulary.companions(metadata, rule).get("tokenizer.json"));
        GgufVocabulary vocabulary = GgufVocabulary.of(metadata, rule).orElseThrow();
        try (Tokenizer tokenizer = Tokenizers.fromJson(json, Optional.empty(), rule);
                Tokenizer direct = vocabulary.openTokenizer()) {
            List<String> rows = strings(llama.get("rows"));
            String expected = llama.get("digests").get(rule).stringValue();
            assertThat(digest(tokenizer.encodeAll(rows, false))).isEqualTo(expected);
            assertThat(digest(direct.encodeAll(rows, false))).isEqualTo(expected);
        }
    }

    private static JsonNode entry(String list, String name) {
        for (JsonNode entry : GOLDEN.get(list)) {
            if (entry.get("name").stringValue().equals(name)) {
                return entry;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(entry -> strings.add(entry.stringValue()));
        return strings;
    }

    /** SHA-256 over the count and the ids of each row, little-endian. */
    private static String digest(List<int[]> rows) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (int[] ids : rows) {
                ByteBuffer bytes =
                        ByteBuffer.allocate(4 * ids.length + 4).order(ByteOrder.LITTLE_ENDIAN);
                bytes.putInt(ids.length);
                bytes.asIntBuffer().put(ids);
                sha.update(bytes.array());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
