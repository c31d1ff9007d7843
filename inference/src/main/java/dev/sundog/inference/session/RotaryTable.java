package dev.sundog.inference.session;

import dev.sundog.model.architecture.Rope;

import java.util.Arrays;

/**
 * Cosines and sines of all rotation angles of one rope, computed as far as asked for. Angles are
 * rounded to float as the reference implementation does, whose weights were trained with them. A
 * rope whose frequencies depend on the length of the sequence is asked with that length; keys that
 * were rotated when the sequence was shorter stay as they are, as in the reference. Thread-safe.
 */
final class RotaryTable {
    private static final int FIRST_POSITIONS = 256;

    private final Rope rope;
    private final int rotarySize;
    private final float factor;
    private final Known upTo;
    private volatile Known beyond;

    /** Angles of one set of frequencies, {@code [position, rotarySize / 2]}. */
    private static final class Known {
        private final int length;
        private final float[] frequencies;
        private final float factor;
        private volatile Angles angles = new Angles(new float[0], new float[0]);

        /** A table of some length. */
        private record Angles(float[] cosine, float[] sine) {}

        Known(Rope rope, int rotarySize, int length, float factor) {
            this.length = length;
            this.factor = factor;
            double[] exact = rope.inverseFrequencies(rotarySize, length);
            frequencies = new float[exact.length];
            for (int i = 0; i < exact.length; i++) {
                frequencies[i] = (float) exact[i];
            }
        }

        Angles upTo(int positions) {
            Angles current = angles;
            if (current.cosine().length >= positions * frequencies.length) {
                return current;
            }
            synchronized (this) {
                int known = angles.cosine().length / frequencies.length;
                if (known < positions) {
                    int wanted = Math.max(positions, Math.max(FIRST_POSITIONS, 2 * known));
                    angles = extended(known, wanted);
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
                cosine[i] = (float) Math.cos(angle) * factor;
                sine[i] = (float) Math.sin(angle) * factor;
            }
            return new Angles(cosine, sine);
        }
    }

    RotaryTable(Rope rope, int rotarySize) {
        this.rope = rope;
        this.rotarySize = rotarySize;
        factor = (float) rope.attentionFactor();
        upTo = new Known(rope, rotarySize, 1, factor);
        beyond = upTo;
    }

    /**
     * Writes the angles of {@code count} positions, {@code [count, rotarySize / 2]} at {@code
     * offset}, for a sequence that will have {@code length} positions.
     */
    void write(int position, int count, int length, float[] cosine, float[] sine, int offset) {
        int half = rotarySize / 2;
        Known.Angles angles = known(length).upTo(position + count);
        System.arraycopy(angles.cosine(), position * half, cosine, offset, count * half);
        System.arraycopy(angles.sine(), position * half, sine, offset, count * half);
    }

    private Known known(int length) {
        if (length <= rope.fixedLength()) {
            return upTo;
        }
        Known current = beyond;
        if (current == upTo || rope.everyLengthDiffers() && current.length != length) {
            current = new Known(rope, rotarySize, length, factor);
            beyond = current;
        }
        return current;
    }
}
