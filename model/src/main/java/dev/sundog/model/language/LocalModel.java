package dev.sundog.model.language;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.tokenizer.Tokenizer;

/**
 * A model whose weights are here: logits, hidden states, sessions that append, roll back and fork.
 */
public interface LocalModel extends ScoringModel {
    ModelConfig config();

    Tokenizer tokenizer();

    /** A new, empty session of at most {@code capacity} positions. */
    Session openSession(int capacity);
}
