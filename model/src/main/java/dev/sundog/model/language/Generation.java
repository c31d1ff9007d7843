package dev.sundog.model.language;

import java.util.List;

/**
 * A finished completion.
 *
 * @param text generated text without the stop text and special tokens
 * @param ids generated ids, a final end-of-sequence id included
 * @param finishReason why it ended
 * @param promptTokens tokens of the prompt
 * @param promptSeconds time to the end of the prompt
 * @param predictedSeconds time of the generation
 * @param logprobs one entry a generated token if asked for, else empty
 */
public record Generation(
        String text,
        List<Integer> ids,
        FinishReason finishReason,
        int promptTokens,
        double promptSeconds,
        double predictedSeconds,
        List<TokenLogprob> logprobs) {

    /** Why a generation ended. */
    public enum FinishReason {
        STOP,
        LENGTH,
        CANCELLED
    }

    /**
     * @param id token id
     * @param token its text; U+FFFD for what is only part of a character
     * @param bytes what it adds to the text, in UTF-8; not to be changed
     * @param logprob natural logarithm
     * @param top the most likely alternatives, best first
     */
    public record TokenLogprob(
            int id, String token, byte[] bytes, double logprob, List<Alternative> top) {}

    /**
     * @param id token id
     * @param token its text; U+FFFD for what is only part of a character
     * @param bytes what it adds to the text, in UTF-8; not to be changed
     * @param logprob natural logarithm
     */
    public record Alternative(int id, String token, byte[] bytes, double logprob) {}
}
