package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;

import java.util.Arrays;

/**
 * Each element stays with a probability that grows with the rank of its magnitude within its row,
 * from density − ε to density + ε. Every step is rounded to the type that is computed in.
 *
 * <p>Source: Deep et al., DELLA-Merging (arXiv 2406.11617), section 3.1, MagPrune.
 *
 * @param draws where the random numbers come from, one an element
 * @param start where those of this vector begin
 * @param rowLength elements of a row
 * @param density the mean probability of staying
 * @param epsilon how far the ends are from it
 * @param type what is computed in: F32 or BF16
 */
record RankedMask(
        DrawSequence draws,
        long start,
        int rowLength,
        double density,
        double epsilon,
        ElementType type)
        implements Mask {
    @Override
    public void apply(long first, float[] deltas, int count) {
        float[] uniforms = new float[count];
        draws.uniforms(start + first, uniforms, count);
        float[] probabilities = probabilities();
        long[] order = new long[rowLength];
        for (int row = 0; row < count; row += rowLength) {
            for (int i = 0; i < rowLength; i++) {
                order[i] = (long) MagnitudeSearch.bits(deltas[row + i]) << Integer.SIZE | i;
            }
            Arrays.sort(order);
            for (int rank = 0; rank < rowLength; rank++) {
                int element = row + (int) order[rank];
                if (!(uniforms[element] < probabilities[rank])) {
                    deltas[element] = 0;
                }
            }
        }
    }

    /** By rank, that of the smallest magnitude first. */
    private float[] probabilities() {
        float range = round(number(rowLength - 1) - 1);
        float[] result = new float[rowLength];
        for (int rank = 0; rank < rowLength; rank++) {
            float share = range == 0 ? 0 : round(round(number(rank) - 1) / range);
            float doubled = round(Math.clamp(share, 0, 1) * 2);
            result[rank] =
                    round(round(doubled * (float) epsilon) + round((float) (density - epsilon)));
        }
        return result;
    }

    /** A rank from 1 on, as the type holds it. */
    private float number(int rank) {
        return round(round(rank) + 1);
    }

    private float round(float value) {
        return Rounding.to(type, value);
    }
}
