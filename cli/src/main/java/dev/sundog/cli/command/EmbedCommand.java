package dev.sundog.cli.command;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.TextEmbedder;
import dev.sundog.inference.generation.TextEmbedder.Pooling;
import dev.sundog.model.failure.SundogException;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code embed MODEL}: texts to vectors. */
@Command(
        name = "embed",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog embed pico -t \"Hana lives by the sea.\" --json", ""},
        description = "Pooled embeddings of texts, scaled to length 1.")
final class EmbedCommand implements Callable<Integer> {
    /** Exactly one source. */
    static final class Source {
        @Option(
                names = {"-t", "--text"},
                paramLabel = "TEXT")
        private Optional<String> text = Optional.empty();

        @Option(names = "--lines", paramLabel = "F.jsonl", description = "{\"text\":…} a line.")
        private Optional<Path> lines = Optional.empty();
    }

    @Parameters(paramLabel = "MODEL")
    private String model = "";

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Source source = new Source();

    @Option(
            names = "--pooling",
            paramLabel = "P",
            defaultValue = "mean",
            description = "mean, cls or last (default: ${DEFAULT-VALUE}).")
    private Pooling pooling = Pooling.MEAN;

    @Mixin private EngineFlags engine = new EngineFlags();

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        if (source.text.isEmpty() && source.lines.isEmpty()) {
            throw SundogException.user("embed-source", "give one of -t TEXT and --lines F.jsonl");
        }
        try (CpuModel opened = engine.open(model)) {
            TextEmbedder embedder = new TextEmbedder(opened, pooling);
            source.text.ifPresent(text -> print(embedder.embed(text)));
            source.lines.ifPresent(
                    file ->
                            JsonLines.forEach(
                                    file,
                                    (line, place) -> {
                                        String text =
                                                JsonLines.require(
                                                                line,
                                                                "text",
                                                                place,
                                                                JsonNode::isString,
                                                                "a string")
                                                        .stringValue();
                                        print(embedder.embed(text));
                                    }));
        }
        return 0;
    }

    private void print(float[] embedding) {
        ObjectNode node = Output.node();
        ArrayNode values = node.putArray("embedding");
        StringBuilder shown = new StringBuilder();
        for (float value : embedding) {
            values.add(value);
            shown.append(value).append(' ');
        }
        output.object(node);
        output.line(shown.toString().stripTrailing());
    }
}
