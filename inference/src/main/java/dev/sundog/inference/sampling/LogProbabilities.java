package dev.sundog.inference.sampling;

import dev.sundog.kernels.Kernels;
import dev.sundog.model.language.Generation.Alternative;
import dev.sundog.model.language.Generation.TokenLogprob;
import dev.sundog.model.tokenizer.Tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Log-probabilities of the model itself, before any filter of the sampler. */
public final class LogProbabilities {
    private LogProbabilities() {}

    /** The index of the highest logit, the lowest index among equals. */
    public static int argmax(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            if (logits[id] > logits[best]) {
                best = id;
            }
        }
        return best;
    }

    /** {@code log p(id)}. */
    public static double of(int id, float[] logits, Kernels kernels) {
        return logits[id] - kernels.logSumExp(logits, 0, logits.length);
    }

    /** What the chosen token and its {@code alternatives} best rivals had. */
    public static TokenLogprob report(
            int id, float[] logits, int alternatives, Tokenizer tokenizer, Kernels kernels) {
        double normaliser = kernels.logSumExp(logits, 0, logits.length);
        Candidates best = Candidates.best(logits, Math.min(alternatives, logits.length));
        List<Alternative> top = new ArrayList<>();
        for (int i = 0; i < best.count(); i++) {
            int rival = best.id(i);
            byte[] bytes = tokenizer.bytes(rival);
            top.add(new Alternative(rival, text(bytes), bytes, logits[rival] - normaliser));
        }
        byte[] bytes = tokenizer.bytes(id);
        return new TokenLogprob(id, text(bytes), bytes, logits[id] - normaliser, top);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
