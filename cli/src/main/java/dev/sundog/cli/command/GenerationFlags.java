package dev.sundog.cli.command;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.GenerationOptions;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** Options of sampling; names and defaults follow llama.cpp. */
final class GenerationFlags {
    @Option(
            names = {"-n", "--max-tokens"},
            paramLabel = "N",
            defaultValue = "128",
            description = "Most tokens to generate (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0.8",
            description = "0 is greedy (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "40",
            description = "0 is off (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "0.95",
            description = "1 is off (default: ${DEFAULT-VALUE}).")
    private double topP;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0.05",
            description = "0 is off (default: ${DEFAULT-VALUE}).")
    private double minP;

    @Option(
            names = "--repeat-penalty",
            paramLabel = "R",
            defaultValue = "1.0",
            description = "1 is off (default: ${DEFAULT-VALUE}).")
    private double repeatPenalty;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the sampler (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--stop",
            paramLabel = "S",
            description = "Text that ends the answer; may be given several times.")
    private List<String> stop = new ArrayList<>();

    @Option(names = "--ignore-eos", description = "Go on after an end-of-sequence token.")
    private boolean ignoreEos;

    @Option(
            names = "--logprobs",
            paramLabel = "K",
            defaultValue = "0",
            description = "Alternatives reported a token.")
    private int logprobs;

    GenerationOptions options() {
        try {
            return new GenerationOptions(
                    maxTokens,
                    temperature,
                    topK,
                    topP,
                    minP,
                    repeatPenalty,
                    seed,
                    stop,
                    ignoreEos,
                    logprobs);
        } catch (IllegalArgumentException e) {
            throw SundogException.user("generation-option", String.valueOf(e.getMessage()));
        }
    }
}
