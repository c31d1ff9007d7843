package dev.sundog.cli.command;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.ScoringModel.Continuation;
import dev.sundog.model.language.ScoringModel.Score;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code score MODEL REQUESTS.jsonl}: lm-evaluation-harness's requests. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog score pico-base requests.jsonl -o scores.jsonl", ""},
        description =
                "Log-likelihood of continuations ({\"context\",\"continuation\"}) and of whole"
                        + " texts ({\"text\"}), one request a line.")
final class ScoreCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL")
    private String model = "";

    @Parameters(index = "1", paramLabel = "REQUESTS.jsonl")
    private Path requests = Path.of("");

    @Option(names = "-o", paramLabel = "OUT", description = "Write the answers to a file.")
    private Optional<Path> out = Optional.empty();

    @Mixin private EngineFlags engine = new EngineFlags();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        List<Continuation> continuations = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<Boolean> rolling = new ArrayList<>();
        JsonLines.forEach(
                requests, (line, place) -> rolling.add(read(line, place, continuations, texts)));
        List<Score> scores;
        try (CpuModel opened = engine.open(model)) {
            scores = merge(rolling, opened.score(continuations), opened.scoreRolling(texts));
        }
        List<String> lines = new ArrayList<>();
        for (Score score : scores) {
            ObjectNode node =
                    Output.node()
                            .put("logprob", score.logProbability())
                            .put("tokens", score.tokenCount())
                            .put("greedy", score.greedy());
            lines.add(node.toString());
            output.object(node);
            output.line(
                    String.format(
                            Locale.ROOT,
                            "%12.5f  %4d tokens  %s",
                            score.logProbability(),
                            score.tokenCount(),
                            score.greedy() ? "greedy" : ""));
        }
        out.ifPresent(file -> write(file, lines));
        return 0;
    }

    private static void write(Path file, List<String> lines) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.write(partial, lines);
            Files.move(
                    partial,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw SundogException.resource(
                    "write-failed",
                    file + ": cannot be written (" + e + "); check that its folder exists",
                    e);
        }
    }

    private static boolean read(
            ObjectNode line, String place, List<Continuation> continuations, List<String> texts) {
        if (line.has("text")) {
            texts.add(
                    JsonLines.require(line, "text", place, JsonNode::isString, "a string")
                            .stringValue());
            return true;
        }
        String context =
                JsonLines.require(line, "context", place, JsonNode::isString, "a string")
                        .stringValue();
        String continuation =
                JsonLines.require(line, "continuation", place, JsonNode::isString, "a string")
                        .stringValue();
        if (continuation.isEmpty()) {
            throw SundogException.data(
                    "score-continuation",
                    place + ": field 'continuation' is empty; expected the text to score");
        }
        continuations.add(new Continuation(context, continuation));
        return false;
    }

    private static List<Score> merge(
            List<Boolean> rolling, List<Score> continuations, List<Score> texts) {
        List<Score> merged =
                new ArrayList<>(Collections.nCopies(rolling.size(), new Score(0, 0, false)));
        int nextText = 0;
        int nextContinuation = 0;
        for (int i = 0; i < rolling.size(); i++) {
            merged.set(
                    i,
                    rolling.get(i) ? texts.get(nextText++) : continuations.get(nextContinuation++));
        }
        return merged;
    }
}
