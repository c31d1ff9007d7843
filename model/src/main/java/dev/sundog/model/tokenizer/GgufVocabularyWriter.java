package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.AddedTokens.Added;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Hugging Face files to GGUF metadata. */
final class GgufVocabularyWriter {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Map<String, byte[]> companions;
    private final String origin;
    private final TokenizerFile file;
    private final @Nullable String[] tokens;
    private final int[] types;

    private GgufVocabularyWriter(
            Map<String, byte[]> companions, int vocabularySize, String origin) {
        this.companions = companions;
        this.origin = origin;
        byte[] json = companions.get("tokenizer.json");
        if (json == null) {
            throw broken("tokenizer.json is missing");
        }
        this.file = TokenizerFile.read(json, origin + ": tokenizer.json");
        this.tokens = new String[vocabularySize];
        this.types = new int[vocabularySize];
        Arrays.fill(types, PieceType.UNUSED);
    }

    static Map<String, Object> write(
            Map<String, byte[]> companions, int vocabularySize, String origin) {
        return new GgufVocabularyWriter(companions, vocabularySize, origin).metadata();
    }

    private Map<String, Object> metadata() {
        JsonNode config = read("tokenizer_config.json").orElseGet(MAPPER::createObjectNode);
        JsonNode map = read("special_tokens_map.json").orElseGet(MAPPER::createObjectNode);
        placeTokens();
        Map<String, Object> metadata = new LinkedHashMap<>();
        GgufPieces pieces = new GgufPieces(file, types, this::broken);
        boolean words = false;
        switch (file.model().path("type").asString("")) {
            case "Unigram" -> pieces.putUnigram(metadata, named());
            case "WordPiece" -> {
                words = true;
                pieces.putWordPiece(metadata, named());
            }
            case "BPE" -> {
                if (file.model().path("byte_fallback").asBoolean(false)) {
                    pieces.putBytePairs(metadata, named());
                } else {
                    putByteLevel(metadata);
                }
            }
            default ->
                    throw broken(
                            "tokenizer.json: model.type is '"
                                    + file.model().path("type").asString("")
                                    + "', expected BPE, Unigram or WordPiece for a GGUF file");
        }
        String[][] keys = {
            {"bos_token", "bos_token_id"},
            {"eos_token", "eos_token_id"},
            {"unk_token", "unknown_token_id"},
            {"sep_token", "seperator_token_id"},
            {"cls_token", "cls_token_id"},
            {"mask_token", "mask_token_id"},
            {"pad_token", "padding_token_id"}
        };
        for (String[] key : keys) {
            OptionalInt id = special(config, map, key[0]);
            id.ifPresent(value -> metadata.put("tokenizer.ggml." + key[1], (long) value));
        }
        putTemplate(metadata, template(file.part("post_processor")), words);
        metadata.putIfAbsent("tokenizer.ggml.add_space_prefix", false);
        chatTemplate(config).ifPresent(text -> metadata.put("tokenizer.chat_template", text));
        return metadata;
    }

    private void putByteLevel(Map<String, Object> metadata) {
        PreTokenizer pre = checkedPreTokenizer();
        metadata.put("tokenizer.ggml.model", "gpt2");
        metadata.put("tokenizer.ggml.pre", pre.ggufName());
        metadata.put("tokenizer.ggml.tokens", named());
        metadata.put("tokenizer.ggml.token_type", types);
        metadata.put("tokenizer.ggml.merges", merges());
    }

    private PreTokenizer checkedPreTokenizer() {
        JsonNode described = file.part("pre_tokenizer");
        boolean ignoresMerges = file.model().path("ignore_merges").asBoolean(false);
        PreTokenizer pre =
                PreTokenizer.described(described, ignoresMerges)
                        .orElseThrow(
                                () ->
                                        broken(
                                                "tokenizer.json: llama.cpp has no name that we know"
                                                        + " for this pre_tokenizer: "
                                                        + described
                                                        + "; known: "
                                                        + PreTokenizer.knownNames()));
        JsonNode normalizer = file.part("normalizer");
        boolean none = normalizer.isMissingNode() || normalizer.isNull();
        if (!none && !normalizer.path("type").asString("").equals("NFC")) {
            throw broken(
                    "tokenizer.json: llama.cpp does not normalise text, but this normalizer does: "
                            + normalizer);
        }
        return pre;
    }

    private void placeTokens() {
        file.vocabulary().forEach((token, id) -> place(token, id, PieceType.NORMAL));
        for (Added added : file.added()) {
            place(
                    added.content(),
                    added.id(),
                    added.special() ? PieceType.CONTROL : PieceType.USER_DEFINED);
        }
    }

    private void place(String token, int id, int type) {
        if (id < 0 || id >= tokens.length) {
            throw broken(
                    "tokenizer.json: token '"
                            + token
                            + "' has the id "
                            + id
                            + ", but the model's vocabulary has "
                            + tokens.length
                            + " entries; tokenizer and weights do not belong together");
        }
        String earlier = tokens[id];
        if (earlier != null && !earlier.equals(token)) {
            throw broken(
                    "tokenizer.json: '" + earlier + "' and '" + token + "' share the id " + id);
        }
        tokens[id] = token;
        types[id] = type;
    }

    private String[] named() {
        String[] named = new String[tokens.length];
        for (int id = 0; id < named.length; id++) {
            String token = tokens[id];
            named[id] = token == null ? "[PAD" + id + "]" : token;
        }
        return named;
    }

    private String[] merges() {
        String[] lines = new String[file.merges().size()];
        for (int i = 0; i < lines.length; i++) {
            String left = String.valueOf(file.vocabulary().token(file.merges().left(i)));
            String right = String.valueOf(file.vocabulary().token(file.merges().right(i)));
            lines[i] = left + " " + right;
            if (left.isEmpty() || right.isEmpty() || left.contains(" ") || right.contains(" ")) {
                throw broken(
                        "tokenizer.json: merge "
                                + i
                                + " is '"
                                + lines[i]
                                + "', expected two strings without spaces");
            }
        }
        return lines;
    }

    /** The {@code single} list of a template post-processor, or a missing node. */
    private static JsonNode template(JsonNode postProcessor) {
        for (JsonNode step : postProcessor.path("processors")) {
            JsonNode found = template(step);
            if (found.isArray()) {
                return found;
            }
        }
        return postProcessor.path("single");
    }

    /**
     * @param words of WordPiece, llama.cpp puts the separator, not EOS, after a text
     */
    private void putTemplate(Map<String, Object> metadata, JsonNode template, boolean words) {
        String last = words ? "seperator_token_id" : "eos_token_id";
        boolean seenText = false;
        boolean addBos = false;
        boolean addEos = false;
        for (JsonNode piece : template) {
            if (piece.has("Sequence")) {
                seenText = true;
                continue;
            }
            String token = piece.path("SpecialToken").path("id").asString("");
            String key = "tokenizer.ggml." + (seenText ? last : "bos_token_id");
            OptionalInt id = id(token);
            boolean twice = seenText ? addEos : addBos;
            if (id.isEmpty() || twice || !same(metadata.get(key), id.getAsInt())) {
                throw broken(
                        "tokenizer.json: its post_processor adds '"
                                + token
                                + "' where GGUF can only add "
                                + (seenText ? "the eos token" : "the bos token"));
            }
            metadata.put(key, (long) id.getAsInt());
            addEos |= seenText;
            addBos |= !seenText;
        }
        metadata.put("tokenizer.ggml.add_bos_token", addBos);
        if (addEos && !words) {
            metadata.put("tokenizer.ggml.add_eos_token", true);
        }
    }

    private static boolean same(@Nullable Object named, long id) {
        return named == null || named.equals(id);
    }

    private OptionalInt special(JsonNode config, JsonNode map, String key) {
        JsonNode node = config.hasNonNull(key) ? config.get(key) : map.path(key);
        String token = node.isObject() ? node.path("content").asString("") : node.asString("");
        return token.isEmpty() ? OptionalInt.empty() : id(token);
    }

    private OptionalInt id(String token) {
        int id = Arrays.asList(tokens).indexOf(token);
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    private Optional<String> chatTemplate(JsonNode config) {
        byte[] own = companions.get("chat_template.jinja");
        if (own != null) {
            return Optional.of(new String(own, StandardCharsets.UTF_8));
        }
        JsonNode template = config.path("chat_template");
        for (JsonNode named : template) {
            if (named.path("name").asString("").equals("default")) {
                template = named.path("template");
                break;
            }
        }
        return template.isString() ? Optional.of(template.stringValue()) : Optional.empty();
    }

    private Optional<JsonNode> read(String fileName) {
        byte[] bytes = companions.get(fileName);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readTree(bytes));
        } catch (JacksonException malformed) {
            throw SundogException.data(
                    "gguf-tokenizer",
                    origin + ": " + fileName + ": " + malformed.getOriginalMessage(),
                    malformed);
        }
    }

    private SundogException broken(String why) {
        return SundogException.data("gguf-tokenizer", origin + ": " + why);
    }
}
