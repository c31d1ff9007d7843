package dev.sundog.inference.sampling;

import dev.sundog.model.language.GenerationOptions;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Picks tokens in llama.cpp's order: biases, penalties, top-k, top-p, min-p, temperature, then a
 * draw. With temperature 0 it takes the most likely token after biases and penalties. The same seed
 * and logits give the same tokens. Not thread-safe.
 *
 * <p>A token generated {@code c} times loses {@code c * frequencyPenalty}, and {@code
 * presencePenalty} if {@code c > 0}; those of the prompt do not count.
 *
 * <p>Source: Holtzman et al., arXiv 1904.09751 (top-p); Nguyen et al., arXiv 2407.01082 (min-p);
 * Keskar et al., arXiv 1909.05858, section 4.1 (repeat penalty); OpenAI API reference, "Frequency
 * and presence penalties" and "logit_bias".
 */
public final class Sampler {
    /** Last tokens, of the prompt too, that the repeat penalty sees. */
    static final int PENALTY_WINDOW = 64;

    private final GenerationOptions options;
    private final SplittableRandom random;
    private final Deque<Integer> recent = new ArrayDeque<>();
    private final Map<Integer, Integer> generated = new HashMap<>();

    public Sampler(GenerationOptions options) {
        this.options = options;
        random = new SplittableRandom(options.seed());
    }

    /** Remembers a token of the prompt, which only the repeat penalty sees. */
    public void acceptPrompt(int id) {
        recent.addLast(id);
        if (recent.size() > PENALTY_WINDOW) {
            recent.removeFirst();
        }
    }

    /** Remembers a token of the answer for all penalties. */
    public void accept(int id) {
        acceptPrompt(id);
        generated.merge(id, 1, Integer::sum);
    }

    /** The next token; {@code logits} are not changed. The caller accepts it. */
    public int sample(float[] logits) {
        float[] scores = penalised(logits);
        if (options.temperature() == 0) {
            return LogProbabilities.argmax(scores);
        }
        Candidates candidates = Candidates.best(scores, options.topK());
        candidates.keepTopP(options.topP());
        candidates.keepMinP(options.minP());
        candidates.scale(1 / options.temperature());
        return candidates.draw(random.nextDouble());
    }

    /**
     * The next token among those that {@code filter} allows, as if the others' logits were minus
     * infinity.
     */
    public int sample(float[] logits, TokenFilter filter) {
        float[] scores = penalised(logits);
        boolean greedy = options.temperature() == 0;
        int wanted = greedy ? 1 : options.topK();
        Candidates candidates = Candidates.allowed(scores, wanted, filter);
        if (greedy) {
            return candidates.id(0);
        }
        candidates.keepTopP(options.topP());
        candidates.keepMinP(options.minP());
        candidates.scale(1 / options.temperature());
        return candidates.draw(random.nextDouble());
    }

    private float[] penalised(float[] logits) {
        boolean repeat = options.repeatPenalty() != 1 && !recent.isEmpty();
        boolean count = options.frequencyPenalty() != 0 || options.presencePenalty() != 0;
        if (!repeat && !(count && !generated.isEmpty()) && options.logitBias().isEmpty()) {
            return logits;
        }
        float[] scores = Arrays.copyOf(logits, logits.length);
        options.logitBias()
                .forEach(
                        (id, bias) -> {
                            if (id >= 0 && id < scores.length) {
                                scores[id] += bias.floatValue();
                            }
                        });
        if (repeat) {
            float penalty = (float) options.repeatPenalty();
            for (int id : new HashSet<>(recent)) {
                scores[id] = scores[id] > 0 ? scores[id] / penalty : scores[id] * penalty;
            }
        }
        if (count) {
            generated.forEach(
                    (id, times) ->
                            scores[id] -=
                                    (float)
                                            (times * options.frequencyPenalty()
                                                    + options.presencePenalty()));
        }
        return scores;
    }
}
