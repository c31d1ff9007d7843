package dev.sundog.cli.recipe;

import java.util.List;

/**
 * What is measured after every arrow.
 *
 * @param tasks task names; all of {@code data} if empty
 * @param data folder of the tasks, possibly of an earlier stage ({@code world/eval})
 * @param limit items a task, 0 for all
 * @param recovery text sampled from the line's own base
 * @param samples prompts whose greedy continuations are shown
 */
record EvaluationPlan(
        List<String> tasks, String data, int limit, Recovery recovery, List<String> samples) {
    EvaluationPlan {
        tasks = List.copyOf(tasks);
        samples = List.copyOf(samples);
    }

    static EvaluationPlan defaults() {
        return new EvaluationPlan(List.of(), "", 0, Recovery.defaults(), List.of());
    }

    /**
     * @param sequences how many to sample; 0 for none @param length tokens of each
     */
    record Recovery(int sequences, int length) {
        static Recovery defaults() {
            return new Recovery(0, 128);
        }
    }
}
