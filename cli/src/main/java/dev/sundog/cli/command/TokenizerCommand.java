package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.recipe.TokenizerStage;
import dev.sundog.model.manifest.Digests;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** {@code tokenizer FILE… -o DIR --size N}: train a byte-level BPE. */
@Command(
        name = "tokenizer",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog tokenizer corpus.jsonl -o my-tokenizer --size 32000", ""},
        description = "Train a byte-level BPE tokenizer on .txt and .jsonl files.")
final class TokenizerCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*")
    private List<Path> files = new ArrayList<>();

    @Option(names = "-o", required = true, paramLabel = "DIR")
    private Path out = Path.of("");

    @Option(
            names = "--size",
            required = true,
            paramLabel = "N",
            description = "Vocabulary entries, special tokens included.")
    private int size;

    @Mixin private Destination destination = new Destination();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        destination.prepare(out, true);
        try (ProgressDisplay progress = output.progress()) {
            int entries = TokenizerStage.train(files, size, out, progress);
            OutputDirectory.complete(
                    out, Manifest.of("tokenizer", Output.node().put("size", size), digests()));
            output.object(Output.node().put("path", out.toString()).put("vocabularySize", entries));
            output.line(out + ": " + entries + " entries");
        }
        return 0;
    }

    private Map<String, String> digests() {
        Map<String, String> digests = new TreeMap<>();
        files.stream()
                .filter(Files::isRegularFile)
                .forEach(file -> digests.put(file.toString(), Digests.sha256(file)));
        return digests;
    }
}
