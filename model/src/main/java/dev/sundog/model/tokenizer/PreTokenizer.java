package dev.sundog.model.tokenizer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How text is cut before byte-level BPE: a rule that llama.cpp knows by name ({@code
 * tokenizer.ggml.pre}), as regular expressions that cut one after the other, each match a piece.
 * The rules are data: {@code pre-tokenizers.json}.
 *
 * <p><b>Source:</b> llama.cpp's vocabulary loader for names and expressions; the published {@code
 * tokenizer.json} of the families for the forms in {@code published}, which llama.cpp's converter
 * takes for the same rule.
 *
 * @param names llama.cpp's; the first is written
 * @param cuts expressions in order
 * @param ignoresMerges whether a whole piece in the vocabulary is taken without merging
 * @param addsBos whether llama.cpp adds BOS where a file does not say
 * @param spaces whether the vocabulary is of text with U+2581 for spaces and byte fallback, not of
 *     bytes
 * @param published other lists of expressions that go by these names
 */
record PreTokenizer(
        List<String> names,
        List<String> cuts,
        boolean ignoresMerges,
        boolean addsBos,
        boolean spaces,
        List<List<String>> published) {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String DIGIT = "\\p{N}";
    private static final String GPT2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    /** The contractions as most files write them and as llama.cpp does. */
    private static final String ANY_CASE = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

    private static final String BOTH_CASES =
            "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";

    private static final List<PreTokenizer> ALL = load();

    /** SmolLM's: each digit alone, then GPT-2's words. */
    static final PreTokenizer SMOLLM = named("smollm").orElseThrow();

    PreTokenizer {
        names = List.copyOf(names);
        cuts = List.copyOf(cuts);
        published = published.stream().map(List::copyOf).toList();
    }

    private static List<PreTokenizer> load() {
        try (InputStream in =
                Objects.requireNonNull(
                        PreTokenizer.class.getResourceAsStream("pre-tokenizers.json"))) {
            List<PreTokenizer> rules = new ArrayList<>();
            for (JsonNode rule : MAPPER.readTree(in)) {
                List<List<String>> published = new ArrayList<>();
                rule.path("published").forEach(form -> published.add(strings(form)));
                rules.add(
                        new PreTokenizer(
                                strings(rule.path("names")),
                                strings(rule.path("cuts")),
                                rule.path("ignoreMerges").asBoolean(false),
                                rule.path("addBos").asBoolean(false),
                                rule.path("spaces").asBoolean(false),
                                published));
            }
            return List.copyOf(rules);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(entry -> strings.add(entry.stringValue()));
        return strings;
    }

    /** All of them. */
    static List<PreTokenizer> all() {
        return ALL;
    }

    /** The one of that llama.cpp name. */
    static Optional<PreTokenizer> named(String name) {
        return ALL.stream().filter(rule -> rule.names.contains(name)).findFirst();
    }

    /**
     * The one that cuts as {@code pre_tokenizer} of a tokenizer.json does; of several the one that
     * treats merges alike.
     */
    static Optional<PreTokenizer> described(JsonNode preTokenizer, boolean ignoresMerges) {
        List<String> steps = steps(preTokenizer);
        List<PreTokenizer> fitting =
                ALL.stream()
                        .filter(rule -> !rule.spaces)
                        .filter(rule -> rule.cuts.equals(steps) || rule.published.contains(steps))
                        .toList();
        return fitting.stream()
                .filter(rule -> rule.ignoresMerges == ignoresMerges)
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    /** All names, for error messages. */
    static String knownNames() {
        return ALL.stream().flatMap(rule -> rule.names.stream()).collect(Collectors.joining(", "));
    }

    /** The name llama.cpp gives it. */
    String ggufName() {
        return names.getFirst();
    }

    /** The {@code pre_tokenizer} of tokenizer.json. */
    ObjectNode toJson() {
        boolean words = !spaces && cuts.getLast().equals(GPT2);
        List<String> splits = words ? cuts.subList(0, cuts.size() - 1) : cuts;
        ObjectNode bytes =
                MAPPER.createObjectNode()
                        .put("type", "ByteLevel")
                        .put("add_prefix_space", false)
                        .put("trim_offsets", true)
                        .put("use_regex", words);
        if (splits.isEmpty()) {
            return bytes;
        }
        ObjectNode sequence = MAPPER.createObjectNode().put("type", "Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        for (String cut : splits) {
            ObjectNode step = steps.addObject();
            if (cut.equals(DIGIT)) {
                step.put("type", "Digits").put("individual_digits", true);
            } else {
                step.put("type", "Split");
                step.putObject("pattern").put("Regex", cut);
                step.put("behavior", "Isolated").put("invert", false);
            }
        }
        if (!spaces) {
            steps.add(bytes);
        }
        return sequence;
    }

    /** Each step as the expression it cuts by; what cuts otherwise as its JSON. */
    private static List<String> steps(JsonNode node) {
        List<String> steps = new ArrayList<>();
        switch (node.path("type").asString("")) {
            case "Sequence" ->
                    node.path("pretokenizers").forEach(step -> steps.addAll(steps(step)));
            case "ByteLevel" -> {
                if (node.path("add_prefix_space").asBoolean(true)) {
                    steps.add(node.toString());
                } else if (node.path("use_regex").asBoolean(true)) {
                    steps.add(GPT2);
                }
            }
            case "Digits" ->
                    steps.add(
                            node.path("individual_digits").asBoolean(false) ? DIGIT : DIGIT + "+");
            case "Punctuation" ->
                    steps.add(
                            node.path("behavior").asString("").equals("Contiguous")
                                    ? "punctuation"
                                    : node.toString());
            case "Split" -> {
                boolean isolated =
                        node.path("behavior").asString("").equals("Isolated")
                                && !node.path("invert").asBoolean(false);
                String regex = node.path("pattern").path("Regex").asString("?");
                steps.add(isolated ? regex.replace(ANY_CASE, BOTH_CASES) : node.toString());
            }
            default -> steps.add(node.toString());
        }
        return steps;
    }
}
