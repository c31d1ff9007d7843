package dev.sundog.training.run;

import java.nio.file.Path;

/**
 * What a run came to.
 *
 * @param outcome whether it reached its last step
 * @param directory of the run
 * @param steps steps done
 * @param tokens tokens read
 * @param finalLoss loss of the last step
 * @param seconds spent in steps by this process
 * @param tokensPerSecond of this process
 */
public record TrainingResult(
        Outcome outcome,
        Path directory,
        long steps,
        long tokens,
        double finalLoss,
        double seconds,
        double tokensPerSecond) {

    /** How a run ended. */
    public enum Outcome {
        /** All steps done; the model is in the directory. */
        COMPLETED,
        /** Stopped on request; a checkpoint is written and the run can be resumed. */
        INTERRUPTED
    }
}
