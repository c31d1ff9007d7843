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
    private final TokenIndex ids;
    private final Map<String, Integer> addedIds;
    private final Map<Integer, String> addedTokens = new HashMap<>();
    private final BitSet special = new BitSet();
    private final int size;

    /**
     * @param ids of the model
     * @param added tokens beside them; one with a string of the model names the same id
     */
    TokenizerVocabulary(TokenIndex ids, List<Added> added) {
        this.ids = ids;
        this.addedIds = new HashMap<>();
        int extra = 0;
        for (Added token : added) {
            extra += ids.find(token.content()) >= 0 ? 0 : 1;
            addedIds.put(token.content(), token.id());
            addedTokens.put(token.id(), token.content());
            special.set(token.id(), token.special());
        }
        size = ids.size() + extra;
    }

    /** Entries, added tokens included. */
    int size() {
        return size;
    }

    /** The string of an id, or null if the id names nothing. */
    @Nullable String token(int id) {
        String token = addedTokens.get(id);
        return token == null ? ids.token(id) : token;
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
        int found = id == null ? ids.find(token) : id;
        return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
    }

    boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }
}
