package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.AddedTokens.Added;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tokenizer.json as data: the vocabulary and the merges in lists, all else as JSON. Read as a
 * stream. Immutable once read.
 */
final class TokenizerFile {
    /** Largest id believed; a larger one in a file is an error. */
    private static final int MAXIMUM_ID = 1 << 24;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                                    .build())
                    .build();

    private final String origin;
    private final ObjectNode parts = MAPPER.createObjectNode();
    private final ObjectNode model = MAPPER.createObjectNode();
    private final Map<String, Integer> vocabulary = new HashMap<>(1 << 16);
    private final List<String> pieces = new ArrayList<>();
    private final List<Double> scores = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();
    private List<Added> added = List.of();

    private TokenizerFile(String origin) {
        this.origin = origin;
    }

    /**
     * @param origin named in errors
     * @throws SundogException (data) if it is no tokenizer.json
     */
    static TokenizerFile read(byte[] tokenizerJson, String origin) {
        TokenizerFile file = new TokenizerFile(origin);
        try (JsonParser parser = MAPPER.createParser(tokenizerJson)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw file.broken("it is no JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                if (key.equals("model")) {
                    file.readModel(parser);
                } else {
                    file.parts.set(key, (JsonNode) parser.readValueAsTree());
                }
            }
        } catch (JacksonException malformed) {
            throw broken(origin, malformed.getOriginalMessage(), malformed);
        }
        if (file.vocabulary.isEmpty()) {
            throw file.broken("it has no vocabulary (model.vocab)");
        }
        file.added = file.readAdded();
        return file;
    }

    private void readModel(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw broken("model is no object");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (key.equals("vocab") && value == JsonToken.START_OBJECT) {
                readIds(parser);
            } else if (key.equals("vocab") && value == JsonToken.START_ARRAY) {
                readPieces(parser);
            } else if (key.equals("merges") && value == JsonToken.START_ARRAY) {
                readMerges(parser);
            } else {
                model.set(key, (JsonNode) parser.readValueAsTree());
            }
        }
    }

    private void readIds(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String token = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
                throw broken("model.vocab: the id of token '" + token + "' is no integer");
            }
            vocabulary.put(token, checkedId(parser.getIntValue(), token));
        }
    }

    private void readPieces(JsonParser parser) {
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw broken("model.vocab: entry " + pieces.size() + " begins with no string");
            }
            String piece = parser.getString();
            JsonToken number = parser.nextToken();
            boolean finite =
                    (number == JsonToken.VALUE_NUMBER_FLOAT || number == JsonToken.VALUE_NUMBER_INT)
                            && Double.isFinite(parser.getDoubleValue());
            if (!finite) {
                throw broken("model.vocab: the score of entry " + pieces.size() + " is no number");
            }
            scores.add(parser.getDoubleValue());
            if (parser.nextToken() != JsonToken.END_ARRAY) {
                throw broken("model.vocab: entry " + pieces.size() + " is longer than a pair");
            }
            vocabulary.put(piece, pieces.size());
            pieces.add(piece);
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            throw broken("model.vocab: entry " + pieces.size() + " is no [string, number]");
        }
    }

    private void readMerges(JsonParser parser) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                String line = parser.getString();
                int space = line.indexOf(' ');
                if (space < 0 || line.indexOf(' ', space + 1) >= 0) {
                    throw badMerge("'" + line + "'");
                }
                merges.add(line.substring(0, space));
                merges.add(line.substring(space + 1));
                continue;
            }
            boolean pair =
                    parser.currentToken() == JsonToken.START_ARRAY
                            && parser.nextToken() == JsonToken.VALUE_STRING
                            && merges.add(parser.getString())
                            && parser.nextToken() == JsonToken.VALUE_STRING
                            && merges.add(parser.getString())
                            && parser.nextToken() == JsonToken.END_ARRAY;
            if (!pair) {
                throw badMerge("something else");
            }
        }
    }

    private SundogException badMerge(String found) {
        return broken(
                "model.merges: merge "
                        + merges.size() / 2
                        + " is "
                        + found
                        + ", expected two strings");
    }

    /**
     * As the library numbers them, whatever ids they claim: a token that the model has keeps the
     * model's id, the others follow on.
     */
    private List<Added> readAdded() {
        JsonNode list = parts.path("added_tokens");
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw broken("added_tokens is no list");
        }
        List<Added> tokens = new ArrayList<>();
        Set<String> known = new HashSet<>();
        int next = vocabulary.size();
        for (JsonNode entry : list) {
            String content = entry.path("content").asString("");
            if (!entry.path("id").isInt() || !entry.path("content").isString()) {
                throw broken(
                        "added_tokens: entry "
                                + tokens.size()
                                + " has no id or no content: "
                                + entry);
            }
            checkedId(entry.path("id").intValue(), content);
            if (content.isEmpty() || !known.add(content)) {
                continue;
            }
            Integer own = vocabulary.get(content);
            int id = own != null ? own : next;
            next = Math.max(next, id + 1);
            tokens.add(
                    new Added(
                            id,
                            content,
                            entry.path("special").asBoolean(false),
                            entry.path("lstrip").asBoolean(false),
                            entry.path("rstrip").asBoolean(false),
                            entry.path("single_word").asBoolean(false),
                            entry.path("normalized").asBoolean(true)));
        }
        return tokens;
    }

    private int checkedId(int id, String token) {
        if (id < 0 || id > MAXIMUM_ID) {
            throw broken(
                    "token '" + token + "' has the id " + id + ", expected 0 to " + MAXIMUM_ID);
        }
        return id;
    }

    /** A part beside the model, or a missing node. */
    JsonNode part(String key) {
        return parts.path(key);
    }

    /** The model without its vocabulary and merges. */
    JsonNode model() {
        return model;
    }

    /** Ids of the model. */
    Map<String, Integer> vocabulary() {
        return vocabulary;
    }

    /** Unigram's pieces by id. */
    List<String> pieces() {
        return pieces;
    }

    /** Unigram's scores by id. */
    double[] scores() {
        return scores.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Left and right of each merge in turn. */
    List<String> merges() {
        return merges;
    }

    List<Added> added() {
        return added;
    }

    SundogException broken(String why) {
        return broken(origin, why, null);
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
}
