package dev.sundog.model.language;

import java.util.List;

/** A model that can tell how likely a text is: the requests of lm-evaluation-harness. */
public interface ScoringModel extends LanguageModel {
    /**
     * log p(continuation | context) of each request, in order. Blanks at the end of a context move
     * to the continuation; the continuation's ids are enc(context + continuation) without the first
     * |enc(context)|; an empty context is BOS, else EOS; too long a context loses its head.
     */
    List<Score> score(List<Continuation> requests);

    /**
     * Rolling log-likelihood of whole texts in windows of the context length, each token scored
     * once.
     */
    List<Score> scoreRolling(List<String> texts);

    /**
     * @param context what is given @param continuation what is scored; not empty
     */
    record Continuation(String context, String continuation) {}

    /**
     * @param logProbability natural logarithm, summed @param tokenCount scored tokens @param greedy
     *     whether each was the most likely one
     */
    record Score(double logProbability, int tokenCount, boolean greedy) {}
}
