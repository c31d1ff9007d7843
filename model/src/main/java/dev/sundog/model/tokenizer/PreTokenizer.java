package dev.sundog.model.tokenizer;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How text is cut before byte-level BPE: the rules that both llama.cpp (by name, {@code
 * tokenizer.ggml.pre}) and Hugging Face (as steps in {@code tokenizer.json}) know.
 *
 * <p><b>Source:</b> llama.cpp's vocabulary loader for the names; the published {@code
 * tokenizer.json} of GPT-2, SmolLM2, Llama 3, Qwen2.5, Mistral-Nemo and GPT-4o for the rules.
 */
enum PreTokenizer {
    /** Each digit alone, then GPT-2's words. */
    SMOLLM(
            null,
            true,
            false,
            false,
            "smollm",
            "starcoder",
            "refact",
            "command-r",
            "codeshell",
            "exaone",
            "minerva-7b"),
    /** GPT-2's words. */
    GPT2(
            null,
            false,
            false,
            false,
            "gpt-2",
            "phi-2",
            "jina-es",
            "jina-de",
            "jina-v2-es",
            "jina-v2-de",
            "gigachat",
            "roberta-bpe",
            "mellum",
            "a.x-4.0"),
    /** Llama 3: up to three digits together, contractions in any case. */
    LLAMA3(
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            false,
            true,
            true,
            "llama-bpe",
            "llama3",
            "llama-v3",
            "falcon3",
            "falcon-h1"),
    /** Qwen2: as Llama 3 with each digit alone. */
    QWEN2(
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            false,
            false,
            false,
            "qwen2",
            "deepseek-r1-qwen",
            "megrez"),
    /** Mistral-Nemo: words also cut before capitals, each digit alone. */
    TEKKEN(
            "[^\\r"
                + "\\n"
                + "\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|[^\\r"
                + "\\n"
                + "\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|\\p{N}|"
                + " ?[^\\s\\p{L}\\p{N}]+[\\r"
                + "\\n"
                + "/]*|\\s*[\\r"
                + "\\n"
                + "]+|\\s+(?!\\S)|\\s+",
            false,
            true,
            true,
            "tekken"),
    /** GPT-4o: words also cut before capitals, contractions kept, up to three digits together. */
    GPT4O(
            "[^\\r"
                + "\\n"
                + "\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r"
                + "\\n"
                + "\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}|"
                + " ?[^\\s\\p{L}\\p{N}]+[\\r"
                + "\\n"
                + "/]*|\\s*[\\r"
                + "\\n"
                + "]+|\\s+(?!\\S)|\\s+",
            false,
            false,
            false,
            "gpt-4o",
            "llama4");

    private static final JsonMapper MAPPER = new JsonMapper();

    private final @Nullable String pattern;
    private final boolean digitsAlone;
    private final boolean addsBos;
    private final boolean ignoresMerges;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> names;

    PreTokenizer(
            @Nullable String pattern,
            boolean digitsAlone,
            boolean addsBos,
            boolean ignoresMerges,
            String... names) {
        this.pattern = pattern;
        this.digitsAlone = digitsAlone;
        this.addsBos = addsBos;
        this.ignoresMerges = ignoresMerges;
        this.names = List.of(names);
    }

    /** The one of that llama.cpp name. */
    static Optional<PreTokenizer> named(String name) {
        return Arrays.stream(values()).filter(kind -> kind.names.contains(name)).findFirst();
    }

    /** The one whose steps {@code pre_tokenizer} of a tokenizer.json lists. */
    static Optional<PreTokenizer> described(JsonNode preTokenizer) {
        List<String> steps = steps(preTokenizer);
        return Arrays.stream(values())
                .filter(kind -> steps(kind.toJson()).equals(steps))
                .findFirst();
    }

    /** All names, for error messages. */
    static String knownNames() {
        return Arrays.stream(values())
                .flatMap(kind -> kind.names.stream())
                .collect(Collectors.joining(", "));
    }

    /** The name llama.cpp gives it. */
    String ggufName() {
        return names.getFirst();
    }

    /** Whether llama.cpp adds BOS to it where a file does not say. */
    boolean addsBos() {
        return addsBos;
    }

    /** Whether a whole word in the vocabulary is taken without merging. */
    boolean ignoresMerges() {
        return ignoresMerges;
    }

    /** Whether Hugging Face normalises to NFC before it. */
    boolean normalizes() {
        return this == QWEN2;
    }

    /** The {@code pre_tokenizer} of tokenizer.json. */
    ObjectNode toJson() {
        ObjectNode bytes =
                MAPPER.createObjectNode()
                        .put("type", "ByteLevel")
                        .put("add_prefix_space", false)
                        .put("trim_offsets", true)
                        .put("use_regex", pattern == null);
        if (pattern == null && !digitsAlone) {
            return bytes;
        }
        ObjectNode first = MAPPER.createObjectNode();
        if (pattern == null) {
            first.put("type", "Digits").put("individual_digits", true);
        } else {
            first.put("type", "Split");
            first.putObject("pattern").put("Regex", pattern);
            first.put("behavior", "Isolated").put("invert", false);
        }
        ObjectNode sequence = MAPPER.createObjectNode().put("type", "Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        steps.add(first).add(bytes);
        return sequence;
    }

    /** Each step as a line, without what does not change ids. */
    private static List<String> steps(JsonNode node) {
        List<String> steps = new ArrayList<>();
        switch (node.path("type").asString("")) {
            case "Sequence" ->
                    node.path("pretokenizers").forEach(step -> steps.addAll(steps(step)));
            case "ByteLevel" ->
                    steps.add(
                            "bytes "
                                    + node.path("add_prefix_space").asBoolean(true)
                                    + " "
                                    + node.path("use_regex").asBoolean(true));
            case "Digits" -> steps.add("digits " + node.path("individual_digits").asBoolean(false));
            case "Split" ->
                    steps.add(
                            "split "
                                    + node.path("pattern").path("Regex").asString("?")
                                    + " "
                                    + node.path("behavior").asString("")
                                    + " "
                                    + node.path("invert").asBoolean(false));
            default -> steps.add(node.toString());
        }
        return steps;
    }
}
