package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** GGUF metadata to Hugging Face files. */
final class GgufVocabularyReader {
    /** {@code token_type} of a special token. */
    static final int CONTROL = 3;

    /** {@code token_type} of an added token that is not special. */
    static final int USER_DEFINED = 4;

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Map<String, Object> metadata;
    private final String origin;
    private final String[] tokens;
    private final Map<String, Integer> ids = new HashMap<>();

    private GgufVocabularyReader(Map<String, Object> metadata, String origin) {
        this.metadata = metadata;
        this.origin = origin;
        this.tokens = strings("tokenizer.ggml.tokens");
        for (int id = 0; id < tokens.length; id++) {
            Integer earlier = ids.put(tokens[id], id);
            if (earlier != null) {
                throw broken(
                        "tokenizer.ggml.tokens has '"
                                + tokens[id]
                                + "' twice, as ids "
                                + earlier
                                + " and "
                                + id);
            }
        }
    }

    static Map<String, byte[]> read(Map<String, Object> metadata, String origin) {
        Object model = metadata.get("tokenizer.ggml.model");
        if (model == null) {
            return Map.of();
        }
        if (!model.equals("gpt2")) {
            throw new GgufVocabularyReader(Map.of("tokenizer.ggml.tokens", new String[0]), origin)
                    .broken(
                            "tokenizer.ggml.model is "
                                    + model
                                    + ", expected gpt2 (byte-level BPE), the only kind supported;"
                                    + " use the model's Hugging Face directory instead");
        }
        return new GgufVocabularyReader(metadata, origin).files();
    }

    private Map<String, byte[]> files() {
        checkSizes();
        PreTokenizer pre = preTokenizer();
        OptionalInt bos = id("bos_token_id");
        OptionalInt eos = id("eos_token_id");
        boolean addBos = flag("add_bos_token", pre.addsBos()) && bos.isPresent();
        boolean addEos = flag("add_eos_token", false) && eos.isPresent();
        BytePairTokenizer tokenizer =
                new BytePairTokenizer(
                        Arrays.asList(tokens),
                        merges(),
                        added(),
                        pre,
                        addBos ? List.of(bos.getAsInt()) : List.of(),
                        addEos ? List.of(eos.getAsInt()) : List.of());
        TokenizerFiles names =
                new TokenizerFiles(
                        token(bos),
                        token(eos),
                        token(id("padding_token_id")),
                        token(id("unknown_token_id")),
                        addBos,
                        text("tokenizer.chat_template"));
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("tokenizer.json", tokenizer.toJson());
        files.putAll(names.toFiles());
        files.put("generation_config.json", generationConfig(bos, eos));
        return files;
    }

    private void checkSizes() {
        Object architecture = metadata.get("general.architecture");
        Object declared = metadata.get(architecture + ".vocab_size");
        if (declared instanceof Long size && size != tokens.length) {
            throw broken(
                    architecture
                            + ".vocab_size is "
                            + size
                            + ", but tokenizer.ggml.tokens has "
                            + tokens.length
                            + " entries; the file was put together wrongly, convert it again");
        }
    }

    private PreTokenizer preTokenizer() {
        String name = text("tokenizer.ggml.pre").orElse("");
        return PreTokenizer.named(name)
                .orElseThrow(
                        () ->
                                broken(
                                        "the pre-tokenizer tokenizer.ggml.pre is '"
                                                + name
                                                + "', expected one of "
                                                + PreTokenizer.knownNames()
                                                + "; use the model's Hugging Face directory"
                                                + " instead"));
    }

    private List<String> merges() {
        String[] merges = strings("tokenizer.ggml.merges");
        for (int i = 0; i < merges.length; i++) {
            int space = merges[i].indexOf(' ', 1);
            String left = space < 0 ? "" : merges[i].substring(0, space);
            String right = space < 0 ? "" : merges[i].substring(space + 1);
            for (String part : List.of(left, right, left + right)) {
                if (!ids.containsKey(part)) {
                    throw broken(
                            "merge "
                                    + i
                                    + " of tokenizer.ggml.merges is '"
                                    + merges[i]
                                    + "', but '"
                                    + part
                                    + "' is not in the vocabulary");
                }
            }
        }
        return Arrays.asList(merges);
    }

    private List<BytePairTokenizer.AddedToken> added() {
        List<BytePairTokenizer.AddedToken> added = new ArrayList<>();
        int[] types = types();
        for (int id = 0; id < types.length; id++) {
            if (types[id] == CONTROL || types[id] == USER_DEFINED) {
                added.add(new BytePairTokenizer.AddedToken(id, tokens[id], types[id] == CONTROL));
            }
        }
        return added;
    }

    private int[] types() {
        int[] types =
                switch (metadata.get("tokenizer.ggml.token_type")) {
                    case int[] ints -> ints;
                    case long[] longs -> Arrays.stream(longs).mapToInt(Math::toIntExact).toArray();
                    case null -> throw broken("tokenizer.ggml.token_type is missing");
                    default -> throw broken("tokenizer.ggml.token_type is no array of integers");
                };
        if (types.length != tokens.length) {
            throw broken(
                    "tokenizer.ggml.token_type has "
                            + types.length
                            + " entries, expected "
                            + tokens.length
                            + " as tokenizer.ggml.tokens");
        }
        return types;
    }

    private byte[] generationConfig(OptionalInt bos, OptionalInt eos) {
        ObjectNode config = MAPPER.createObjectNode();
        bos.ifPresent(id -> config.put("bos_token_id", id));
        OptionalInt turn = id("eot_token_id");
        if (eos.isPresent() && turn.isPresent() && turn.getAsInt() != eos.getAsInt()) {
            config.putArray("eos_token_id").add(eos.getAsInt()).add(turn.getAsInt());
        } else {
            eos.ifPresent(id -> config.put("eos_token_id", id));
        }
        id("padding_token_id").ifPresent(id -> config.put("pad_token_id", id));
        return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private Optional<String> token(OptionalInt id) {
        return id.isPresent() ? Optional.of(tokens[id.getAsInt()]) : Optional.empty();
    }

    private OptionalInt id(String key) {
        Object value = metadata.get("tokenizer.ggml." + key);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof Long id && id >= 0 && id < tokens.length) {
            return OptionalInt.of(id.intValue());
        }
        throw broken(
                "tokenizer.ggml."
                        + key
                        + " is "
                        + value
                        + ", expected 0 to "
                        + (tokens.length - 1));
    }

    private boolean flag(String key, boolean otherwise) {
        return metadata.getOrDefault("tokenizer.ggml." + key, otherwise) instanceof Boolean flag
                ? flag
                : otherwise;
    }

    private Optional<String> text(String key) {
        return metadata.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private String[] strings(String key) {
        return switch (metadata.get(key)) {
            case String[] strings -> strings;
            case null -> throw broken(key + " is missing");
            default -> throw broken(key + " is no array of strings");
        };
    }

    private SundogException broken(String why) {
        return SundogException.data("gguf-tokenizer", origin + ": " + why);
    }
}
