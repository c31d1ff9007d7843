package dev.sundog.inference.sampling;

import java.util.Arrays;

/** Tokens that may still be chosen, most likely first. Not thread-safe. */
final class Candidates {
    private final int[] ids;
    private final double[] scores;
    private int count;

    private Candidates(int[] ids, double[] scores) {
        this.ids = ids;
        this.scores = scores;
        count = ids.length;
    }

    /** The {@code most} highest logits (0: all), highest first, lower ids first among equals. */
    static Candidates best(float[] logits, int most) {
        long[] keys = new long[logits.length];
        for (int id = 0; id < logits.length; id++) {
            keys[id] = (long) ~ordered(logits[id]) << 32 | id;
        }
        int kept = most == 0 ? keys.length : Math.min(most, keys.length);
        if (kept < keys.length) {
            keys = TopKeys.smallest(keys, kept);
        }
        Arrays.sort(keys);
        int[] ids = new int[kept];
        double[] scores = new double[kept];
        for (int i = 0; i < kept; i++) {
            ids[i] = (int) keys[i];
            scores[i] = logits[ids[i]];
        }
        return new Candidates(ids, scores);
    }

    /** An int that is ordered as the float is. */
    private static int ordered(float value) {
        int bits = Float.floatToIntBits(value);
        return bits ^ bits >> 31 & 0x7fffffff;
    }

    /** Keeps the shortest head whose probabilities sum to {@code p} or more. */
    void keepTopP(double p) {
        if (p >= 1) {
            return;
        }
        double[] probabilities = probabilities();
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += probabilities[i];
            if (sum >= p) {
                count = i + 1;
                return;
            }
        }
    }

    /** Keeps those at least {@code p} times as likely as the first. */
    void keepMinP(double p) {
        if (p <= 0) {
            return;
        }
        double lowest = scores[0] + Math.log(p);
        while (count > 1 && scores[count - 1] < lowest) {
            count--;
        }
    }

    void scale(double factor) {
        for (int i = 0; i < count; i++) {
            scores[i] *= factor;
        }
    }

    /** The token at {@code position}, in [0, 1), of the cumulative distribution. */
    int draw(double position) {
        double[] probabilities = probabilities();
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += probabilities[i];
            if (position < sum) {
                return ids[i];
            }
        }
        return ids[count - 1];
    }

    int count() {
        return count;
    }

    int id(int index) {
        return ids[index];
    }

    double[] probabilities() {
        double[] probabilities = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            probabilities[i] = Math.exp(scores[i] - scores[0]);
            sum += probabilities[i];
        }
        for (int i = 0; i < count; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }
}
