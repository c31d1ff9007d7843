package dev.sundog.inference.generation;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Tokenizer;

import java.util.OptionalInt;

/**
 * Raw text to ids as prompts need them: with the BOS that the tokenizer adds by itself, never with
 * an end-of-sequence token. Thread-safe.
 */
final class PromptEncoder {
    private final Tokenizer tokenizer;
    private final OptionalInt bosTokenId;
    private final boolean addsBos;

    PromptEncoder(Tokenizer tokenizer, OptionalInt configuredBos) {
        this.tokenizer = tokenizer;
        bosTokenId = tokenizer.bosTokenId().isPresent() ? tokenizer.bosTokenId() : configuredBos;
        int[] special = tokenizer.encode("", true);
        addsBos =
                special.length > 0 && bosTokenId.isPresent() && special[0] == bosTokenId.getAsInt();
    }

    /** Ids of a text that begins a sequence. */
    int[] encode(String text) {
        int[] ids = tokenizer.encode(text, false);
        return addsBos ? prepended(bosTokenId.getAsInt(), ids) : ids;
    }

    /** Ids of a text that goes on; nothing is added. */
    int[] encodePlain(String text) {
        return tokenizer.encode(text, false);
    }

    /** What stands for an empty beginning: BOS, else EOS. */
    int start() {
        if (bosTokenId.isPresent()) {
            return bosTokenId.getAsInt();
        }
        return tokenizer
                .eosTokenId()
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "no-start-token",
                                        "the context is empty and the tokenizer has neither a BOS"
                                            + " nor an EOS token to begin with; give some text"));
    }

    static int[] prepended(int first, int[] rest) {
        int[] ids = new int[rest.length + 1];
        ids[0] = first;
        System.arraycopy(rest, 0, ids, 1, rest.length);
        return ids;
    }
}
