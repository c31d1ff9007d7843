package dev.sundog.model.surgery.merge;

import dev.sundog.model.surgery.merge.MagnitudeSearch.Magnitude;
import dev.sundog.model.surgery.merge.MagnitudeSearch.Vector;

/**
 * The elements of a task vector that are neither among the smallest nor among the largest, by
 * magnitude; of equal ones the first counts as the smaller.
 *
 * <p>Source: Davari and Belilovsky, Model Breadcrumbs (arXiv 2312.06795), section 3.
 *
 * @param low bits of the smallest magnitude that is kept
 * @param first index of the first element of exactly that magnitude that is kept
 * @param high bits of the largest magnitude that is kept
 * @param last index of the last element of exactly that magnitude that is kept
 */
record Band(int low, long first, int high, long last) implements Mask {
    /**
     * Keeps the share {@code density} of {@code count} elements below the share {@code gamma} of
     * the largest; if both do not fit, the smallest.
     */
    static Mask of(Vector vector, long count, double density, double gamma) {
        if (density >= 1) {
            return ALL;
        }
        long kept = (long) (density * count);
        if (kept <= 0) {
            return Trim.NONE;
        }
        long bottom = Math.max(0, count - kept - (long) (gamma * count));
        Magnitude low = MagnitudeSearch.at(vector, bottom);
        Magnitude high = MagnitudeSearch.at(vector, bottom + kept - 1);
        return new Band(
                low.bits(),
                bottom == low.smaller()
                        ? 0
                        : MagnitudeSearch.indexOf(vector, low.bits(), bottom - low.smaller() + 1),
                high.bits(),
                MagnitudeSearch.indexOf(vector, high.bits(), bottom + kept - high.smaller()));
    }

    boolean keeps(long index, float value) {
        int bits = MagnitudeSearch.bits(value);
        return bits >= low
                && bits <= high
                && (bits != low || index >= first)
                && (bits != high || index <= last);
    }

    @Override
    public void apply(long start, float[] deltas, int count) {
        for (int i = 0; i < count; i++) {
            if (!keeps(start + i, deltas[i])) {
                deltas[i] = 0;
            }
        }
    }
}
