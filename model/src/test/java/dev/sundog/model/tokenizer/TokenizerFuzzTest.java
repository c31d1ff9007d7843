package dev.sundog.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Files damaged at random, also in ways that are well-formed: each is either used or refused with a
 * message that names it; nothing else is thrown, nothing hangs, and since the native library ends
 * the process where it panics, the test itself would not survive one. {@code
 * -Dsundog.fuzz.cases=5000} for more.
 */
class TokenizerFuzzTest {
    private static final int CASES = Integer.getInteger("sundog.fuzz.cases", 40);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "abc <s> 2024 it's\n\n  안녕 é\u0301 猫 😀\u0000",
                    "a".repeat(3000),
                    "  ".repeat(2000) + "x");

    static List<byte[]> files() {
        List<byte[]> files = new ArrayList<>();
        for (String pre : List.of("smollm", "llama-bpe", "tekken", "deepseek-llm", "gemma4")) {
            Map<String, Object> metadata = VocabularySamples.bytePairs();
            metadata.put("tokenizer.ggml.pre", pre);
            metadata.put("tokenizer.ggml.add_bos_token", true);
            files.add(json(metadata));
        }
        files.add(json(VocabularySamples.pieces(true)));
        files.add(json(VocabularySamples.pieces(false)));
        files.add(json(VocabularySamples.words()));
        return files;
    }

    private static byte[] json(Map<String, Object> metadata) {
        return Objects.requireNonNull(
                GgufVocabulary.companions(metadata, "seed").get("tokenizer.json"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void tokenizerJson(byte[] seed) {
        SplittableRandom random = new SplittableRandom(seed.length);
        for (int i = 0; i < CASES; i++) {
            byte[] mutant;
            if (random.nextInt(4) == 0) {
                mutant = flip(seed, random);
            } else {
                JsonNode tree = MAPPER.readTree(seed);
                int changes = 1 + random.nextInt(3);
                for (int change = 0; change < changes; change++) {
                    mutate(tree, random);
                }
                mutant = MAPPER.writeValueAsBytes(tree);
            }
            use(() -> Tokenizers.fromJson(mutant, Optional.empty(), "mutant.json"), i);
        }
    }

    static List<byte[]> models() {
        return List.of(VocabularySamples.model(true), VocabularySamples.model(false));
    }

    @ParameterizedTest
    @MethodSource("models")
    void tokenizerModel(byte[] seed) {
        SplittableRandom random = new SplittableRandom(seed.length);
        for (int i = 0; i < CASES; i++) {
            byte[] mutant = flip(seed, random);
            use(
                    () ->
                            fromFiles(
                                    Tokenizers.fromSentencePiece(
                                            mutant, Optional.empty(), "mutant.model"),
                                    "mutant.model"),
                    i);
        }
    }

    static List<Map<String, Object>> vocabularies() {
        return List.of(
                VocabularySamples.bytePairs(),
                VocabularySamples.pieces(true),
                VocabularySamples.pieces(false),
                VocabularySamples.words());
    }

    @ParameterizedTest
    @MethodSource("vocabularies")
    void ggufVocabulary(Map<String, Object> seed) {
        SplittableRandom random = new SplittableRandom(seed.size());
        for (int i = 0; i < CASES; i++) {
            Map<String, Object> mutant = new LinkedHashMap<>(seed);
            int changes = 1 + random.nextInt(3);
            for (int change = 0; change < changes; change++) {
                mutate(mutant, random);
            }
            use(
                    () ->
                            fromFiles(
                                    GgufVocabulary.companions(mutant, "mutant.gguf"),
                                    "mutant.gguf"),
                    i);
        }
    }

    private static Tokenizer fromFiles(Map<String, byte[]> files, String origin) {
        byte[] json = files.get("tokenizer.json");
        if (json == null) {
            throw SundogException.data("none", origin + ": no tokenizer");
        }
        return Tokenizers.fromJson(
                json, Optional.ofNullable(files.get("tokenizer_config.json")), origin);
    }

    /** Opens a tokenizer. */
    private interface Opening {
        Tokenizer open();
    }

    private static void use(Opening opening, int number) {
        long start = System.nanoTime();
        try (Tokenizer tokenizer = opening.open()) {
            for (String text : TEXTS) {
                try {
                    int[] ids = tokenizer.encode(text, true);
                    tokenizer.decode(ids, true);
                    Tokenizer.StreamDecoder stream = tokenizer.streamDecoder();
                    for (int id : ids) {
                        stream.push(id);
                    }
                    stream.flush();
                } catch (SundogException refused) {
                    assertThat(refused.getMessage()).isNotBlank();
                }
            }
        } catch (SundogException refused) {
            assertThat(refused.getMessage()).contains("mutant");
        } catch (RuntimeException | Error unexpected) {
            fail("case " + number, unexpected);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
    }

    /** Some bytes changed, cut out, doubled, or the end missing. */
    private static byte[] flip(byte[] seed, SplittableRandom random) {
        byte[] mutant = seed.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && mutant.length > 1; i++) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(5)) {
                case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutant[at] = (byte) random.nextInt(256);
                case 2 -> mutant = Arrays.copyOf(mutant, at);
                case 3 -> {
                    int end = Math.min(mutant.length, at + 1 + random.nextInt(20));
                    byte[] cut = Arrays.copyOf(mutant, mutant.length - (end - at));
                    System.arraycopy(mutant, end, cut, at, mutant.length - end);
                    mutant = cut;
                }
                default -> Arrays.fill(mutant, at, Math.min(mutant.length, at + 4), (byte) 0xFF);
            }
        }
        return mutant;
    }

    /** Changes something somewhere below a node. */
    private static void mutate(JsonNode tree, SplittableRandom random) {
        JsonNode node = tree;
        while (true) {
            List<JsonNode> deeper = new ArrayList<>();
            for (JsonNode child : node) {
                if (child.isContainer() && !child.isEmpty()) {
                    deeper.add(child);
                }
            }
            if (deeper.isEmpty() || random.nextInt(4) == 0) {
                break;
            }
            node = deeper.get(random.nextInt(deeper.size()));
        }
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            List<String> keys = new ArrayList<>(object.propertyNames());
            String key = keys.get(random.nextInt(keys.size()));
            if (random.nextInt(5) == 0) {
                object.remove(key);
            } else {
                object.set(key, odd(object.get(key), random));
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(at);
                case 1 -> array.insert(at, array.get(random.nextInt(array.size())));
                default -> array.set(at, odd(array.get(at), random));
            }
        }
    }

    private static JsonNode odd(JsonNode old, SplittableRandom random) {
        ObjectNode holder = MAPPER.createObjectNode();
        String[] texts = {
            "",
            "a",
            "Sequence",
            "BPE",
            "Unigram",
            "ByteLevel",
            "(a+)+$",
            "(",
            "\\s*[\\r\\n]+|\\s+",
            "\uFFFF",
            "##",
            "<0x0A>",
            "Precompiled",
            "Split",
            "Metaspace",
            "always",
            "\u2581"
        };
        long[] numbers = {-1, 0, 1, 255, 65536, Integer.MAX_VALUE, 1L << 40, Long.MIN_VALUE};
        return switch (random.nextInt(7)) {
            case 0 -> holder.nullNode();
            case 1 -> holder.numberNode(numbers[random.nextInt(numbers.length)]);
            case 2 -> holder.textNode(texts[random.nextInt(texts.length)]);
            case 3 -> holder.booleanNode(random.nextBoolean());
            case 4 -> holder.arrayNode().add(old);
            case 5 -> holder.numberNode(random.nextBoolean() ? 1e308 : -0.5);
            default -> {
                String text = old.isString() ? old.stringValue() : "x";
                yield holder.textNode(text + texts[random.nextInt(texts.length)]);
            }
        };
    }

    private static void mutate(Map<String, Object> metadata, SplittableRandom random) {
        List<String> keys = new ArrayList<>(metadata.keySet());
        String key = keys.get(random.nextInt(keys.size()));
        Object value = Objects.requireNonNull(metadata.get(key));
        Object[] odd = {
            -1L,
            0L,
            3L,
            1L << 40,
            true,
            "llama",
            "t5",
            "bert",
            "gpt2",
            "",
            new String[0],
            new int[3],
            new float[] {Float.NaN},
            new String[] {"a", "a"},
            0.5,
            new byte[9]
        };
        if (random.nextInt(3) == 0) {
            metadata.put(key, odd[random.nextInt(odd.length)]);
            return;
        }
        switch (value) {
            case String[] texts when texts.length > 0 -> {
                String[] copy = texts.clone();
                int at = random.nextInt(copy.length);
                copy[at] =
                        random.nextBoolean() ? copy[random.nextInt(copy.length)] : copy[at] + " ";
                metadata.put(key, copy);
            }
            case int[] numbers when numbers.length > 0 -> {
                int[] copy = numbers.clone();
                copy[random.nextInt(copy.length)] = random.nextInt(-1, 9);
                metadata.put(key, copy);
            }
            case float[] numbers when numbers.length > 0 -> {
                float[] copy = numbers.clone();
                copy[random.nextInt(copy.length)] = random.nextBoolean() ? 1e30f : Float.NaN;
                metadata.put(key, copy);
            }
            default -> metadata.remove(key);
        }
    }

    /** The samples themselves are used, not refused. */
    @ParameterizedTest
    @MethodSource("files")
    void seedsAreSound(byte[] seed) {
        try (Tokenizer tokenizer = Tokenizers.fromJson(seed, Optional.empty(), "seed")) {
            assertThat(tokenizer.encode("abc", false)).isNotEmpty();
            assertThat(new String(seed, StandardCharsets.UTF_8)).contains("\"model\"");
        }
    }
}
