package dev.sundog.inference.sampling;

import dev.sundog.model.language.GenerationOptions;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.SplittableRandom;

/**
 * Picks tokens in llama.cpp's order: repeat penalty, top-k, top-p, min-p, temperature, then a draw.
 * With temperature 0 it takes the most likely token after the penalty. The same seed and logits
 * give the same tokens. Not thread-safe.
 *
 * <p>Source: Holtzman et al., arXiv 1904.09751 (top-p); Nguyen et al., arXiv 2407.01082 (min-p);
 * Keskar et al., arXiv 1909.05858, section 4.1 (repeat penalty).
 */
public final class Sampler {
    /** Last tokens, of the prompt too, that the repeat penalty sees. */
    static final int PENALTY_WINDOW = 64;

    private final GenerationOptions options;
    private final SplittableRandom random;
    private final Deque<Integer> recent = new ArrayDeque<>();

    public Sampler(GenerationOptions options) {
        this.options = options;
        random = new SplittableRandom(options.seed());
    }

    /** Remembers a token of the prompt or of the answer for the repeat penalty. */
    public void accept(int id) {
        recent.addLast(id);
        if (recent.size() > PENALTY_WINDOW) {
            recent.removeFirst();
        }
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

    private float[] penalised(float[] logits) {
        if (options.repeatPenalty() == 1 || recent.isEmpty()) {
            return logits;
        }
        float[] scores = Arrays.copyOf(logits, logits.length);
        float penalty = (float) options.repeatPenalty();
        for (int id : new HashSet<>(recent)) {
            scores[id] = scores[id] > 0 ? scores[id] / penalty : scores[id] * penalty;
        }
        return scores;
    }
}
