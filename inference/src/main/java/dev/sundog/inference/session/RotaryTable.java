package dev.sundog.inference.session;

import dev.sundog.model.architecture.Rope;

import java.util.Arrays;

/**
 * Cosines and sines of all rotation angles, {@code [position, headSize / 2]}, computed as far as
 * asked for. Angles are rounded to float as the reference implementation does, whose weights were
 * trained with them. Thread-safe.
 */
final class RotaryTable {
    private static final int FIRST_POSITIONS = 256;

    private final float[] frequencies;
    private volatile Angles angles = new Angles(new float[0], new float[0]);

    /** A table of some length. */
    record Angles(float[] cosine, float[] sine) {}

    RotaryTable(Rope rope, int headSize) {
        double[] exact = rope.inverseFrequencies(headSize);
        frequencies = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            frequencies[i] = (float) exact[i];
        }
    }

    /** A table of at least {@code positions} positions. */
    Angles upTo(int positions) {
        Angles current = angles;
        if (current.cosine().length >= positions * frequencies.length) {
            return current;
        }
        synchronized (this) {
            int known = angles.cosine().length / frequencies.length;
            if (known < positions) {
                angles = extended(known, Math.max(positions, Math.max(FIRST_POSITIONS, 2 * known)));
            }
            return angles;
        }
    }

    private Angles extended(int known, int positions) {
        int half = frequencies.length;
        float[] cosine = Arrays.copyOf(angles.cosine(), positions * half);
        float[] sine = Arrays.copyOf(angles.sine(), positions * half);
        for (int i = known * half; i < cosine.length; i++) {
            float angle = (float) (i / half) * frequencies[i % half];
            cosine[i] = (float) Math.cos(angle);
            sine[i] = (float) Math.sin(angle);
        }
        return new Angles(cosine, sine);
    }
}
