package dev.sundog.inference.batch;

import dev.sundog.inference.generation.Answer;
import dev.sundog.model.language.Generation.FinishReason;

/**
 * Sees an answer grow. Called on the scheduler's thread, which serves everybody: it must return at
 * once. After {@link #onEnd} or {@link #onFailure} nothing follows; a cancelled request gets
 * neither.
 */
public interface CompletionListener {
    /** One more token. */
    void onToken(Answer.Token token);

    /** The answer is complete. */
    void onEnd(Summary summary);

    /** There will be no answer, or no more of it. */
    void onFailure(RuntimeException failure);

    /**
     * What an answer took.
     *
     * @param reason why it ended
     * @param promptTokens tokens of the prompt
     * @param reusedTokens those of them whose keys and values were still there
     * @param completionTokens tokens of the answer
     * @param queueSeconds from the request to its first step
     * @param promptSeconds from there to the end of the prompt
     * @param predictedSeconds from there to the end
     */
    record Summary(
            FinishReason reason,
            int promptTokens,
            int reusedTokens,
            int completionTokens,
            double queueSeconds,
            double promptSeconds,
            double predictedSeconds) {}
}
