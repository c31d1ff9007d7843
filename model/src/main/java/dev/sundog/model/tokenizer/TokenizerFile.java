package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.AddedTokens.Added;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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

    /** Of a tokenizer.json, entry and merge together; fewer than most have. */
    private static final int BYTES_A_TOKEN = 30;

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final String origin;
    private final ObjectNode parts = MAPPER.createObjectNode();
    private final ObjectNode model = MAPPER.createObjectNode();
    private final TokenIndex vocabulary;
    private @Nullable ScannedStrings mergeParts;
    private MergeList merges;
    private @Nullable PairRanks ranks;
    private double[] scores = new double[0];
    private boolean pairs;
    private List<Added> added = List.of();
    private Optional<MergesAhead> ahead = Optional.empty();

    private TokenizerFile(String origin, TokenIndex vocabulary, MergeList merges) {
        this.origin = origin;
        this.vocabulary = vocabulary;
        this.merges = merges;
    }

    /**
     * One whose vocabulary is there already.
     *
     * @param settingsJson a tokenizer.json with an empty vocabulary and without merges
     */
    static TokenizerFile of(
            byte[] settingsJson, TokenIndex vocabulary, MergeList merges, String origin) {
        TokenizerFile file = new TokenizerFile(origin, vocabulary, merges);
        file.readParts(new JsonScanner(settingsJson, origin));
        file.added = file.readAdded();
        return file;
    }

    /**
     * @param origin named in errors
     * @throws SundogException (data) if it is no tokenizer.json
     */
    static TokenizerFile read(byte[] tokenizerJson, String origin) {
        TokenizerFile file =
                new TokenizerFile(
                        origin,
                        new TokenIndex(tokenizerJson.length / BYTES_A_TOKEN),
                        MergeList.EMPTY);
        JsonScanner json = new JsonScanner(tokenizerJson, origin);
        if (json.peek() != '{') {
            throw file.broken("it is no JSON object");
        }
        file.ahead = MergesAhead.of(tokenizerJson, origin);
        file.readParts(json);
        file.ahead = Optional.empty();
        if (file.vocabulary.size() == 0) {
            throw file.broken("it has no vocabulary (model.vocab)");
        }
        file.merges = file.findMerges();
        file.added = file.readAdded();
        return file;
    }

    /** One that was {@linkplain #save saved}. */
    static TokenizerFile restore(TableReader in, String origin) {
        byte[] settingsJson = in.bytes();
        TokenIndex vocabulary = new TokenIndex(in);
        MergeList merges = MergeList.of(in);
        TokenizerFile file = of(settingsJson, vocabulary, merges, origin);
        file.ranks = new PairRanks(merges, in);
        return file;
    }

    /** Writes one without scores. */
    void save(TableWriter out) {
        ObjectNode settings = parts.deepCopy();
        settings.set("model", model);
        byte[] json = MAPPER.writeValueAsBytes(settings);
        out.bytes(json, json.length);
        vocabulary.save(out);
        merges.save(out);
        ranks().save(out);
    }

    private void readParts(JsonScanner json) {
        for (boolean more = json.open('{', '}'); more; more = json.more('}')) {
            String key = key(json);
            if (key.equals("model")) {
                readModel(json);
            } else {
                parts.set(key, json.value());
            }
        }
        if (json.peek() >= 0) {
            throw json.broken("something follows the end");
        }
    }

    private String key(JsonScanner json) {
        json.string();
        String key = json.lastString();
        json.expect(':');
        return key;
    }

    private void readModel(JsonScanner json) {
        if (json.peek() != '{') {
            throw broken("model is no object");
        }
        for (boolean more = json.open('{', '}'); more; more = json.more('}')) {
            String key = key(json);
            int next = json.peek();
            if (key.equals("vocab") && next == '{') {
                readIds(json);
            } else if (key.equals("vocab") && next == '[') {
                readPieces(json);
            } else if (key.equals("merges") && next == '[') {
                mergeParts =
                        ahead.flatMap(merges -> merges.at(json))
                                .orElseGet(
                                        () ->
                                                MergesAhead.scan(
                                                        json, 2 * vocabulary.size(), origin));
            } else {
                model.set(key, json.value());
            }
        }
    }

    private void readIds(JsonScanner json) {
        for (boolean more = json.open('{', '}'); more; more = json.more('}')) {
            json.string();
            byte[] bytes = json.bytes();
            int start = json.start();
            int length = json.length();
            json.expect(':');
            int id = json.integer("model.vocab: the id of token", vocabulary.size());
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
            read[count] = json.number("model.vocab: the score of entry", count);
            json.expect(']');
            count++;
        }
        scores = Arrays.copyOf(read, count);
    }

    private MergeList findMerges() {
        ScannedStrings strings = mergeParts;
        if (strings == null) {
            return MergeList.EMPTY;
        }
        mergeParts = null;
        MergeList.Parts found =
                new MergeList.Parts() {
                    @Override
                    public int left(int merge) {
                        return strings.find(2 * merge, vocabulary);
                    }

                    @Override
                    public int right(int merge) {
                        return strings.find(2 * merge + 1, vocabulary);
                    }
                };
        return MergeList.of(
                strings.size() / 2, found, vocabulary, merge -> unknownPart(merge, strings));
    }

    private SundogException unknownPart(int merge, ScannedStrings strings) {
        boolean left = strings.find(2 * merge, vocabulary) >= 0;
        boolean right = strings.find(2 * merge + 1, vocabulary) >= 0;
        String whole = strings.get(2 * merge) + strings.get(2 * merge + 1);
        return broken(
                "model.merges: merge "
                        + merge
                        + (left && right ? " makes '" : " has '")
                        + (left
                                ? right ? whole : strings.get(2 * merge + 1)
                                : strings.get(2 * merge))
                        + "', which is not in model.vocab");
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

    MergeList merges() {
        return merges;
    }

    /** Ranks of the merges, made when first asked for. */
    PairRanks ranks() {
        PairRanks made = ranks;
        if (made == null) {
            made = new PairRanks(merges);
            ranks = made;
        }
        return made;
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
