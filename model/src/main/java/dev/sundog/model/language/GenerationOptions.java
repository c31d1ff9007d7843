package dev.sundog.model.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How to generate; names and defaults follow llama.cpp.
 *
 * @param maxTokens most tokens to generate
 * @param temperature 0 is greedy
 * @param topK 0 is off
 * @param topP 1 is off
 * @param minP 0 is off
 * @param repeatPenalty 1 is off
 * @param seed of the sampler
 * @param stop texts that end the answer and are not part of it
 * @param ignoreEos whether to go on after an end-of-sequence token
 * @param logprobs number of alternatives reported a token, 0 for none
 * @param frequencyPenalty taken from a token's logit each time it has been generated, 0 is off
 * @param presencePenalty taken once from the logit of each token that has been generated, 0 is off
 * @param logitBias added to the logits of these token ids
 * @param form what the answer is bound to, if anything
 * @param visible special tokens that are part of the answer's text, which others are not
 */
public record GenerationOptions(
        int maxTokens,
        double temperature,
        int topK,
        double topP,
        double minP,
        double repeatPenalty,
        long seed,
        List<String> stop,
        boolean ignoreEos,
        int logprobs,
        double frequencyPenalty,
        double presencePenalty,
        Map<Integer, Double> logitBias,
        Optional<AnswerForm> form,
        Set<Integer> visible) {
    public GenerationOptions {
        require(maxTokens >= 0, "max tokens", maxTokens);
        require(temperature >= 0, "temperature", temperature);
        require(topK >= 0, "top-k", topK);
        require(topP > 0 && topP <= 1, "top-p", topP);
        require(minP >= 0 && minP <= 1, "min-p", minP);
        require(repeatPenalty > 0, "repeat penalty", repeatPenalty);
        require(logprobs >= 0, "logprobs", logprobs);
        require(Double.isFinite(frequencyPenalty), "frequency penalty", frequencyPenalty);
        require(Double.isFinite(presencePenalty), "presence penalty", presencePenalty);
        stop = List.copyOf(stop);
        logitBias = Map.copyOf(logitBias);
        logitBias.forEach((id, bias) -> require(Double.isFinite(bias), "bias of " + id, bias));
        visible = Set.copyOf(visible);
    }

    /** Not bound to a form. */
    public GenerationOptions(
            int maxTokens,
            double temperature,
            int topK,
            double topP,
            double minP,
            double repeatPenalty,
            long seed,
            List<String> stop,
            boolean ignoreEos,
            int logprobs,
            double frequencyPenalty,
            double presencePenalty,
            Map<Integer, Double> logitBias) {
        this(
                maxTokens,
                temperature,
                topK,
                topP,
                minP,
                repeatPenalty,
                seed,
                stop,
                ignoreEos,
                logprobs,
                frequencyPenalty,
                presencePenalty,
                logitBias,
                Optional.empty(),
                Set.of());
    }

    /** Without penalties by count and without biases. */
    public GenerationOptions(
            int maxTokens,
            double temperature,
            int topK,
            double topP,
            double minP,
            double repeatPenalty,
            long seed,
            List<String> stop,
            boolean ignoreEos,
            int logprobs) {
        this(
                maxTokens,
                temperature,
                topK,
                topP,
                minP,
                repeatPenalty,
                seed,
                stop,
                ignoreEos,
                logprobs,
                0,
                0,
                Map.of());
    }

    /** The defaults of the command line. */
    public static GenerationOptions defaults() {
        return new GenerationOptions(128, 0.8, 40, 0.95, 0.05, 1.0, 0, List.of(), false, 0);
    }

    /** Greedy decoding of at most {@code maxTokens}. */
    public static GenerationOptions greedy(int maxTokens) {
        return new GenerationOptions(maxTokens, 0, 0, 1, 0, 1, 0, List.of(), false, 0);
    }

    /** The same, bound to a form or to none. */
    public GenerationOptions withForm(Optional<AnswerForm> bound) {
        return with(seed, stop, bound, visible);
    }

    /** The same with these special tokens in the text. */
    public GenerationOptions withVisible(Set<Integer> shown) {
        return with(seed, stop, form, shown);
    }

    /** The same with another seed. */
    public GenerationOptions withSeed(long other) {
        return with(other, stop, form, visible);
    }

    /** The same that ends at further texts. */
    public GenerationOptions withMoreStops(List<String> further) {
        List<String> all = new ArrayList<>(stop);
        all.addAll(further);
        return with(seed, all, form, visible);
    }

    private GenerationOptions with(
            long newSeed, List<String> stops, Optional<AnswerForm> bound, Set<Integer> shown) {
        return new GenerationOptions(
                maxTokens,
                temperature,
                topK,
                topP,
                minP,
                repeatPenalty,
                newSeed,
                stops,
                ignoreEos,
                logprobs,
                frequencyPenalty,
                presencePenalty,
                logitBias,
                bound,
                shown);
    }

    private static void require(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }
}
