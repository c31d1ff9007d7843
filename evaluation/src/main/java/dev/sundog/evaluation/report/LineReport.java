package dev.sundog.evaluation.report;

import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.evaluation.task.Comparison;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything the report of a line says. Immutable. Texts are plain; the writer escapes them.
 *
 * @param title of the line, e.g. the recipe's name
 * @param created when it was finished
 * @param machine what it ran on, one line
 * @param stages what ran, in order, the base first; at least one
 * @param versusBase paired tests of the last evaluated stage against the base
 * @param effects what was expected beforehand, and what was found
 * @param recovery how near to the base the line is, if it was measured
 * @param nextSteps commands to try
 * @param recipe the recipe's text
 */
public record LineReport(
        String title,
        Instant created,
        String machine,
        List<StageReport> stages,
        List<Comparison> versusBase,
        List<Effect> effects,
        Optional<RecoveryCurve> recovery,
        List<NextStep> nextSteps,
        String recipe) {
    public LineReport {
        stages = List.copyOf(stages);
        versusBase = List.copyOf(versusBase);
        effects = List.copyOf(effects);
        nextSteps = List.copyOf(nextSteps);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a line has at least one stage");
        }
    }

    /** The stage it started from. */
    public StageReport first() {
        return stages.getFirst();
    }

    /** The stage it ended with. */
    public StageReport last() {
        return stages.getLast();
    }

    /**
     * An effect that was expected before the line ran.
     *
     * @param stage name of the stage that should have it
     * @param subject task or measurement
     * @param expected what was written down, e.g. {@code better}
     * @param before value of the stage before
     * @param after value of the stage, with its interval
     * @param found what the paired test says
     * @param shown whether that is what was expected
     */
    public record Effect(
            String stage,
            String subject,
            String expected,
            String before,
            String after,
            Verdict found,
            boolean shown) {}

    /**
     * A command to try.
     *
     * @param command what to type
     * @param purpose what it does
     */
    public record NextStep(String command, String purpose) {}

    /**
     * The model beside its base on text the base wrote.
     *
     * @param basePerplexity of the base itself
     * @param points along the line
     */
    public record RecoveryCurve(Estimate basePerplexity, List<RecoveryPoint> points) {
        public RecoveryCurve {
            points = List.copyOf(points);
            if (points.isEmpty()) {
                throw new IllegalArgumentException("a recovery curve has at least one point");
            }
        }
    }

    /**
     * One measurement of recovery.
     *
     * @param stage name of the stage
     * @param label what tells it from others of its stage, e.g. {@code step 200}; may be empty
     * @param perplexity of the model on the base's text
     * @param divergence KL(base ‖ model), nats a token
     */
    public record RecoveryPoint(
            String stage, String label, Estimate perplexity, Estimate divergence) {}
}
