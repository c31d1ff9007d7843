package dev.sundog.inference.batch;

/**
 * What a scheduler is doing and has done.
 *
 * @param slots slots there are
 * @param busy slots that hold a request
 * @param queued requests that wait for a slot
 * @param promptTokens tokens of prompts computed since the start
 * @param reusedTokens tokens of prompts that were still in a cache
 * @param generatedTokens tokens sampled
 * @param steps forward passes
 * @param tokensPerSecond tokens sampled a second over the last seconds of work; 0 while idle
 */
public record BatchStatus(
        int slots,
        int busy,
        int queued,
        long promptTokens,
        long reusedTokens,
        long generatedTokens,
        long steps,
        double tokensPerSecond) {}
