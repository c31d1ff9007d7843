package dev.sundog.training.objective;

/**
 * What is minimised. A closed set: each objective says how the logits of a token become a loss and
 * a gradient.
 */
public sealed interface Objective {
    /**
     * Negative log-likelihood of the next token, averaged over all counted targets of the global
     * batch, however it is cut into micro-batches, accumulation steps and threads. Pre-training
     * counts every target, instruction tuning those of the assistant.
     *
     * <p>Source: Bengio et al., A Neural Probabilistic Language Model (JMLR 3, 2003), eq. 2.1.
     */
    record NextToken() implements Objective {}
}
