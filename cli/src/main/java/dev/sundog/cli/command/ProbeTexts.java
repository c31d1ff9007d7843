package dev.sundog.cli.command;

import dev.sundog.evaluation.metric.BaseSamples;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.LocalModel;
import dev.sundog.model.progress.ProgressListener;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The texts that a model is measured on: a file's, else some that it writes itself. */
final class ProbeTexts {
    private static final int WINDOW = 512;
    private static final int SAMPLE_LENGTH = 128;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "Measure on this text (default: texts sampled from MODEL itself).")
    private Optional<Path> text = Optional.empty();

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "2048",
            description = "Measure on at most so many tokens (default: ${DEFAULT-VALUE}).")
    private int tokens;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of sampled texts (default: ${DEFAULT-VALUE}).")
    private long seed;

    /** Token ids of each text, at least two, all within the context. */
    List<int[]> of(LocalModel model, ProgressListener progress) {
        if (tokens < 2) {
            throw SundogException.user("tokens", "--tokens " + tokens + ": expected at least 2");
        }
        int context = model.config().contextLength();
        List<int[]> texts = new ArrayList<>();
        if (text.isPresent()) {
            int[] ids = model.tokenizer().encode(TextFiles.read(text.get()), false);
            int end = Math.min(ids.length, tokens);
            int window = Math.min(WINDOW, context);
            for (int from = 0; from + 1 < end; from += window) {
                texts.add(Arrays.copyOfRange(ids, from, Math.min(end, from + window)));
            }
        } else {
            int length = Math.min(Math.min(SAMPLE_LENGTH, tokens), context - 1);
            BaseSamples.sample(
                            model, List.of(), Math.ceilDiv(tokens, length), length, seed, progress)
                    .forEach(
                            sample ->
                                    texts.add(
                                            sample.ids().stream()
                                                    .mapToInt(Integer::intValue)
                                                    .toArray()));
        }
        if (texts.isEmpty()) {
            throw SundogException.data(
                    "text-too-short",
                    text.map(Path::toString).orElse("the sampled text")
                            + ": fewer than 2 tokens; give a longer text");
        }
        return texts;
    }
}
