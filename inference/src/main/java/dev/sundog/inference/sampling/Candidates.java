package dev.sundog.inference.sampling;

import java.util.Arrays;

/** Tokens that may still be chosen, most likely first. Not thread-safe. */
final class Candidates {
    /** Tokens looked at besides twice those wanted, before a list of the allowed is made. */
    private static final int LOOKED_AT = 40;

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
            keys[id] = key(logits[id], id);
        }
        return best(keys, logits, most);
    }

    /**
     * The {@code most} highest logits (0: all) of the tokens that a filter allows. Looks at the
     * best of all first, since where much is allowed they suffice.
     */
    static Candidates allowed(float[] logits, int most, TokenFilter filter) {
        if (most == 1) {
            int first = LogProbabilities.argmax(logits);
            if (filter.allows(first)) {
                return new Candidates(new int[] {first}, new double[] {logits[first]});
            }
        }
        if (most > 0 && !filter.listed()) {
            Candidates some = best(logits, Math.min(logits.length, 2 * most + LOOKED_AT));
            some.keep(filter, most);
            if (some.count == most) {
                return some;
            }
        }
        int[] ids = filter.allowed();
        long[] keys = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            keys[i] = key(logits[ids[i]], ids[i]);
        }
        return best(keys, logits, most);
    }

    /** Smaller is better. */
    private static long key(float logit, int id) {
        return (long) ~ordered(logit) << 32 | id;
    }

    private void keep(TokenFilter filter, int most) {
        int kept = 0;
        for (int i = 0; i < count && kept < most; i++) {
            if (filter.allows(ids[i])) {
                ids[kept] = ids[i];
                scores[kept++] = scores[i];
            }
        }
        count = kept;
    }

    private static Candidates best(long[] all, float[] logits, int most) {
        long[] keys = all;
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
