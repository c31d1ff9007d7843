package dev.sundog.cli.recipe;

import dev.sundog.model.surgery.merge.MergeRecipe;
import dev.sundog.model.surgery.merge.MergeResult;
import dev.sundog.model.surgery.merge.Merger;

import java.util.Map;

/**
 * One model of several; the keys are mergekit's, and a model may be the name of an earlier stage.
 *
 * @param recipe what is merged, and how
 */
record MergeStage(MergeRecipe recipe) implements StageWork {
    @Override
    public Map<String, Object> run(StageContext context) {
        try (Merger merger = Merger.open(recipe, context::resolveModel, context.seed())) {
            MergeResult result = merger.write(context.directory(), context.progress());
            return Map.of("tensors", result.tensors(), "bytes", result.bytes());
        }
    }

    @Override
    public String caption() {
        return recipe.method().key() + " of " + String.join(", ", recipe.models());
    }
}
