package dev.sundog.cli.recipe;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.store.ModelStore;
import dev.sundog.model.failure.SundogException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a stage stands in its line.
 *
 * @param line the run's folder
 * @param directory the stage's own folder
 * @param model the model before it, if any stage has made one
 * @param folders the folders of the stages before it, by name
 * @param seed of this stage
 * @param budget scales training steps
 * @param store resolves MODEL references
 * @param progress shows progress
 */
record StageContext(
        Path line,
        Path directory,
        Optional<Path> model,
        Map<String, Path> folders,
        long seed,
        double budget,
        ModelStore store,
        ProgressDisplay progress) {

    /** The model before this stage. */
    Path requireModel(String kind) {
        return model.orElseThrow(
                () ->
                        SundogException.data(
                                "recipe-order",
                                "stage '"
                                        + directory.getFileName()
                                        + "' of kind "
                                        + kind
                                        + " needs a model; put a stage of kind base or init before"
                                        + " it"));
    }

    /**
     * A path in a recipe: {@code stage/…} reaches into the folder of an earlier stage, anything
     * else is a path as usual.
     */
    Path resolve(String path) {
        return Folders.resolve(folders, path);
    }

    /** A model in a recipe: the name of an earlier stage, else a MODEL as usual. */
    Path resolveModel(String reference) {
        Path folder = folders.get(reference);
        if (folder == null) {
            return store.resolve(reference);
        }
        Path quantised = folder.resolve(QuantizeStage.FILE);
        return Files.isRegularFile(quantised) ? quantised : folder;
    }
}
