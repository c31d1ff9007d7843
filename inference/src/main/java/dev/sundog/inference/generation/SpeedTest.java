package dev.sundog.inference.generation;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Session;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Tokens a second of a loaded model, as llama-bench measures them: random tokens, greedy. */
public final class SpeedTest {
    private static final double NANOS = 1e9;

    private SpeedTest() {}

    /**
     * Runs once for warming up, then {@code runs} times: {@code depth} tokens unmeasured, {@code
     * promptTokens} at once, and from the same depth {@code generatedTokens} one by one.
     *
     * @throws SundogException (user) if the numbers are no use or exceed the context length
     */
    public static SpeedReport run(
            CpuModel model, int promptTokens, int generatedTokens, int depth, int runs) {
        if (promptTokens < 1 || generatedTokens < 1 || depth < 0 || runs < 1) {
            throw SundogException.user(
                    "bench-size",
                    "prompt %d, generated %d, depth %d, runs %d: all but the depth must be at least 1"
                            .formatted(promptTokens, generatedTokens, depth, runs));
        }
        double[] prompt = new double[runs];
        double[] predicted = new double[runs];
        int capacity = depth + Math.max(promptTokens, generatedTokens);
        int[] ids = randomIds(model, capacity);
        try (Session session = model.openSession(capacity)) {
            for (int run = -1; run < runs; run++) {
                session.rollBack(0);
                if (depth > 0) {
                    session.appendAll(Arrays.copyOf(ids, depth), 0, (i, logits) -> {});
                }
                double promptSpeed = prefill(session, ids, depth, promptTokens);
                session.rollBack(depth);
                double predictedSpeed = decode(session, ids, depth, generatedTokens);
                if (run >= 0) {
                    prompt[run] = promptSpeed;
                    predicted[run] = predictedSpeed;
                }
            }
        }
        return new SpeedReport(
                SpeedReport.Spread.of(prompt),
                SpeedReport.Spread.of(predicted),
                model.kernels().name(),
                model.threads());
    }

    private static int[] randomIds(CpuModel model, int count) {
        SplittableRandom random = new SplittableRandom(1);
        return random.ints(count, 0, model.config().vocabularySize()).toArray();
    }

    private static double prefill(Session session, int[] ids, int depth, int count) {
        int[] prompt = Arrays.copyOfRange(ids, depth, depth + count);
        long start = System.nanoTime();
        session.append(prompt);
        return count * NANOS / (System.nanoTime() - start);
    }

    private static double decode(Session session, int[] ids, int depth, int count) {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            session.append(ids[depth + i]);
        }
        return count * NANOS / (System.nanoTime() - start);
    }
}
