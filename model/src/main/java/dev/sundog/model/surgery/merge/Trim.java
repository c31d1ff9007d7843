package dev.sundog.model.surgery.merge;

import dev.sundog.model.surgery.merge.MagnitudeSearch.Magnitude;
import dev.sundog.model.surgery.merge.MagnitudeSearch.Vector;

/**
 * The largest elements of a task vector, by magnitude; of equal ones the first.
 *
 * <p>Source: Yadav et al., TIES-Merging (arXiv 2306.01708), section 4, trim.
 *
 * @param threshold bits of the smallest magnitude that is kept
 * @param last index of the last element of exactly that magnitude that is kept
 */
record Trim(int threshold, long last) implements Mask {
    static final Trim NONE = new Trim(Integer.MAX_VALUE, -1);

    /**
     * Keeps the share {@code density} of {@code count} elements, at least one if it is positive.
     */
    static Mask of(Vector vector, long count, double density) {
        if (density >= 1) {
            return ALL;
        }
        if (density <= 0 || count == 0) {
            return NONE;
        }
        long kept = Math.max(1, (long) (density * count));
        Magnitude smallest = MagnitudeSearch.at(vector, count - kept);
        long greater = count - smallest.smaller() - smallest.equal();
        long keptEqual = kept - greater;
        return new Trim(
                smallest.bits(),
                keptEqual == smallest.equal()
                        ? Long.MAX_VALUE
                        : MagnitudeSearch.indexOf(vector, smallest.bits(), keptEqual));
    }

    boolean keeps(long index, float value) {
        int bits = MagnitudeSearch.bits(value);
        return bits > threshold || bits == threshold && index <= last;
    }

    @Override
    public void apply(long first, float[] deltas, int count) {
        for (int i = 0; i < count; i++) {
            if (!keeps(first + i, deltas[i])) {
                deltas[i] = 0;
            }
        }
    }
}
