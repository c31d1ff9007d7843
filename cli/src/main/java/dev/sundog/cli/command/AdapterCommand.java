package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.surgery.adapter.AdapterExtractor;
import dev.sundog.model.surgery.adapter.AdapterMerger;
import dev.sundog.model.surgery.adapter.LowRankAdapter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code adapter merge BASE ADAPTER OUT}, {@code adapter extract BASE MODEL OUT}: low-rank
 * adapters.
 */
@Command(
        name = "adapter",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog adapter merge base tuned/adapter merged", ""},
        description = "Low-rank adapters (LoRA) in PEFT's format.",
        subcommands = {AdapterCommand.Merge.class, AdapterCommand.Extract.class})
final class AdapterCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "what about adapters? Known: adapter merge BASE ADAPTER OUT, adapter extract BASE"
                        + " MODEL OUT --rank R");
    }

    /** {@code adapter merge}. */
    @Command(
            name = "merge",
            mixinStandardHelpOptions = true,
            header = {"Example: ./sundog adapter merge base tuned/adapter merged", ""},
            description = "Make one model of a base and an adapter, as a Hugging Face directory.")
    static final class Merge implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "BASE")
        private String base = "";

        @Parameters(index = "1", paramLabel = "ADAPTER")
        private Path adapter = Path.of("");

        @Parameters(index = "2", paramLabel = "OUT")
        private Path out = Path.of("");

        @Option(
                names = "--any-base",
                description = "Merge although the adapter names another base (shapes must fit).")
        private boolean anyBase;

        @Mixin private Destination destination = new Destination();
        @Mixin private Output output = new Output();

        @Override
        public Integer call() {
            try (Checkpoint checkpoint = Models.checkpoint(base);
                    LowRankAdapter updates = LowRankAdapter.open(adapter);
                    ProgressDisplay progress = output.progress()) {
                updates.requireBase(checkpoint, anyBase);
                destination.prepare(out, true);
                AdapterMerger.Result result =
                        AdapterMerger.merge(checkpoint, updates, out, anyBase, progress);
                output.object(
                        Output.node()
                                .put("tensors", result.tensors())
                                .put("adapted", result.adapted())
                                .put("bytes", result.bytes()));
                output.line(
                        String.format(
                                Locale.ROOT,
                                "%s: %d tensors, %d of them adapted, %,d bytes",
                                out,
                                result.tensors(),
                                result.adapted(),
                                result.bytes()));
            }
            return 0;
        }
    }

    /** {@code adapter extract}. */
    @Command(
            name = "extract",
            mixinStandardHelpOptions = true,
            header = {"Example: ./sundog adapter extract base tuned adapter --rank 16", ""},
            description = "The low-rank adapter nearest to the difference of two models (SVD).")
    static final class Extract implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "BASE")
        private String base = "";

        @Parameters(index = "1", paramLabel = "MODEL")
        private String model = "";

        @Parameters(index = "2", paramLabel = "OUT")
        private Path out = Path.of("");

        @Option(
                names = {"--rank", "--max-rank"},
                required = true,
                paramLabel = "R",
                description = "Of the updates.")
        private int rank;

        @Option(
                names = "--targets",
                split = ",",
                paramLabel = "NAME",
                description = "Only these projections, e.g. q_proj,v_proj (default: all changed).")
        private List<String> targets = new ArrayList<>();

        @Mixin private Destination destination = new Destination();
        @Mixin private Output output = new Output();

        @Override
        public Integer call() {
            try (Checkpoint before = Models.checkpoint(base);
                    Checkpoint after = Models.checkpoint(model);
                    ProgressDisplay progress = output.progress()) {
                destination.prepare(out, true);
                AdapterExtractor.Result result =
                        AdapterExtractor.extract(before, after, out, rank, targets, progress);
                ObjectNode node =
                        Output.node()
                                .put("adapted", result.adapted())
                                .put("relativeError", result.relativeError());
                result.left().forEach(node.putArray("left")::add);
                output.object(node);
                output.line(
                        String.format(
                                Locale.ROOT,
                                "%s: %d projections, relative error %.3g%s",
                                out,
                                result.adapted(),
                                result.relativeError(),
                                result.left().isEmpty()
                                        ? ""
                                        : "; also changed, and left out: "
                                                + String.join(", ", result.left())));
            }
            return 0;
        }
    }
}
