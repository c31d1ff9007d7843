package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.recipe.InterruptedBuild;
import dev.sundog.cli.recipe.Training;
import dev.sundog.cli.recipe.TrainingKind;
import dev.sundog.cli.store.ModelStore;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.configuration.RecordBinder;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.training.run.TrainingConfig;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code pretrain}, {@code sft} and {@code align} have in common: all but what they train. */
final class TrainingFlags {
    @Parameters(paramLabel = "CONFIG.yml")
    private Path configuration = Path.of("");

    @Option(names = "-o", required = true, paramLabel = "DIR")
    private Path out = Path.of("");

    @Option(
            names = "--resume",
            description = "Go on from the newest checkpoint; on an empty or absent DIR start.")
    private boolean resume;

    @Option(
            names = "--set",
            paramLabel = "key.path=value",
            description = "Override a key; may be given several times.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads (default: physical cores); the key threads.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of everything random; the key seed.")
    private Optional<Long> seed = Optional.empty();

    @Mixin private Destination destination = new Destination();
    @Mixin private Output output = new Output();

    int run(TrainingKind kind) {
        ConfigurationDocument document =
                ConfigurationDocument.read(configuration).with(allOverrides());
        TrainingConfig config = RecordBinder.bind(document, TrainingConfig.class);
        ModelStore store = ModelStore.ofProcess();
        Path model = store.resolve(config.model());
        String referenceName = config.reference();
        Path reference = referenceName == null ? model : store.resolve(referenceName);
        if (resume && Manifest.exists(out)) {
            output.line(out + ": is complete already");
            return 0;
        }
        if (!(resume && Files.isDirectory(out))) {
            destination.prepare(out, true);
        }
        try (ProgressDisplay progress = output.progress()) {
            Map<String, Object> metrics =
                    Training.run(kind, config, model, reference, out, resume, progress);
            OutputDirectory.complete(
                    out,
                    Manifest.of(kind.key(), document.root(), Map.of("model", config.model()))
                            .withSeed(config.seed())
                            .withLineage(Training.lineage(model))
                            .withMetrics(Output.mapper().valueToTree(metrics)));
            output.object(Output.mapper().valueToTree(metrics));
            output.line(out + ": " + metrics);
        } catch (InterruptedBuild e) {
            output.error(
                    "sundog: interrupted; what is done is kept. Go on with: ./sundog "
                            + kind.key()
                            + " "
                            + configuration
                            + " -o "
                            + out
                            + " --resume");
            throw new SundogCommand.InterruptedWork();
        }
        return 0;
    }

    private List<String> allOverrides() {
        if (threads.filter(count -> count < 1).isPresent()) {
            throw SundogException.user(
                    "threads", "--threads " + threads.get() + ": expected at least 1");
        }
        List<String> all = new ArrayList<>(overrides);
        threads.ifPresent(count -> all.add("threads=" + count));
        seed.ifPresent(value -> all.add("seed=" + value));
        return all;
    }
}
