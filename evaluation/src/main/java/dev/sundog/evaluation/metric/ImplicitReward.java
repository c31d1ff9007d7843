package dev.sundog.evaluation.metric;

import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.statistics.Intervals;

import java.util.List;

/**
 * What preference optimisation did, on pairs it has not seen: the share of pairs whose better reply
 * has the higher implicit reward {@code log p(reply) − log p_reference(reply)}. One half is chance:
 * what a model has that did not move.
 *
 * <p>Source: Rafailov et al., Direct Preference Optimization, arXiv 2305.18290, section 4.
 */
public final class ImplicitReward {
    private ImplicitReward() {}

    /**
     * Accuracy with Wilson's interval.
     *
     * @param reference outcomes of the reference model
     * @param policy outcomes of the aligned model on the same items, in the same order
     */
    public static Estimate accuracy(List<Outcome.Choice> reference, List<Outcome.Choice> policy) {
        if (reference.size() != policy.size()) {
            throw new IllegalArgumentException(
                    reference.size() + " outcomes beside " + policy.size());
        }
        int right = 0;
        for (int i = 0; i < policy.size(); i++) {
            right += ranksRightly(reference.get(i), policy.get(i)) ? 1 : 0;
        }
        return Intervals.proportion(right, policy.size());
    }

    private static boolean ranksRightly(Outcome.Choice reference, Outcome.Choice policy) {
        double better = reward(reference, policy, policy.gold());
        for (int i = 0; i < policy.lengths().size(); i++) {
            if (i != policy.gold() && reward(reference, policy, i) >= better) {
                return false;
            }
        }
        return true;
    }

    private static double reward(Outcome.Choice reference, Outcome.Choice policy, int reply) {
        return policy.logProbabilities().get(reply) - reference.logProbabilities().get(reply);
    }
}
