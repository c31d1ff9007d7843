package dev.sundog.training.run;

import java.nio.file.Path;

/** Watches a run and may end it early. Called from the thread that runs it. */
public interface TrainingListener {
    /** Sees nothing. */
    TrainingListener NONE = new TrainingListener() {};

    /** Before the first step: what will be held in memory, and what is to be known. */
    default void onStart(MemoryPlan plan, long firstStep, long steps) {}

    /** Something to be told once, such as that a precision is slow on this processor. */
    default void onNotice(String message) {}

    /** After a pair has been scored by the reference model, before the first step. */
    default void onReference(long done, long total) {}

    /** After each step; its metrics are in the file. */
    default void onStep(StepMetrics metrics, long steps) {}

    /** After a checkpoint is complete. */
    default void onCheckpoint(Path directory) {}

    /** Asked after each step and each scored pair: whether to write a checkpoint and return. */
    default boolean stopRequested() {
        return false;
    }
}
