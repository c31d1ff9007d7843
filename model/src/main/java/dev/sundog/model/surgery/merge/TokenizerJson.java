package dev.sundog.model.surgery.merge;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The vocabulary inside a {@code tokenizer.json}, which can be cut and added to. */
final class TokenizerJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final String name;
    private final byte[] original;
    private final ObjectNode root;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Set<String> addedTokens = new HashSet<>();
    private int next;
    private boolean changed;

    private TokenizerJson(String name, byte[] original, ObjectNode root) {
        this.name = name;
        this.original = original;
        this.root = root;
        JsonNode vocabulary = root.path("model").path("vocab");
        for (int i = 0; vocabulary.isArray() && i < vocabulary.size(); i++) {
            ids.put(vocabulary.get(i).path(0).asString(""), i);
        }
        vocabulary
                .properties()
                .forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt(-1)));
        for (JsonNode added : root.path("added_tokens")) {
            String token = added.path("content").asString("");
            ids.put(token, added.path("id").asInt(-1));
            addedTokens.add(token);
        }
        next = afterLast();
    }

    private int afterLast() {
        return ids.values().stream().mapToInt(id -> id).max().orElse(-1) + 1;
    }

    /**
     * Reads the file of the model {@code name}.
     *
     * @throws SundogException (data, {@code merge-tokenizer})
     */
    static TokenizerJson of(String name, byte[] json) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode root) {
                return new TokenizerJson(name, json, root);
            }
        } catch (JacksonException e) {
            throw refused("tokenizer.json of '%s' is no JSON".formatted(name));
        }
        throw refused("tokenizer.json of '%s' is no JSON object".formatted(name));
    }

    /** Ids by token. */
    Map<String, Integer> ids() {
        return ids;
    }

    /** Entries of {@code added_tokens}. */
    List<ObjectNode> added() {
        List<ObjectNode> added = new ArrayList<>();
        for (JsonNode node : root.path("added_tokens")) {
            if (node instanceof ObjectNode object) {
                added.add(object);
            }
        }
        return added;
    }

    /** Tokens in the order of their ids. */
    List<String> tokens() {
        return ids.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Removes the tokens whose ids are not below {@code rows}. */
    void limit(int rows) {
        Set<String> gone = new HashSet<>();
        ids.forEach(
                (token, id) -> {
                    if (id >= rows) {
                        gone.add(token);
                    }
                });
        if (gone.isEmpty()) {
            return;
        }
        if (!(root.path("model") instanceof ObjectNode model)
                || !(model.path("vocab") instanceof ObjectNode vocabulary)) {
            throw refused(
                    "'%s' has %d tokens without a row of the embedding, and its tokenizer cannot be cut"
                            .formatted(name, gone.size()));
        }
        changed = true;
        ids.keySet().removeAll(gone);
        addedTokens.removeAll(gone);
        next = afterLast();
        vocabulary.remove(gone);
        removeIf(root.path("added_tokens"), node -> gone.contains(node.path("content").asString()));
        removeIf(
                model.path("merges"),
                node -> {
                    String[] pair =
                            node.isString()
                                    ? node.stringValue().split(" ", 2)
                                    : new String[] {
                                        node.path(0).asString(""), node.path(1).asString("")
                                    };
                    return gone.contains(pair[0])
                            || pair.length > 1 && gone.contains(pair[1])
                            || gone.contains(String.join("", pair));
                });
    }

    private static void removeIf(JsonNode list, Predicate<JsonNode> unwanted) {
        if (list instanceof ArrayNode array) {
            List<JsonNode> kept = new ArrayList<>();
            array.forEach(
                    node -> {
                        if (!unwanted.test(node)) {
                            kept.add(node);
                        }
                    });
            array.removeAll();
            array.addAll(kept);
        }
    }

    /** Adds a token that is matched as it stands, unless it is there. */
    void add(String token) {
        if (!ids.containsKey(token)) {
            ObjectNode entry = MAPPER.createObjectNode();
            entry.put("id", 0);
            entry.put("content", token);
            for (String flag : List.of("single_word", "lstrip", "rstrip")) {
                entry.put(flag, false);
            }
            entry.put("normalized", true);
            entry.put("special", false);
            add(entry);
        }
    }

    /** Adds a token with the settings it has elsewhere, unless it is among the added ones. */
    void add(ObjectNode entry) {
        String token = entry.path("content").asString("");
        if (!addedTokens.add(token)) {
            return;
        }
        Integer known = ids.get(token);
        int id = known == null ? next++ : known;
        ObjectNode copy = entry.deepCopy();
        copy.put("id", id);
        ids.put(token, id);
        JsonNode list = root.path("added_tokens");
        (list instanceof ArrayNode array ? array : root.putArray("added_tokens")).add(copy);
        changed = true;
    }

    /** The file; the very same bytes if nothing was changed. */
    byte[] bytes() {
        return changed ? MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root) : original;
    }

    private static SundogException refused(String what) {
        return SundogException.data("merge-tokenizer", "tokenizer: " + what);
    }
}
