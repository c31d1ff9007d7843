package dev.sundog.cli.recipe;

import dev.sundog.cli.progress.Interruption;
import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.training.run.MemoryPlan;
import dev.sundog.training.run.StartingPoint;
import dev.sundog.training.run.StepMetrics;
import dev.sundog.training.run.TrainingConfig;
import dev.sundog.training.run.TrainingListener;
import dev.sundog.training.run.TrainingResult;
import dev.sundog.training.run.TrainingRun;

import tools.jackson.databind.node.ArrayNode;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Runs one training stage with progress and interruption: what {@code build} and the single verbs
 * share.
 */
public final class Training {
    private Training() {}

    /**
     * Trains {@code model} into {@code directory}.
     *
     * @param kind what is trained, and so which data it reads
     * @param config settings, its data paths resolved
     * @param model to start from
     * @param reference of an alignment; the model itself unless configured otherwise
     * @param resume whether to go on from the newest checkpoint
     * @return metrics for the manifest
     * @throws InterruptedBuild if the user asked to stop; a checkpoint is kept
     */
    public static Map<String, Object> run(
            TrainingKind kind,
            TrainingConfig config,
            Path model,
            Path reference,
            Path directory,
            boolean resume,
            ProgressDisplay progress) {
        try (Checkpoint checkpoint = Checkpoints.open(model);
                Tokenizer tokenizer = checkpoint.openTokenizer();
                TrainingData data =
                        TrainingData.open(
                                kind,
                                config,
                                checkpoint,
                                tokenizer,
                                reference,
                                directory,
                                resume,
                                progress);
                Interruption.Scope scope =
                        Interruption.during(
                                "stopping after this step; go on with --resume (Ctrl-C again ends"
                                        + " at once)")) {
            TrainingResult result =
                    TrainingRun.run(
                            config,
                            new StartingPoint.Weights(checkpoint),
                            data.set(),
                            directory,
                            resume,
                            new Watch(kind.key(), progress));
            if (result.outcome() == TrainingResult.Outcome.INTERRUPTED) {
                throw new InterruptedBuild();
            }
            Map<String, Object> metrics = new LinkedHashMap<>();
            metrics.put("steps", result.steps());
            metrics.put("tokens", result.tokens());
            metrics.put("finalLoss", result.finalLoss());
            metrics.put("trainingTokensPerSecond", result.tokensPerSecond());
            return metrics;
        }
    }

    /** Where the layers of a model came from; training keeps them in place. */
    public static ArrayNode lineage(Path model) {
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            return Lineage.toJson(checkpoint.lineage());
        }
    }

    /** Shows steps, loss and speed. */
    private record Watch(String task, ProgressDisplay progress) implements TrainingListener {
        @Override
        public void onStart(MemoryPlan plan, long firstStep, long steps) {
            progress.say(plan.toString());
        }

        @Override
        public void onNotice(String message) {
            progress.say(message);
        }

        @Override
        public void onReference(long done, long total) {
            progress.onProgress("reference", done, total);
        }

        @Override
        public void onStep(StepMetrics metrics, long steps) {
            progress.onProgress(
                    task,
                    metrics.step(),
                    steps,
                    String.format(
                            Locale.ROOT,
                            "loss %.3f, %.0f tokens/s",
                            metrics.loss(),
                            metrics.tokensPerSecond()));
        }

        @Override
        public boolean stopRequested() {
            return Interruption.requested();
        }
    }
}
