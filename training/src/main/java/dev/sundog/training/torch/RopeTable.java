package dev.sundog.training.torch;

import dev.sundog.model.architecture.ModelConfig;

/**
 * Cosines and sines of every position and frequency, grown as longer segments come. Not
 * thread-safe.
 */
final class RopeTable {
    private final double[] frequencies;
    private float[] cosines = {};
    private float[] sines = {};

    RopeTable(ModelConfig config) {
        frequencies = config.rope().inverseFrequencies(config.headSize());
    }

    /** Pairs of a head: half its size. */
    int pairs() {
        return frequencies.length;
    }

    /** {@code [positions, pairs]}, at least {@code positions} rows. */
    float[] cosines(int positions) {
        grow(positions);
        return cosines;
    }

    /** {@code [positions, pairs]}, at least {@code positions} rows. */
    float[] sines(int positions) {
        grow(positions);
        return sines;
    }

    private void grow(int positions) {
        if (cosines.length >= positions * frequencies.length) {
            return;
        }
        cosines = new float[positions * frequencies.length];
        sines = new float[cosines.length];
        for (int position = 0; position < positions; position++) {
            for (int pair = 0; pair < frequencies.length; pair++) {
                double angle = position * frequencies[pair];
                cosines[position * frequencies.length + pair] = (float) StrictMath.cos(angle);
                sines[position * frequencies.length + pair] = (float) StrictMath.sin(angle);
            }
        }
    }
}
