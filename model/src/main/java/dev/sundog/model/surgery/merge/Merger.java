package dev.sundog.model.surgery.merge;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.HuggingFaceWriter;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Digests;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.model.progress.ProgressListener;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A merge whose models are open and known to fit. Tensors are streamed: memory is that of some
 * blocks of rows, whatever the models. Not thread-safe.
 *
 * <p>Source: mergekit 0.1.5 (Goddard et al., arXiv 2403.13257), whose results these are.
 */
public final class Merger implements AutoCloseable {
    private final MergeRecipe recipe;
    private final Map<String, Checkpoint> models;
    private final MergePlan plan;
    private final Map<String, byte[]> companions;

    private Merger(MergeRecipe recipe, Map<String, Checkpoint> models) {
        this.recipe = recipe;
        this.models = models;
        this.plan = new MergePlanner(recipe, models).plan();
        this.companions = new MergedTokenizer(recipe, models).files();
    }

    /**
     * Opens the models and settles what each tensor of the result is made of.
     *
     * @param paths from a model's name in the recipe to its directory or file
     * @throws SundogException (data, {@code merge-unfit}) naming tensor and shapes if the models do
     *     not fit; (data, {@code merge-parameter}) if one is missing; (data, {@code
     *     merge-tokenizer}) if their vocabularies differ and the recipe wants one
     */
    public static Merger open(MergeRecipe recipe, Function<String, Path> paths) {
        Map<String, Checkpoint> models = new LinkedHashMap<>();
        boolean open = false;
        try {
            for (String name : recipe.models()) {
                models.put(name, Checkpoints.open(paths.apply(name)));
            }
            Merger merger = new Merger(recipe, models);
            open = true;
            return merger;
        } finally {
            if (!open) {
                models.values().forEach(Checkpoint::close);
            }
        }
    }

    /**
     * Writes the merged model as a Hugging Face directory with tokenizer and template of the base
     * and a manifest with the recipe and the digests of all inputs.
     *
     * @param out a directory that does not exist, is empty or was prepared
     * @throws SundogException (user, {@code output-exists}); (resource) if it cannot be written
     */
    public MergeResult write(Path out, ProgressListener progress) {
        OutputDirectory.prepare(out, false);
        long bytes =
                HuggingFaceWriter.write(
                        out, plan.configJson(), companions, plan.tensors(), plan, progress);
        Map<String, String> inputs = new LinkedHashMap<>();
        models.values().forEach(model -> inputs.putAll(Digests.of(model.path())));
        OutputDirectory.complete(
                out,
                Manifest.of("merge", recipe.source(), inputs)
                        .withLineage(Lineage.toJson(plan.lineage())));
        return new MergeResult(plan.tensors().size(), bytes);
    }

    @Override
    public void close() {
        models.values().forEach(Checkpoint::close);
    }
}
