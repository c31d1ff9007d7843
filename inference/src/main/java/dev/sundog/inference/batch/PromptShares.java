package dev.sundog.inference.batch;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Divides the tokens that a step has for prompts. Everybody gets an equal share; what a short
 * prompt leaves goes to the longer ones. So nobody waits for a long prompt of another, and all of
 * the step is used.
 */
final class PromptShares {
    private PromptShares() {}

    /**
     * Tokens of each prompt.
     *
     * @param remaining tokens each prompt still needs
     * @param budget tokens of the step, at least one a prompt
     */
    static int[] divide(int[] remaining, int budget) {
        int[] shares = new int[remaining.length];
        int[] shortestFirst =
                IntStream.range(0, remaining.length)
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> remaining[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        int left = Math.max(budget, remaining.length);
        for (int i = 0; i < shortestFirst.length; i++) {
            int prompt = shortestFirst[i];
            shares[prompt] = Math.min(remaining[prompt], left / (shortestFirst.length - i));
            left -= shares[prompt];
        }
        return shares;
    }
}
