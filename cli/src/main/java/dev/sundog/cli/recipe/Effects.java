package dev.sundog.cli.recipe;

import dev.sundog.evaluation.report.LineReport;
import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.statistics.Interval;
import dev.sundog.evaluation.statistics.PairedResult;
import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.evaluation.task.Comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Sets what a recipe expected beside what was found, for the report. */
final class Effects {
    private final List<LineReport.Effect> effects = new ArrayList<>();

    private Effects() {}

    /** The effects of all arrows, in the line's order. */
    static List<LineReport.Effect> of(List<BuiltStage> models) {
        Effects gathered = new Effects();
        Optional<StageEvaluation.Findings> before = Optional.empty();
        for (BuiltStage stage : models) {
            if (before.isPresent() && stage.findings().isPresent()) {
                gathered.add(stage.stage(), before.get(), stage.findings().get());
            }
            before = stage.findings().isPresent() ? stage.findings() : before;
        }
        return List.copyOf(gathered.effects);
    }

    private void add(Stage stage, StageEvaluation.Findings before, StageEvaluation.Findings after) {
        if (before.recovery().isPresent() && after.recovery().isPresent()) {
            PairedResult test = before.recovery().get().compare(after.recovery().get());
            add(
                    stage,
                    Expectation.RECOVERY,
                    "perplexity on text of the base",
                    new Values(
                            before.recovery().get().perplexity(),
                            after.recovery().get().perplexity(),
                            1),
                    test.verdict(false));
        }
        for (HeldOutRewards rewards : HeldOutRewards.of(stage, before, after)) {
            Estimate chance = Estimate.of(HeldOutRewards.CHANCE, Interval.UNKNOWN, 0);
            add(
                    stage,
                    Expectation.REWARD,
                    rewards.task() + " · reward accuracy, chance 50 %",
                    new Values(chance, rewards.accuracy(), 100),
                    rewards.verdict());
        }
        if (before.tasks().isEmpty() || after.tasks().isEmpty()) {
            return;
        }
        String task = "";
        for (Comparison comparison : Comparison.of(before.tasks().get(), after.tasks().get())) {
            if (!comparison.task().equals(task)) {
                task = comparison.task();
                add(
                        stage,
                        task,
                        task + " · " + comparison.metric().key(),
                        new Values(
                                comparison.baseline(),
                                comparison.candidate(),
                                comparison.metric().isProportion() ? 100 : 1),
                        comparison.verdict());
            }
        }
    }

    /** Two values on one scale. */
    private record Values(Estimate before, Estimate after, double scale) {
        String text(double value) {
            return scale == 1
                    ? String.format(Locale.ROOT, "%.3f", value)
                    : String.format(Locale.ROOT, "%.0f %%", value * scale);
        }

        String withInterval() {
            return after.interval().isKnown()
                    ? "%s (%s–%s)"
                            .formatted(text(after.value()), text(after.low()), text(after.high()))
                    : text(after.value());
        }
    }

    private void add(Stage stage, String task, String subject, Values values, Verdict found) {
        Expectation.of(stage.expectations(), task)
                .ifPresent(
                        effect ->
                                effects.add(
                                        new LineReport.Effect(
                                                stage.name(),
                                                subject,
                                                effect.toString(),
                                                values.text(values.before().value()),
                                                values.withInterval(),
                                                found,
                                                effect.shows(found))));
    }
}
