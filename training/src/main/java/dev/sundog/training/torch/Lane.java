package dev.sundog.training.torch;

import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Objective;

import java.util.Optional;

/**
 * One thread's passes through a model: shared parameters, an own gradient. Not thread-safe; lanes
 * of the same parameters run side by side.
 */
public interface Lane extends AutoCloseable {
    /**
     * Runs forward and backward and adds {@code scale} times the gradient of the objective's summed
     * loss to {@link #gradient()}.
     *
     * @return log-probability of each segment's counted targets, in nats, {@code [segments]}
     */
    double[] accumulate(MicroBatch batch, Objective objective, double scale);

    /** Logits after each of {@code ids} as one segment, {@code [ids.length][vocabularySize]}. */
    float[][] logits(int... ids);

    /** Log-probability of each segment's counted targets, without a gradient. */
    double[] logProbabilities(MicroBatch batch);

    /** The faster of the two lanes that computes the gradient of all {@code parameters}. */
    static Lane of(Parameters parameters) {
        return FusedLlama.supports(parameters.config(), parameters.precision())
                ? new FusedLlama(parameters)
                : new TorchLlama(parameters);
    }

    /** The faster of the two lanes that computes the gradient of {@code updates} alone. */
    static Lane of(Parameters parameters, LowRankUpdates updates) {
        return FusedLlama.supports(parameters.config(), parameters.precision())
                ? new FusedLlama(parameters, Optional.of(updates))
                : new TorchLlama(parameters, Optional.of(updates));
    }

    /** The sum of gradients since it was last cleared. */
    Gradient gradient();

    @Override
    void close();
}
