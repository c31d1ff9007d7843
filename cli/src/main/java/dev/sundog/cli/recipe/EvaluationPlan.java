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
 * @param chats what a user says, answered greedily through the chat template and shown
 */
record EvaluationPlan(
        List<String> tasks,
        String data,
        int limit,
        Recovery recovery,
        List<String> samples,
        List<String> chats) {
    EvaluationPlan {
        tasks = List.copyOf(tasks);
        samples = List.copyOf(samples);
        chats = List.copyOf(chats);
    }

    static EvaluationPlan defaults() {
        return new EvaluationPlan(List.of(), "", 0, Recovery.defaults(), List.of(), List.of());
    }

    /**
     * Text the base itself writes, which what is made from it must still predict.
     *
     * @param sequences how many to sample; 0 for none
     * @param length most tokens of each
     * @param starts words texts go on from, taken in turn; none: from an empty context
     */
    record Recovery(int sequences, int length, List<String> starts) {
        Recovery {
            starts = List.copyOf(starts);
        }

        static Recovery defaults() {
            return new Recovery(0, 128, List.of());
        }
    }
}
