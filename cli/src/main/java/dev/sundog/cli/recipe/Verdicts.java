package dev.sundog.cli.recipe;

import dev.sundog.evaluation.metric.RecoveryResult;
import dev.sundog.evaluation.statistics.PairedResult;
import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.evaluation.task.Comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an arrow did, in a few lines for people: better, worse or tied, never hidden. */
final class Verdicts {
    private Verdicts() {}

    static List<String> of(
            Stage stage, StageEvaluation.Findings before, StageEvaluation.Findings after) {
        List<Expectation> expectations = stage.expectations();
        List<String> lines = new ArrayList<>();
        if (before.tasks().isPresent() && after.tasks().isPresent()) {
            String task = "";
            for (Comparison comparison : Comparison.of(before.tasks().get(), after.tasks().get())) {
                if (!comparison.task().equals(task)) {
                    lines.add(line(comparison, expectations));
                }
                task = comparison.task();
            }
        }
        if (before.recovery().isPresent() && after.recovery().isPresent()) {
            lines.add(recovery(before.recovery().get(), after.recovery().get(), expectations));
        }
        for (HeldOutRewards rewards : HeldOutRewards.of(stage, before, after)) {
            lines.add(rewards(rewards, expectations));
        }
        return lines;
    }

    private static String rewards(HeldOutRewards rewards, List<Expectation> expectations) {
        return String.format(
                Locale.ROOT,
                "  %-30s %-14s %8.3f -> %8.3f [%.3f, %.3f]  %s",
                rewards.task(),
                "reward_acc",
                HeldOutRewards.CHANCE,
                rewards.accuracy().value(),
                rewards.accuracy().low(),
                rewards.accuracy().high(),
                word(rewards.verdict(), Expectation.REWARD, expectations));
    }

    private static String line(Comparison comparison, List<Expectation> expectations) {
        return String.format(
                Locale.ROOT,
                "  %-30s %-14s %8.3f -> %8.3f [%.3f, %.3f]  %s",
                comparison.task(),
                comparison.metric().key(),
                comparison.baseline().value(),
                comparison.candidate().value(),
                comparison.candidate().low(),
                comparison.candidate().high(),
                word(comparison.verdict(), comparison.task(), expectations));
    }

    private static String recovery(
            RecoveryResult before, RecoveryResult after, List<Expectation> expectations) {
        PairedResult test = before.compare(after);
        return String.format(
                Locale.ROOT,
                "  %-30s %-14s %8.3f -> %8.3f [%.3f, %.3f]  %s (base %.3f; KL %.4f)",
                "text sampled from the base",
                "perplexity",
                before.perplexity().value(),
                after.perplexity().value(),
                after.perplexity().low(),
                after.perplexity().high(),
                word(test.verdict(false), Expectation.RECOVERY, expectations),
                after.basePerplexity().value(),
                after.divergence().value());
    }

    private static String word(Verdict verdict, String task, List<Expectation> expectations) {
        String word = verdict.name().toLowerCase(Locale.ROOT);
        return Expectation.of(expectations, task)
                .map(
                        effect ->
                                effect.shows(verdict)
                                        ? word + ", as expected"
                                        : word + ", expected " + effect)
                .orElse(word);
    }
}
