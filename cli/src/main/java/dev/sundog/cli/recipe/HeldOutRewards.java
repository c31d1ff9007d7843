package dev.sundog.cli.recipe;

import dev.sundog.evaluation.metric.ImplicitReward;
import dev.sundog.evaluation.metric.Outcome;
import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.evaluation.task.EvaluationResult;
import dev.sundog.evaluation.task.Sample;
import dev.sundog.evaluation.task.TaskResult;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The reward accuracy of an alignment on held-out pairs of replies, the model before it being the
 * reference.
 *
 * @param task pairs of replies
 * @param accuracy share of pairs whose better reply gained more
 */
record HeldOutRewards(String task, Estimate accuracy) {
    /** What chance gives. */
    static final double CHANCE = 0.5;

    /** One a task of pairs that both evaluations have; none unless the stage aligned. */
    static List<HeldOutRewards> of(
            Stage stage, StageEvaluation.Findings before, StageEvaluation.Findings after) {
        List<HeldOutRewards> rewards = new ArrayList<>();
        if (stage.kind() != StageKind.ALIGN || before.tasks().isEmpty()) {
            return rewards;
        }
        EvaluationResult reference = before.tasks().get();
        for (TaskResult policy : after.tasks().map(EvaluationResult::tasks).orElse(List.of())) {
            reference
                    .task(policy.task())
                    .filter(task -> ofPairs(task) && ofPairs(policy))
                    .ifPresent(task -> rewards.add(of(task, policy)));
        }
        return rewards;
    }

    private static boolean ofPairs(TaskResult task) {
        return task.samples().stream()
                .allMatch(
                        sample ->
                                sample.outcome() instanceof Outcome.Choice choice
                                        && choice.lengths().size() == 2);
    }

    private static HeldOutRewards of(TaskResult reference, TaskResult policy) {
        Map<String, Outcome.Choice> references = new HashMap<>();
        for (Sample sample : reference.samples()) {
            references.put(sample.id(), (Outcome.Choice) sample.outcome());
        }
        List<Outcome.Choice> before = new ArrayList<>();
        List<Outcome.Choice> after = new ArrayList<>();
        for (Sample sample : policy.samples()) {
            Outcome.Choice earlier = references.get(sample.id());
            if (earlier != null) {
                before.add(earlier);
                after.add((Outcome.Choice) sample.outcome());
            }
        }
        return new HeldOutRewards(policy.task(), ImplicitReward.accuracy(before, after));
    }

    /** Better than chance, worse, or neither at the 5 % level. */
    Verdict verdict() {
        if (accuracy.low() > CHANCE) {
            return Verdict.BETTER;
        }
        return accuracy.high() < CHANCE ? Verdict.WORSE : Verdict.TIED;
    }
}
