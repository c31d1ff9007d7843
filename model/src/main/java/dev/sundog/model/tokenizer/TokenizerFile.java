package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.AddedTokens.Added;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A tokenizer.json as data: the vocabulary and the merges in lists, all else as JSON. Immutable
 * once read.
 */
final class TokenizerFile {
    /** Largest id believed; a larger one in a file is an error. */
    private static final int MAXIMUM_ID = 1 << 24;

    private static final JsonMapper MAPPER = new JsonMapper();

    private final String origin;
    private final ObjectNode parts = MAPPER.createObjectNode();
    private final ObjectNode model = MAPPER.createObjectNode();
    private final TokenIndex vocabulary = new TokenIndex();
    private final IdBuffer merges = new IdBuffer();
    private double[] scores = new double[0];
    private boolean pairs;
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
        JsonScanner json = new JsonScanner(tokenizerJson, origin);
        if (json.peek() != '{') {
            throw file.broken("it is no JSON object");
        }
        Optional<JsonScanner> mergesBefore = Optional.empty();
        for (boolean more = json.open('{', '}'); more; more = json.more('}')) {
            String key = file.key(json);
            if (key.equals("model")) {
                mergesBefore = file.readModel(json);
            } else {
                file.parts.set(key, json.value());
            }
        }
        if (json.peek() >= 0) {
            throw json.broken("something follows the end");
        }
        if (file.vocabulary.size() == 0) {
            throw file.broken("it has no vocabulary (model.vocab)");
        }
        mergesBefore.ifPresent(file::readMerges);
        file.added = file.readAdded();
        return file;
    }

    private String key(JsonScanner json) {
        json.string();
        String key = json.lastString();
        json.expect(':');
        return key;
    }

    /** Where merges are that came before the vocabulary, if so. */
    private Optional<JsonScanner> readModel(JsonScanner json) {
        if (json.peek() != '{') {
            throw broken("model is no object");
        }
        Optional<JsonScanner> before = Optional.empty();
        for (boolean more = json.open('{', '}'); more; more = json.more('}')) {
            String key = key(json);
            int next = json.peek();
            if (key.equals("vocab") && next == '{') {
                readIds(json);
            } else if (key.equals("vocab") && next == '[') {
                readPieces(json);
            } else if (key.equals("merges") && next == '[' && vocabulary.size() > 0) {
                readMerges(json);
            } else if (key.equals("merges") && next == '[') {
                before = Optional.of(json.copy());
                json.value();
            } else {
                model.set(key, json.value());
            }
        }
        return before;
    }

    private void readIds(JsonScanner json) {
        for (boolean more = json.open('{', '}'); more; more = json.more('}')) {
            json.string();
            byte[] bytes = json.bytes();
            int start = json.start();
            int length = json.length();
            json.expect(':');
            int id = json.integer("model.vocab: the id of token " + vocabulary.size());
            if (id < 0 || id > MAXIMUM_ID) {
                checkedId(id, json.lastString());
            }
            vocabulary.put(bytes, start, length, id);
        }
    }

    private void readPieces(JsonScanner json) {
        pairs = true;
        double[] read = new double[1 << 10];
        int count = 0;
        for (boolean more = json.open('[', ']'); more; more = json.more(']')) {
            if (count == read.length) {
                read = Arrays.copyOf(read, count * 2);
            }
            json.expect('[');
            json.string();
            vocabulary.put(json.bytes(), json.start(), json.length(), count);
            json.expect(',');
            read[count] = json.number("model.vocab: the score of entry " + count);
            json.expect(']');
            count++;
        }
        scores = Arrays.copyOf(read, count);
    }

    private void readMerges(JsonScanner json) {
        for (boolean more = json.open('[', ']'); more; more = json.more(']')) {
            int left;
            int right;
            if (json.peek() == '[') {
                json.expect('[');
                json.string();
                left = part(json, json.start(), json.length());
                json.expect(',');
                json.string();
                right = part(json, json.start(), json.length());
                json.expect(']');
            } else {
                json.string();
                int space = space(json);
                left = part(json, json.start(), space - json.start());
                right = part(json, space + 1, json.start() + json.length() - space - 1);
            }
            merges.add(left);
            merges.add(right);
        }
    }

    private int part(JsonScanner json, int start, int length) {
        int id = vocabulary.find(json.bytes(), start, length);
        if (id < 0) {
            String missing = new String(json.bytes(), start, length, StandardCharsets.UTF_8);
            throw broken(
                    "model.merges: merge "
                            + merges.size() / 2
                            + " has '"
                            + missing
                            + "', which is not in model.vocab");
        }
        return id;
    }

    private int space(JsonScanner json) {
        int found = -1;
        for (int i = json.start(); i < json.start() + json.length(); i++) {
            if (json.bytes()[i] == ' ') {
                if (found >= 0) {
                    throw badMerge(json.lastString());
                }
                found = i;
            }
        }
        if (found < 0) {
            throw badMerge(json.lastString());
        }
        return found;
    }

    private SundogException badMerge(String found) {
        return broken(
                "model.merges: merge "
                        + merges.size() / 2
                        + " is '"
                        + found
                        + "', expected two strings");
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
            int own = vocabulary.find(content);
            int id = own >= 0 ? own : next;
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

    /** Strings and ids of the model. */
    TokenIndex vocabulary() {
        return vocabulary;
    }

    /** Whether the vocabulary is a list of pieces with scores, as Unigram's. */
    boolean hasScores() {
        return pairs;
    }

    /** Unigram's scores by id. */
    double[] scores() {
        return scores.clone();
    }

    /** Merges. */
    int mergeCount() {
        return merges.size() / 2;
    }

    /** Id of the left part of a merge. */
    int left(int merge) {
        return merges.get(2 * merge);
    }

    /** Id of the right part of a merge. */
    int right(int merge) {
        return merges.get(2 * merge + 1);
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
