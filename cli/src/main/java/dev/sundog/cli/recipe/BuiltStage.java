package dev.sundog.cli.recipe;

import dev.sundog.model.manifest.Manifest;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A stage that is done.
 *
 * @param stage what it was
 * @param directory its folder
 * @param manifest what it came to
 * @param findings its evaluation, for stages that yield a model
 */
record BuiltStage(
        Stage stage,
        Path directory,
        Manifest manifest,
        Optional<StageEvaluation.Findings> findings) {
    BuiltStage with(StageEvaluation.Findings evaluated) {
        return new BuiltStage(stage, directory, manifest, Optional.of(evaluated));
    }
}
