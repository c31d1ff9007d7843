package dev.sundog.cli.recipe;

import dev.sundog.training.run.TrainingConfig;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A training stage of a line; the keys are those of its YAML file, with {@code model} being the
 * model before it. A path in {@code data} may reach into an earlier stage, {@code reference} may be
 * one.
 *
 * @param kind what is trained
 * @param training the settings
 */
record TrainingStage(TrainingKind kind, TrainingConfig training) implements StageWork {
    @Override
    public Map<String, Object> run(StageContext context) {
        Path model = context.requireModel(kind.key());
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
                kind,
                resolved,
                model,
                reference(context, model),
                context.directory(),
                true,
                context.progress());
    }

    private Path reference(StageContext context, Path model) {
        String name = training.reference();
        if (name == null) {
            return model;
        }
        return context.resolveModel(name);
    }

    /** Steps, or epochs, times the budget; at least one step. */
    private static TrainingConfig scaled(TrainingConfig config, double budget) {
        return config.withSteps(Math.max(1, (int) Math.round(config.steps() * budget)))
                .withEpochs(config.epochs() * budget);
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
        return kind.caption();
    }
}
