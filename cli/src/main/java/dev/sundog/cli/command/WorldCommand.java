package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.recipe.WorldStage;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code world -o DIR}: the synthetic world. */
@Command(
        name = "world",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog world -o world --documents 2000", ""},
        description =
                "Write the synthetic world: corpus, instructions, preferences, evaluation items.")
final class WorldCommand implements Callable<Integer> {
    @Option(names = "-o", required = true, paramLabel = "DIR")
    private Path out = Path.of("");

    @Option(
            names = "--documents",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Documents a language (default: ${DEFAULT-VALUE}).")
    private int documents;

    @Option(
            names = "--languages",
            paramLabel = "en,ko,ja",
            split = ",",
            description = "Languages (default: all three).")
    private List<String> languages = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin private Destination destination = new Destination();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        destination.prepare(out, true);
        try (ProgressDisplay progress = output.progress()) {
            Map<String, Object> counts =
                    new WorldStage(documents, languages, seed).write(out, progress);
            OutputDirectory.complete(
                    out,
                    Manifest.of("world", Output.node().put("documents", documents), Map.of())
                            .withSeed(seed)
                            .withMetrics(Output.mapper().valueToTree(counts)));
            ObjectNode node = Output.mapper().valueToTree(counts);
            output.object(node);
            output.line(out + ": " + counts);
        }
        return 0;
    }
}
