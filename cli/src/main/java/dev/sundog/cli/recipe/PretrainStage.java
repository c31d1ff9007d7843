package dev.sundog.cli.recipe;

import dev.sundog.training.run.TrainingConfig;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Continued pre-training; the keys are those of a training stage's YAML, with {@code model} being
 * the model before it.
 *
 * @param training the settings
 */
record PretrainStage(TrainingConfig training) implements StageWork {
    @Override
    public Map<String, Object> run(StageContext context) {
        Path model = context.requireModel("pretrain");
        List<TrainingConfig.DataPath> data =
                training.data().stream()
                        .map(
                                source ->
                                        new TrainingConfig.DataPath(
                                                context.resolve(source.path()).toString(),
                                                source.weight()))
                        .toList();
        TrainingConfig resolved =
                scaled(training.withData(data).withSeed(context.seed()), context.budget());
        return Training.run(
                "pretrain", resolved, model, context.directory(), true, context.progress());
    }

    /** Steps times the budget, at least one. */
    private static TrainingConfig scaled(TrainingConfig config, double budget) {
        return config.withSteps(Math.max(1, (int) Math.round(config.steps() * budget)));
    }

    @Override
    public boolean resumable() {
        return true;
    }

    @Override
    public boolean keepsLayers() {
        return true;
    }

    @Override
    public String caption() {
        return "continued pre-training";
    }
}
