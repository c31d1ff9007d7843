package dev.sundog.training.run;

import org.jspecify.annotations.Nullable;

/**
 * One line of {@code metrics.jsonl}.
 *
 * @param step steps done, from 1
 * @param loss mean over the counted targets of the step, in nats, or over its pairs
 * @param learningRate of the step
 * @param gradNorm of the whole gradient before clipping
 * @param tokens read since the run began
 * @param tokensPerSecond of the step
 * @param preference what alignment adds, its components beside the others; else null
 */
public record StepMetrics(
        long step,
        double loss,
        double learningRate,
        double gradNorm,
        long tokens,
        double tokensPerSecond,
        @Nullable PreferenceMetrics preference) {}
