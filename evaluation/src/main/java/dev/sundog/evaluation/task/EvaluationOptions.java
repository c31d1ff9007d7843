package dev.sundog.evaluation.task;

import java.util.OptionalInt;

/**
 * How to evaluate.
 *
 * @param limit first items of each task, or all
 * @param shots examples put before each item, drawn from the other items of the task
 * @param seed of the examples and of the bootstrap
 * @param applyChatTemplate whether prompts go through the model's chat template
 */
public record EvaluationOptions(
        OptionalInt limit, int shots, long seed, boolean applyChatTemplate) {
    public EvaluationOptions {
        if (limit.isPresent() && limit.getAsInt() <= 0) {
            throw new IllegalArgumentException("limit is " + limit.getAsInt());
        }
        if (shots < 0) {
            throw new IllegalArgumentException("shots is " + shots);
        }
    }

    /** All items, no examples, seed 0, no template. */
    public static EvaluationOptions defaults() {
        return new EvaluationOptions(OptionalInt.empty(), 0, 0, false);
    }
}
