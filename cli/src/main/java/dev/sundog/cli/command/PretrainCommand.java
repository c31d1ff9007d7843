package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.recipe.InterruptedBuild;
import dev.sundog.cli.recipe.Training;
import dev.sundog.cli.store.ModelStore;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.configuration.RecordBinder;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.training.run.TrainingConfig;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code pretrain CONFIG.yml -o DIR}: one training stage. */
@Command(
        name = "pretrain",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog pretrain pretrain.yml -o out --set steps=50", ""},
        description = "Continue the pre-training of all weights of a model.")
final class PretrainCommand implements Callable<Integer> {
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

    @Mixin private Destination destination = new Destination();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        ConfigurationDocument document = ConfigurationDocument.read(configuration).with(overrides);
        TrainingConfig config = RecordBinder.bind(document, TrainingConfig.class);
        Path model = ModelStore.ofProcess().resolve(config.model());
        if (resume && Manifest.exists(out)) {
            output.line(out + ": is complete already");
            return 0;
        }
        if (!(resume && Files.isDirectory(out))) {
            destination.prepare(out, true);
        }
        try (ProgressDisplay progress = output.progress()) {
            Map<String, Object> metrics =
                    Training.run("pretrain", config, model, out, resume, progress);
            OutputDirectory.complete(
                    out,
                    Manifest.of("pretrain", document.root(), Map.of("model", config.model()))
                            .withSeed(config.seed())
                            .withLineage(Training.lineage(model))
                            .withMetrics(Output.mapper().valueToTree(metrics)));
            output.object(Output.mapper().valueToTree(metrics));
            output.line(out + ": " + metrics);
        } catch (InterruptedBuild e) {
            output.error(
                    "sundog: interrupted; what is done is kept. Go on with: ./sundog pretrain "
                            + configuration
                            + " -o "
                            + out
                            + " --resume");
            throw new SundogCommand.InterruptedWork();
        }
        return 0;
    }
}
