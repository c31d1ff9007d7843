package dev.sundog.inference.constraint;

import dev.sundog.model.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/** What constraints need of a tokenizer, made when it is first needed. Thread-safe. */
final class Vocabulary {
    private final Tokenizer tokenizer;
    private final int size;
    private final Set<Integer> ends;
    private @Nullable TokenBytes bytes;
    private @Nullable TokenTrie trie;
    private @Nullable TokenTrie firstTrie;

    Vocabulary(Tokenizer tokenizer, int size, Set<Integer> ends) {
        this.tokenizer = tokenizer;
        this.size = size;
        this.ends = ends;
    }

    /** Tokens that end an answer. */
    Set<Integer> ends() {
        return ends;
    }

    synchronized TokenBytes bytes() {
        TokenBytes made = bytes;
        if (made == null) {
            made = TokenBytes.of(tokenizer, size);
            bytes = made;
        }
        return made;
    }

    /** The tokens of an answer, or those it may begin with. */
    synchronized TokenTrie trie(boolean first) {
        boolean differs = first && bytes().dropsFirstSpace();
        TokenTrie made = differs ? firstTrie : trie;
        if (made == null) {
            made = new TokenTrie(bytes(), differs);
            if (differs) {
                firstTrie = made;
            } else {
                trie = made;
            }
        }
        return made;
    }
}
