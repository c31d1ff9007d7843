package dev.sundog.model.language;

/**
 * A growing sequence with its key-value cache. Not thread-safe; sessions of one model may run on
 * several threads.
 */
public interface Session extends AutoCloseable {
    /** Positions held. */
    int length();

    /** Positions it can hold. */
    int capacity();

    /**
     * Appends {@code ids} and returns the logits after the last one, {@code [vocabularySize]}; the
     * array is owned by the caller.
     *
     * @throws dev.sundog.model.failure.SundogException (data) if they do not fit the capacity
     */
    float[] append(int... ids);

    /**
     * Appends {@code ids} and hands the logits at each of the last {@code count} positions to
     * {@code sink}, in order; the array is reused between calls.
     */
    void appendAll(int[] ids, int count, LogitSink sink);

    /**
     * Appends {@code ids} and returns the final-norm hidden state of each, {@code
     * [ids.length][hiddenSize]}.
     */
    float[][] appendHidden(int... ids);

    /** Forgets all positions from {@code length} on. */
    void rollBack(int length);

    /** A session with the same past that goes its own way. */
    Session fork();

    @Override
    void close();

    /** Receives logits. */
    @FunctionalInterface
    interface LogitSink {
        /**
         * @param index index within the appended ids @param logits {@code [vocabularySize]}, valid
         *     during the call
         */
        void accept(int index, float[] logits);
    }
}
