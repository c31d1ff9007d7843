package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.store.ModelStore;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.surgery.merge.MergeRecipe;
import dev.sundog.model.surgery.merge.MergeResult;
import dev.sundog.model.surgery.merge.Merger;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code merge RECIPE.yml OUT}: one model of several, by mergekit's YAML. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog merge slerp.yml merged --set parameters.t=0.3", ""},
        description =
                "Merge models by a recipe in mergekit's YAML (linear, slerp, nuslerp,"
                        + " task_arithmetic, ties, dare_linear, dare_ties, breadcrumbs,"
                        + " breadcrumbs_ties, della, della_linear, model_stock, passthrough).")
final class MergeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RECIPE.yml")
    private Path recipe = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT")
    private Path out = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "key.path=value",
            description = "Override a key; may be given several times.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = {"--seed", "--random-seed"},
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Of dare and della, as mergekit's --random-seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin private Destination destination = new Destination();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        MergeRecipe read = MergeRecipe.of(ConfigurationDocument.read(recipe).with(overrides));
        for (String parameter : read.unused()) {
            output.note("sundog: %s does not heed '%s'".formatted(read.method().key(), parameter));
        }
        try (Merger merger = Merger.open(read, ModelStore.ofProcess()::resolve, seed);
                ProgressDisplay progress = output.progress()) {
            destination.prepare(out, true);
            MergeResult result = merger.write(out, progress);
            output.object(
                    Output.node().put("tensors", result.tensors()).put("bytes", result.bytes()));
            output.line(
                    String.format(
                            Locale.ROOT,
                            "%s: %d tensors, %,d bytes, %s of %s",
                            out,
                            result.tensors(),
                            result.bytes(),
                            read.method().key(),
                            String.join(", ", read.models())));
        }
        return 0;
    }
}
