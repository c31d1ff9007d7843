package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The part of a {@code tokenizer.json} that is needed beside the native library: which string each
 * id has, which ids are special, and how ids become text. Read as a stream; merges are skipped.
 * Immutable.
 */
final class TokenizerVocabulary {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Largest id believed; a larger one in a file is an error. */
    private static final int MAXIMUM_ID = 1 << 24;

    private final Map<String, Integer> ids;
    private final @Nullable String[] tokens;
    private final BitSet special;
    private final boolean byteLevel;

    private TokenizerVocabulary(Map<String, Integer> ids, BitSet special, boolean byteLevel) {
        this.ids = ids;
        this.special = special;
        this.byteLevel = byteLevel;
        int size = 0;
        for (int id : ids.values()) {
            size = Math.max(size, id + 1);
        }
        tokens = new String[size];
        ids.forEach((token, id) -> tokens[id] = token);
    }

    /**
     * @param origin named in errors
     * @throws SundogException (data) if it is no tokenizer.json
     */
    static TokenizerVocabulary read(byte[] tokenizerJson, String origin) {
        Map<String, Integer> ids = new HashMap<>();
        BitSet special = new BitSet();
        boolean byteLevel = false;
        try (JsonParser parser = MAPPER.createParser(tokenizerJson)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw broken(origin, "it is no JSON object", null);
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "added_tokens" ->
                            readAdded(parser.readValueAsTree(), ids, special, origin);
                    case "decoder" -> byteLevel = isByteLevel(parser.readValueAsTree());
                    case "model" -> readModel(parser, ids, origin);
                    default -> parser.skipChildren();
                }
            }
        } catch (JacksonException malformed) {
            throw broken(origin, malformed.getOriginalMessage(), malformed);
        }
        if (ids.isEmpty()) {
            throw broken(origin, "it has no vocabulary (model.vocab)", null);
        }
        return new TokenizerVocabulary(ids, special, byteLevel);
    }

    private static void readAdded(
            JsonNode added, Map<String, Integer> ids, BitSet special, String origin) {
        for (JsonNode entry : added) {
            String content = entry.path("content").asString("");
            int id = checkedId(entry.path("id").asInt(-1), content, origin);
            ids.put(content, id);
            if (entry.path("special").asBoolean(false)) {
                special.set(id);
            }
        }
    }

    private static void readModel(JsonParser parser, Map<String, Integer> ids, String origin) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw broken(origin, "model is no object", null);
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!key.equals("vocab")) {
                parser.skipChildren();
            } else if (value == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String token = parser.currentName();
                    if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
                        throw broken(origin, "the id of token '" + token + "' is no integer", null);
                    }
                    ids.putIfAbsent(token, checkedId(parser.getIntValue(), token, origin));
                }
            } else {
                JsonNode pieces = parser.readValueAsTree();
                for (int id = 0; id < pieces.size(); id++) {
                    ids.putIfAbsent(pieces.get(id).path(0).asString(""), id);
                }
            }
        }
    }

    private static int checkedId(int id, String token, String origin) {
        if (id < 0 || id > MAXIMUM_ID) {
            throw broken(
                    origin,
                    "token '" + token + "' has the id " + id + ", expected 0 to " + MAXIMUM_ID,
                    null);
        }
        return id;
    }

    private static boolean isByteLevel(JsonNode decoder) {
        String type = decoder.path("type").asString("");
        if (type.equals("Sequence")) {
            JsonNode decoders = decoder.path("decoders");
            return decoders.size() == 1 && isByteLevel(decoders.get(0));
        }
        return type.equals("ByteLevel");
    }

    static SundogException broken(String origin, String why, @Nullable Throwable cause) {
        String message =
                origin
                        + ": this is no tokenizer.json of Hugging Face's tokenizers library: "
                        + why
                        + "; save the tokenizer again with save_pretrained";
        return cause == null
                ? SundogException.data("tokenizer-broken", message)
                : SundogException.data("tokenizer-broken", message, cause);
    }

    /** Entries, added tokens included. */
    int size() {
        return ids.size();
    }

    /** The string of an id, or null if the id names nothing. */
    @Nullable String token(int id) {
        return id >= 0 && id < tokens.length ? tokens[id] : null;
    }

    OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }

    /** Whether text is the bytes that the tokens spell in the {@link ByteAlphabet}, joined. */
    boolean isByteLevel() {
        return byteLevel;
    }
}
