package dev.sundog.evaluation.report;

import dev.sundog.evaluation.task.Comparison;
import dev.sundog.evaluation.task.MetricValue;
import dev.sundog.evaluation.task.TaskResult;
import dev.sundog.model.checkpoint.LayerOrigin;

import java.util.List;
import java.util.Optional;

/**
 * One stage of a line. Immutable.
 *
 * @param id its folder, e.g. {@code 10-upscale}; unique in the line
 * @param name for people
 * @param kind of the recipe, e.g. {@code pretrain}
 * @param seconds wall time
 * @param parameters of the model it made
 * @param layers of the model it made
 * @param bytes of its weight files
 * @param trainingTokensPerSecond of a training stage
 * @param speed of the model it made, if it was measured
 * @param losses of a training stage, by step
 * @param rewards of an alignment stage, by step
 * @param tasks how its model did
 * @param versusBefore paired tests against the stage before
 * @param samples how its model goes on from a text
 * @param chats what its model answers to a user
 * @param lineage where each layer came from, if layers were moved
 * @param drift how far each layer moved from its origin, if measured
 */
public record StageReport(
        String id,
        String name,
        String kind,
        double seconds,
        long parameters,
        int layers,
        long bytes,
        Optional<Double> trainingTokensPerSecond,
        Optional<Speed> speed,
        List<LossPoint> losses,
        List<RewardPoint> rewards,
        List<TaskScore> tasks,
        List<Comparison> versusBefore,
        List<TextSample> samples,
        List<TextSample> chats,
        List<LayerOrigin> lineage,
        List<LayerDrift> drift) {
    public StageReport {
        if (id.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("a stage needs an id and a name");
        }
        if (parameters < 0 || layers < 0 || bytes < 0 || !(seconds >= 0)) {
            throw new IllegalArgumentException("stage " + id + " has a negative size");
        }
        losses = List.copyOf(losses);
        rewards = List.copyOf(rewards);
        tasks = List.copyOf(tasks);
        versusBefore = List.copyOf(versusBefore);
        samples = List.copyOf(samples);
        chats = List.copyOf(chats);
        lineage = List.copyOf(lineage);
        drift = List.copyOf(drift);
    }

    /**
     * How fast a model runs, in tokens a second.
     *
     * @param prompt reading
     * @param predicted writing
     */
    public record Speed(double prompt, double predicted) {}

    /**
     * A step of training.
     *
     * @param step from 1
     * @param loss nats a token
     */
    public record LossPoint(long step, double loss) {}

    /**
     * The rewards of a step of alignment, over its pairs.
     *
     * @param step from 1
     * @param margin mean reward of the chosen answers minus that of the rejected ones
     * @param accuracy share of pairs whose chosen answer has the higher reward
     */
    public record RewardPoint(long step, double margin, double accuracy) {}

    /**
     * How the model did on a task.
     *
     * @param task name
     * @param language BCP 47 tag
     * @param values metrics, the headline first
     */
    public record TaskScore(String task, String language, List<MetricValue> values) {
        public TaskScore {
            values = List.copyOf(values);
        }

        /** The score of a result. */
        public static TaskScore of(TaskResult result) {
            return new TaskScore(result.task(), result.language(), result.values());
        }
    }

    /**
     * A prompt and what the model wrote.
     *
     * @param language BCP 47 tag
     * @param prompt what it was given
     * @param output what it wrote
     */
    public record TextSample(String language, String prompt, String output) {}

    /**
     * How far a layer moved.
     *
     * @param layer index in the stage's model
     * @param fromLayer index in the base
     * @param relativeFrobenius ‖W − W₀‖ / ‖W₀‖ over the layer's matrices
     * @param cosine of the angle between them
     */
    public record LayerDrift(int layer, int fromLayer, double relativeFrobenius, double cosine) {}
}
