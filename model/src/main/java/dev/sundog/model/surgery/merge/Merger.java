package dev.sundog.model.surgery.merge;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.HuggingFaceWriter;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.model.manifest.PendingDigests;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.adapter.AdaptedCheckpoint;
import dev.sundog.model.surgery.adapter.LowRankAdapter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Set<Path> inputs;
    private final long seed;
    private final MergePlan plan;
    private final MergedTokenizer tokenizer;

    private Merger(
            MergeRecipe recipe, Map<String, Checkpoint> models, Set<Path> inputs, long seed) {
        this.recipe = recipe;
        this.models = models;
        this.inputs = inputs;
        this.seed = seed;
        this.tokenizer = MergedTokenizer.of(recipe, models);
        this.plan = new MergePlanner(recipe, models, tokenizer, seed).plan();
    }

    /**
     * Opens the models and settles what each tensor of the result is made of.
     *
     * @param paths from a model's name in the recipe to its directory or file
     * @throws SundogException (data, {@code merge-unfit}) naming tensor and shapes if the models do
     *     not fit; (data, {@code merge-parameter}) if one is missing; (data, {@code
     *     merge-tokenizer}) if the vocabulary that the recipe wants cannot be made
     */
    public static Merger open(MergeRecipe recipe, Function<String, Path> paths) {
        return open(recipe, paths, 0);
    }

    /**
     * The same with the seed of methods that draw random numbers: what {@code --random-seed} is to
     * mergekit.
     */
    public static Merger open(MergeRecipe recipe, Function<String, Path> paths, long seed) {
        Map<String, Checkpoint> models = new LinkedHashMap<>();
        Set<Path> inputs = new LinkedHashSet<>();
        boolean open = false;
        try {
            for (String name : recipe.models()) {
                models.put(name, openModel(name, paths, inputs));
            }
            Merger merger = new Merger(recipe, models, inputs, seed);
            open = true;
            return merger;
        } finally {
            if (!open) {
                models.values().forEach(Checkpoint::close);
            }
        }
    }

    /** A model, or {@code MODEL+ADAPTER} as mergekit writes it. */
    private static Checkpoint openModel(
            String name, Function<String, Path> paths, Set<Path> inputs) {
        int plus = name.lastIndexOf('+');
        if (plus <= 0 || Files.exists(Path.of(name))) {
            Path path = paths.apply(name);
            inputs.add(path);
            return Checkpoints.open(path);
        }
        Path base = paths.apply(name.substring(0, plus));
        Path directory = paths.apply(name.substring(plus + 1));
        inputs.add(base);
        inputs.add(directory);
        List<AutoCloseable> opened = new ArrayList<>();
        boolean complete = false;
        try {
            Checkpoint checkpoint = Checkpoints.open(base);
            opened.add(checkpoint);
            LowRankAdapter adapter = LowRankAdapter.open(directory);
            opened.add(adapter);
            Checkpoint adapted = new AdaptedCheckpoint(checkpoint, adapter, true);
            complete = true;
            return adapted;
        } finally {
            if (!complete) {
                closeAll(opened);
            }
        }
    }

    private static void closeAll(List<AutoCloseable> opened) {
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
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
        try (PendingDigests digests = PendingDigests.of(inputs)) {
            long bytes =
                    HuggingFaceWriter.write(
                            out,
                            plan.configJson(),
                            tokenizer.files(),
                            plan.tensors(),
                            plan,
                            progress);
            Manifest manifest =
                    Manifest.of("merge", recipe.source(), digests.await())
                            .withLineage(Lineage.toJson(plan.lineage()));
            OutputDirectory.complete(
                    out, recipe.method().random() ? manifest.withSeed(seed) : manifest);
            return new MergeResult(plan.tensors().size(), bytes);
        }
    }

    @Override
    public void close() {
        models.values().forEach(Checkpoint::close);
    }
}
