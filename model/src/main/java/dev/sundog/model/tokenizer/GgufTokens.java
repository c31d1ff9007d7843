package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.TokenizerDocument.AddedToken;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The vocabulary of GGUF metadata, checked: {@code tokenizer.ggml.*}. */
final class GgufTokens {
    private static final String PREFIX = "tokenizer.ggml.";

    /** Tokens that llama.cpp takes for special whatever their type says. */
    private static final Set<String> CONTROL_BY_NAME =
            Set.of(
                    "<|eot_id|>",
                    "<|im_end|>",
                    "<|end|>",
                    "<|return|>",
                    "<|call|>",
                    "<end_of_turn>",
                    "<|endoftext|>",
                    "<|eom_id|>",
                    "<EOT>",
                    "_<EOT>",
                    "[EOT]",
                    "[EOS]",
                    "<|end_of_text|>",
                    "<end_of_utterance>");

    private final Map<String, Object> metadata;
    private final String origin;
    private final Utf8Strings tokens;
    private final int[] types;
    private final TokenIndex index;

    GgufTokens(Map<String, Object> metadata, String origin) {
        this.metadata = metadata;
        this.origin = origin;
        this.tokens = named(strings("tokens"));
        if (tokens.isEmpty()) {
            throw broken(PREFIX + "tokens is empty");
        }
        this.index = new TokenIndex(tokens);
        int repeated = index.repeated();
        if (repeated >= 0) {
            throw broken(
                    "tokenizer.ggml.tokens has '"
                            + tokens.get(repeated)
                            + "' twice, as ids "
                            + index.find(
                                    tokens.bytes(), tokens.start(repeated), tokens.length(repeated))
                            + " and "
                            + repeated);
        }
        this.types = readTypes();
        checkSizes();
    }

    /** The same with a name for each that is empty. */
    private static Utf8Strings named(Utf8Strings strings) {
        boolean whole = true;
        for (int id = 0; id < strings.size() && whole; id++) {
            whole = strings.length(id) > 0;
        }
        if (whole) {
            return strings;
        }
        List<String> named = new ArrayList<>(strings);
        for (int id = 0; id < named.size(); id++) {
            if (named.get(id).isEmpty()) {
                named.set(id, "[EMPTY_" + id + "]");
            }
        }
        return Utf8Strings.of(named);
    }

    private void checkSizes() {
        Object architecture = metadata.get("general.architecture");
        Object declared = metadata.get(architecture + ".vocab_size");
        if (declared instanceof Long size && size != tokens.size()) {
            throw broken(
                    architecture
                            + ".vocab_size is "
                            + size
                            + ", but tokenizer.ggml.tokens has "
                            + tokens.size()
                            + " entries; the file was put together wrongly, convert it again");
        }
    }

    private int[] readTypes() {
        int[] read =
                switch (metadata.get(PREFIX + "token_type")) {
                    case int[] ints -> ints.clone();
                    case long[] longs ->
                            Arrays.stream(longs).mapToInt(value -> (int) value).toArray();
                    case null -> {
                        int[] normal = new int[tokens.size()];
                        Arrays.fill(normal, PieceType.NORMAL);
                        yield normal;
                    }
                    default -> throw broken("tokenizer.ggml.token_type is no array of integers");
                };
        if (read.length != tokens.size()) {
            throw broken(
                    "tokenizer.ggml.token_type has "
                            + read.length
                            + " entries, expected "
                            + tokens.size()
                            + " as tokenizer.ggml.tokens");
        }
        for (String name : CONTROL_BY_NAME) {
            int id = index.find(name);
            if (id >= 0 && read[id] == PieceType.NORMAL) {
                read[id] = PieceType.CONTROL;
            }
        }
        return read;
    }

    int size() {
        return tokens.size();
    }

    List<String> list() {
        return Collections.unmodifiableList(tokens);
    }

    /** Strings and ids; not to be changed. */
    TokenIndex index() {
        return index;
    }

    String string(int id) {
        return tokens.get(id);
    }

    /** See {@link PieceType}. */
    int[] types() {
        return types;
    }

    /** Those that are found in text before anything else. */
    List<AddedToken> added() {
        boolean strips = stripsRight();
        List<AddedToken> added = new ArrayList<>();
        for (int id = 0; id < types.length; id++) {
            boolean special = types[id] == PieceType.CONTROL || types[id] == PieceType.UNKNOWN;
            if (special || types[id] == PieceType.USER_DEFINED) {
                added.add(
                        new AddedToken(
                                id,
                                tokens.get(id),
                                special,
                                strips && types[id] == PieceType.CONTROL));
            }
        }
        return added;
    }

    /** Whether special tokens take white space after them along, as llama.cpp knows by name. */
    boolean stripsRight() {
        String name = text("general.name").orElse("").toLowerCase(Locale.ROOT);
        return name.contains("phi-3") || name.contains("phi3");
    }

    /** An id that the metadata names. */
    OptionalInt id(String key) {
        Object value = metadata.get(PREFIX + key);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof Long id && id >= 0 && id < tokens.size()) {
            return OptionalInt.of(id.intValue());
        }
        throw broken(PREFIX + key + " is " + value + ", expected 0 to " + (tokens.size() - 1));
    }

    /** An id that the metadata names, else the usual one if the vocabulary is that large. */
    OptionalInt id(String key, int otherwise) {
        OptionalInt named = id(key);
        return named.isEmpty() && otherwise < tokens.size() ? OptionalInt.of(otherwise) : named;
    }

    Optional<String> token(OptionalInt id) {
        return id.isPresent() ? Optional.of(tokens.get(id.getAsInt())) : Optional.empty();
    }

    boolean flag(String key, boolean otherwise) {
        return metadata.getOrDefault(PREFIX + key, otherwise) instanceof Boolean flag
                ? flag
                : otherwise;
    }

    Optional<String> text(String key) {
        return metadata.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    Utf8Strings strings(String key) {
        return switch (metadata.get(PREFIX + key)) {
            case Utf8Strings strings -> strings;
            case String[] strings -> Utf8Strings.of(Arrays.asList(strings));
            case null -> throw broken(PREFIX + key + " is missing");
            default -> throw broken(PREFIX + key + " is no array of strings");
        };
    }

    /** Scores by id; all 0 if there are none. */
    double[] scores() {
        double[] scores =
                switch (metadata.get(PREFIX + "scores")) {
                    case float[] floats -> {
                        double[] wide = new double[floats.length];
                        for (int i = 0; i < wide.length; i++) {
                            wide[i] = floats[i];
                        }
                        yield wide;
                    }
                    case int[] ints -> Arrays.stream(ints).asDoubleStream().toArray();
                    case double[] doubles -> doubles;
                    case null -> throw broken(PREFIX + "scores is missing");
                    default -> throw broken(PREFIX + "scores is no array of numbers");
                };
        if (scores.length != tokens.size()) {
            throw broken(
                    PREFIX
                            + "scores has "
                            + scores.length
                            + " entries, expected "
                            + tokens.size()
                            + " as tokenizer.ggml.tokens");
        }
        for (int id = 0; id < scores.length; id++) {
            if (!Double.isFinite(scores[id])) {
                throw broken(
                        PREFIX
                                + "scores: that of token "
                                + id
                                + " is "
                                + scores[id]
                                + ", expected a number");
            }
        }
        return scores;
    }

    /** Bytes, which GGUF may hold as an array of any small integers. */
    byte[] bytes(String key) {
        return switch (metadata.get(PREFIX + key)) {
            case byte[] bytes -> bytes;
            case int[] ints -> {
                byte[] bytes = new byte[ints.length];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) ints[i];
                }
                yield bytes;
            }
            case null -> new byte[0];
            default -> throw broken(PREFIX + key + " is no array of bytes");
        };
    }

    SundogException broken(String why) {
        return SundogException.data("gguf-tokenizer", origin + ": " + why);
    }
}
