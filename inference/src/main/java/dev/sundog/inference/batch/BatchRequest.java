package dev.sundog.inference.batch;

import dev.sundog.model.language.GenerationOptions;

import java.util.concurrent.CompletableFuture;

/** Something that a scheduler runs in a slot of its own. */
public sealed interface BatchRequest {
    /** Token ids to begin with, at least one. */
    int[] prompt();

    /**
     * A prompt to complete.
     *
     * @param options how; each request has its own seed
     * @param listener sees the answer grow
     */
    record Completion(int[] prompt, GenerationOptions options, CompletionListener listener)
            implements BatchRequest {
        public Completion {
            requireTokens(prompt);
        }
    }

    /**
     * A text whose hidden states are wanted.
     *
     * @param result gets the mean of the final hidden states over all tokens, {@code [hiddenSize]},
     *     on the scheduler's thread
     */
    record Embedding(int[] prompt, CompletableFuture<float[]> result) implements BatchRequest {
        public Embedding {
            requireTokens(prompt);
        }
    }

    private static void requireTokens(int[] prompt) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("a request without tokens");
        }
    }
}
