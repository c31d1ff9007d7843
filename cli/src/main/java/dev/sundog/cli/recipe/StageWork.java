package dev.sundog.cli.recipe;

import java.util.Map;

/** What one kind of stage does. */
sealed interface StageWork
        permits WorldStage,
                TokenizerStage,
                InitStage,
                BaseStage,
                SampleStage,
                UpscaleStage,
                TrainingStage,
                MergeStage,
                QuantizeStage {
    /**
     * Fills {@link StageContext#directory()}; what it returns goes into the manifest as metrics. A
     * stage that can resume finds its own unfinished work there.
     *
     * @throws dev.sundog.model.failure.SundogException if it cannot be done
     * @throws InterruptedBuild if the user asked to stop; what was done is kept
     */
    Map<String, Object> run(StageContext context);

    /** Whether an unfinished folder is worth keeping for {@link #run}. */
    default boolean resumable() {
        return false;
    }

    /** Whether the layers of the model after it are those before it, one for one. */
    default boolean keepsLayers() {
        return false;
    }

    /** What it makes of the model, for the caption of its box in the report. */
    String caption();
}
