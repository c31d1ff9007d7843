package dev.sundog.model.architecture;

/**
 * What a tensor does in the block that every family is a case of. Which roles a family has says
 * where its norms stand: before a block's two halves, after them, after the addition, or several.
 */
public enum TensorRole {
    /** Token embedding. */
    EMBEDDING,
    /** Learned embedding of positions. */
    POSITION_EMBEDDING,
    /** Embedding of an encoder's sentence numbers. */
    TOKEN_TYPE_EMBEDDING,
    /** Norm of the summed embeddings. */
    EMBEDDING_NORM,
    /** Norm of what attention reads. */
    ATTENTION_NORM,
    QUERY,
    KEY,
    VALUE,
    /** The three as one matrix. */
    QUERY_KEY_VALUE,
    /** Norm of the queries, of each head or of all together by its shape. */
    QUERY_NORM,
    /** Norm of the keys. */
    KEY_NORM,
    ATTENTION_OUTPUT,
    /** Norm of what attention adds. */
    ATTENTION_POST_NORM,
    /** Norm of the residual stream after attention was added. */
    ATTENTION_RESIDUAL_NORM,
    /** Norm of what the feed-forward network reads. */
    FEED_FORWARD_NORM,
    GATE,
    UP,
    /** Both as one matrix, the gate first. */
    GATE_UP,
    DOWN,
    /** Scores of the experts. */
    ROUTER,
    EXPERT_GATE,
    EXPERT_UP,
    EXPERT_DOWN,
    /** How much of the shared expert a token gets. */
    SHARED_ROUTER,
    SHARED_GATE,
    SHARED_UP,
    SHARED_DOWN,
    /** Norm of what the feed-forward network adds. */
    FEED_FORWARD_POST_NORM,
    /** Norm of the residual stream after the feed-forward network was added. */
    FEED_FORWARD_RESIDUAL_NORM,
    FINAL_NORM,
    /** Output projection. */
    HEAD;

    /** Whether it produces what its block adds to the residual stream. */
    public boolean writesResidual() {
        return switch (this) {
            case ATTENTION_OUTPUT, DOWN, EXPERT_DOWN, SHARED_DOWN -> true;
            case EMBEDDING,
                    POSITION_EMBEDDING,
                    TOKEN_TYPE_EMBEDDING,
                    EMBEDDING_NORM,
                    ATTENTION_NORM,
                    QUERY,
                    KEY,
                    VALUE,
                    QUERY_KEY_VALUE,
                    QUERY_NORM,
                    KEY_NORM,
                    ATTENTION_POST_NORM,
                    ATTENTION_RESIDUAL_NORM,
                    FEED_FORWARD_NORM,
                    GATE,
                    UP,
                    GATE_UP,
                    ROUTER,
                    EXPERT_GATE,
                    EXPERT_UP,
                    SHARED_ROUTER,
                    SHARED_GATE,
                    SHARED_UP,
                    FEED_FORWARD_POST_NORM,
                    FEED_FORWARD_RESIDUAL_NORM,
                    FINAL_NORM,
                    HEAD ->
                    false;
        };
    }
}
