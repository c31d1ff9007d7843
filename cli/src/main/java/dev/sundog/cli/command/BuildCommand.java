package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.recipe.InterruptedBuild;
import dev.sundog.cli.recipe.LineBuilder;
import dev.sundog.cli.recipe.Recipe;
import dev.sundog.cli.store.ModelStore;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.failure.SundogException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code build [RECIPE.yml]}: the whole line. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog build --set budget=0.2", ""},
        description =
                "Run a whole line: base, up-scale, pre-train, tune, align, merge, quantise, with an"
                        + " evaluation after every arrow and a report.")
final class BuildCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "RECIPE.yml",
            arity = "0..1",
            description = "Default: recipes/solar-pico.yml")
    private Optional<Path> recipe = Optional.empty();

    @Option(names = "-o", paramLabel = "DIR", description = "Default: runs/<recipe name>")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--resume",
            description = "Go on with what is there; on an empty or absent DIR start.")
    private boolean resume;

    @Option(names = "--force", description = "Start anew; what is there is made again.")
    private boolean force;

    @Option(
            names = "--set",
            paramLabel = "key.path=value",
            description = "Override a key of the recipe; may be given several times.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--serve",
            description = "Serve the result when it is made, as ./sundog serve does.")
    private boolean serve;

    @Mixin private Output output = new Output();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        ModelStore store = ModelStore.ofProcess();
        Path file = recipe.orElse(store.repository().resolve("recipes/solar-pico.yml"));
        ConfigurationDocument document = ConfigurationDocument.read(file).with(overrides);
        Recipe line = Recipe.of(document);
        Path directory = out.orElse(Path.of("runs", line.name()));
        prepare(directory);
        try (ProgressDisplay progress = output.progress()) {
            new LineBuilder(line, Files.readString(file), directory, store, progress, this::say)
                    .build();
        } catch (InterruptedBuild e) {
            output.error(
                    "sundog: interrupted; what is done is kept. Go on with: ./sundog build "
                            + file
                            + " -o "
                            + directory
                            + " --resume");
            throw new SundogCommand.InterruptedWork();
        }
        finish(directory);
        return serve
                ? spec.commandLine()
                        .getParent()
                        .execute("serve", directory.resolve("model.gguf").toString())
                : 0;
    }

    private void prepare(Path directory) throws IOException {
        if (resume || !Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            boolean empty = entries.findAny().isEmpty();
            if (!empty && !force) {
                throw SundogException.user(
                        "output-exists",
                        directory
                                + ": is not empty; go on with it by --resume, make it anew by"
                                + " --force, or choose another with -o");
            }
        }
        if (force) {
            LineBuilder.clear(directory);
        }
    }

    private void say(String text) {
        if (output.json()) {
            output.note(text);
        } else {
            output.line(text);
        }
    }

    private void finish(Path directory) {
        output.object(
                Output.node()
                        .put("directory", directory.toString())
                        .put("model", directory.resolve("model").toString())
                        .put("gguf", directory.resolve("model.gguf").toString())
                        .put("report", directory.resolve("report.html").toString()));
        output.line("");
        output.line(
                "The model:   "
                        + directory.resolve("model")
                        + " (Hugging Face), "
                        + directory.resolve("model.gguf")
                        + " (quantised)");
        output.line("The report:  " + directory.resolve("report.html"));
        output.line("Try:         ./sundog chat " + directory.resolve("model.gguf"));
        output.line("             ./sundog serve " + directory.resolve("model.gguf"));
        output.line("             ./sundog inspect " + directory.resolve("model") + " --lineage");
        output.line("             ./sundog drift pico-base " + directory.resolve("model"));
    }
}
