package dev.sundog.server;

import dev.sundog.model.language.GenerationOptions;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How a request wants its answers sampled. What it does not say is as llama.cpp's server has it:
 * temperature 0.8, top-k 40, top-p 0.95, min-p 0.05, a seed by chance.
 */
final class Sampling {
    private static final int MOST_ALTERNATIVES = 20;
    private static final int MOST_CHOICES = 128;
    private static final double HIGHEST_TEMPERATURE = 2;
    private static final double LARGEST_PENALTY = 2;

    private Sampling() {}

    /** {@code n}. */
    static int choices(Fields fields) {
        return fields.integer("n", 1, MOST_CHOICES).orElse(1);
    }

    /**
     * The options of choice 0; others differ in the seed.
     *
     * @param maxTokens most tokens
     * @param logprobs alternatives a token, 0 for none
     */
    static GenerationOptions options(
            Fields fields, int maxTokens, int logprobs, int vocabularySize) {
        GenerationOptions defaults = GenerationOptions.defaults();
        double topP = fields.number("top_p", 0, 1).orElse(defaults.topP());
        return new GenerationOptions(
                maxTokens,
                fields.number("temperature", 0, HIGHEST_TEMPERATURE).orElse(defaults.temperature()),
                Math.max(0, fields.integer("top_k", -1, Integer.MAX_VALUE).orElse(defaults.topK())),
                Math.max(topP, Double.MIN_NORMAL),
                fields.number("min_p", 0, 1).orElse(defaults.minP()),
                fields.number("repeat_penalty", Double.MIN_NORMAL, Float.MAX_VALUE)
                        .orElse(defaults.repeatPenalty()),
                fields.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong()),
                fields.stops(),
                fields.flag("ignore_eos"),
                logprobs,
                fields.number("frequency_penalty", -LARGEST_PENALTY, LARGEST_PENALTY).orElse(0),
                fields.number("presence_penalty", -LARGEST_PENALTY, LARGEST_PENALTY).orElse(0),
                fields.biases(vocabularySize));
    }

    /** The same with the seed of a choice. */
    static GenerationOptions ofChoice(GenerationOptions options, int choice) {
        return options.withSeed(options.seed() + choice);
    }

    /** {@code top_logprobs}. */
    static int alternatives(Fields fields) {
        return fields.integer("top_logprobs", 0, MOST_ALTERNATIVES).orElse(0);
    }
}
