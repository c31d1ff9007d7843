package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.prune.Importance;
import dev.sundog.model.surgery.prune.PrunePlan;
import dev.sundog.model.surgery.prune.Pruner;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code prune MODEL OUT}: a smaller model of the most important parts of a model. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog prune pico-base smaller --layers 6 --intermediate 256", ""},
        description =
                "Keep the layers (ShortGPT), heads and neurons (Minitron) that do most on a text.")
final class PruneCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL")
    private String model = "";

    @Parameters(index = "1", paramLabel = "OUT")
    private Path out = Path.of("");

    @Option(names = "--layers", paramLabel = "N", description = "Layers that stay.")
    private Optional<Integer> layers = Optional.empty();

    @Option(names = "--heads", paramLabel = "N", description = "Query heads that a layer keeps.")
    private Optional<Integer> heads = Optional.empty();

    @Option(
            names = "--intermediate",
            paramLabel = "N",
            description = "Neurons that a feed-forward network keeps.")
    private Optional<Integer> intermediate = Optional.empty();

    @Mixin private ProbeTexts probe = new ProbeTexts();
    @Mixin private EngineFlags engine = new EngineFlags();
    @Mixin private Destination destination = new Destination();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        if (layers.isEmpty() && heads.isEmpty() && intermediate.isEmpty()) {
            throw SundogException.user(
                    "prune-size", "nothing to prune; add --layers, --heads or --intermediate");
        }
        try (CpuModel opened = engine.open(model);
                ProgressDisplay progress = output.progress()) {
            Checkpoint checkpoint = opened.checkpoint();
            PrunePlan.check(checkpoint.config(), layers, heads, intermediate);
            Importance importance =
                    Importance.measure(opened, probe.of(opened, progress), progress);
            PrunePlan plan =
                    PrunePlan.of(checkpoint.config(), importance, layers, heads, intermediate);
            destination.prepare(out, true);
            Pruner.Result result = Pruner.prune(checkpoint, plan, importance, out, progress);
            report(importance, plan, result);
        }
        return 0;
    }

    private void report(Importance importance, PrunePlan plan, Pruner.Result result) {
        ObjectNode node =
                Output.node()
                        .put("layers", result.layers())
                        .put("headCount", plan.headCount())
                        .put("keyValueHeadCount", plan.keyValueHeadCount())
                        .put("intermediateSize", plan.intermediateSize())
                        .put("parameters", result.parameters());
        ArrayNode map = node.putArray("layerMap");
        plan.layers().layers().forEach(map::add);
        ArrayNode influence = node.putArray("blockInfluence");
        Set<Integer> kept = new HashSet<>(plan.layers().layers());
        output.line("layer  block influence");
        for (int layer = 0; layer < importance.layers().length; layer++) {
            influence.add(importance.layers()[layer]);
            output.line(
                    String.format(
                            Locale.ROOT,
                            "%5d %16.5f%s",
                            layer,
                            importance.layers()[layer],
                            kept.contains(layer) ? "" : "  dropped"));
        }
        output.object(node);
        output.line(
                String.format(
                        Locale.ROOT,
                        "%s: %d layers, %d heads on %d, %d neurons, %,d parameters",
                        out,
                        result.layers(),
                        plan.headCount(),
                        plan.keyValueHeadCount(),
                        plan.intermediateSize(),
                        result.parameters()));
    }
}
