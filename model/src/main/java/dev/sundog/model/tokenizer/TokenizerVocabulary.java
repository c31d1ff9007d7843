package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.AddedTokens.Added;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Which string each id has and which ids are special, added tokens included. Immutable. */
final class TokenizerVocabulary {
    private final Map<String, Integer> ids;
    private final Map<String, Integer> addedIds;
    private final @Nullable String[] tokens;
    private final BitSet special = new BitSet();
    private final int size;

    /**
     * @param ids of the model
     * @param added tokens beside them; one with a string of the model names the same id
     */
    TokenizerVocabulary(Map<String, Integer> ids, List<Added> added) {
        this.ids = ids;
        this.addedIds = new HashMap<>();
        int length = 0;
        for (int id : ids.values()) {
            length = Math.max(length, id + 1);
        }
        int extra = 0;
        for (Added token : added) {
            length = Math.max(length, token.id() + 1);
            extra += ids.containsKey(token.content()) ? 0 : 1;
            addedIds.put(token.content(), token.id());
            special.set(token.id(), token.special());
        }
        tokens = new String[length];
        ids.forEach((token, id) -> tokens[id] = token);
        added.forEach(token -> tokens[token.id()] = token.content());
        size = ids.size() + extra;
    }

    /** Entries, added tokens included. */
    int size() {
        return size;
    }

    /** The string of an id, or null if the id names nothing. */
    @Nullable String token(int id) {
        return id >= 0 && id < tokens.length ? tokens[id] : null;
    }

    /** The string of an id; (data) if the id names nothing. */
    String require(int id) {
        String token = token(id);
        if (token == null) {
            throw SundogException.data(
                    "token-unknown", "token id " + id + " is not in the vocabulary of " + size);
        }
        return token;
    }

    OptionalInt id(String token) {
        Integer id = addedIds.get(token);
        if (id == null) {
            id = ids.get(token);
        }
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }
}
