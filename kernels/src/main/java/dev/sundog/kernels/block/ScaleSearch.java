package dev.sundog.kernels.block;

import dev.sundog.kernels.block.BlockArithmetic.Trials;

import java.util.Arrays;

/**
 * Finds the scale (and minimum) of a group of numbers that makes the weighted squared error of
 * their integer levels small. A level is the nearest integer for a trial scale; for given levels
 * the best scale follows from least squares: with levels l and weights w, x ≈ s·l gives s = Σwxl /
 * Σwl², and x ≈ s·l + m gives the two normal equations. Trial scales around the obvious one are
 * compared.
 *
 * <p>All sums are of floats, in the order of the elements, and each operation is rounded by itself:
 * the levels near a tie, and with them the bytes of a file, depend on it.
 *
 * <p>Scratch space: one thread, one search at a time. Source: ggml, K-quants.
 */
final class ScaleSearch {
    /** Groups of smaller numbers than this are zero. */
    static final float SMALLEST = 1e-15f;

    private static final int ROUNDS = 5;

    private final int[] trial = new int[32];
    private float minimum;

    /** The integer nearest to a number of magnitude below 2^22, ties to even. */
    static int nearest(float value) {
        return (Float.floatToRawIntBits(value + 0x1.8p23f) & 0x7fffff) - 0x400000;
    }

    /**
     * Levels from −limit to limit − 1 with x ≈ scale · level.
     *
     * @param weights one an element, from {@code weightsAt} on
     * @param levels receives the levels plus {@code limit}
     * @return the scale; 0 if there is nothing to scale
     */
    float symmetric(
            float[] x,
            int at,
            int count,
            int limit,
            float[] weights,
            int weightsAt,
            int[] levels,
            int first) {
        float extreme = SmallBlocks.extreme(x, at, count);
        if (Math.abs(extreme) < SMALLEST) {
            Arrays.fill(levels, first, first + count, 0);
            return 0;
        }
        float scale = 0;
        float best = 0;
        for (int attempt = 0; attempt < 19; attempt++) {
            // the obvious scale, then nine finer and nine coarser ones
            int shift = attempt == 0 ? 0 : attempt <= 9 ? attempt - 10 : attempt - 9;
            float inverse = attempt == 0 ? -limit / extreme : -(limit + 0.1f * shift) / extreme;
            float products = 0;
            float squares = 0;
            for (int i = 0; i < count; i++) {
                int level = Math.clamp(nearest(inverse * x[at + i]), -limit, limit - 1);
                trial[i] = level + limit;
                products += weights[weightsAt + i] * x[at + i] * level;
                squares += weights[weightsAt + i] * level * level;
            }
            if (attempt == 0) {
                scale = squares != 0 ? products / squares : 0;
            } else if (squares > 0 && products * products > best * squares) {
                scale = products / squares;
            } else {
                continue;
            }
            best = scale * products;
            System.arraycopy(trial, 0, levels, first, count);
        }
        return scale;
    }

    /** Numbers that share a scale, and what the error of each counts. */
    private record Group(float[] x, int at, int count, float[] weights, int weightsAt) {
        /** Weighted sum of errors, squared or absolute. */
        float error(int[] levels, int first, float scale, float minimum, boolean absolute) {
            float sum = 0;
            for (int i = 0; i < count; i++) {
                float error = scale * levels[first + i] + minimum - x[at + i];
                sum += weights[weightsAt + i] * (absolute ? Math.abs(error) : error * error);
            }
            return sum;
        }
    }

    /**
     * Levels from 0 to limit with x ≈ scale · level + {@link #minimum()}, the minimum never above
     * 0.
     *
     * @param weights one an element, from {@code weightsAt} on
     * @return the scale; 0 if all numbers are equal
     */
    float affine(
            float[] x,
            int at,
            int count,
            float[] weights,
            int weightsAt,
            Trials trials,
            int[] levels,
            int first) {
        int limit = trials.limit();
        boolean absolute = trials.absolute();
        Group group = new Group(x, at, count, weights, weightsAt);
        float highest = range(x, at, count);
        float weightSum = weights[weightsAt];
        float sum = weightSum * x[at];
        for (int i = 1; i < count; i++) {
            weightSum += weights[weightsAt + i];
            sum += weights[weightsAt + i] * x[at + i];
        }
        if (highest <= minimum) {
            Arrays.fill(levels, first, first + count, 0);
            return 0;
        }
        float inverse = limit / (highest - minimum);
        float scale = 1 / inverse;
        round(x, at, count, inverse, limit, levels, first);
        float best = group.error(levels, first, scale, minimum, absolute);
        for (int t = 0; t <= trials.count(); t++) {
            inverse = (trials.finest() + trials.stride() * t + limit) / (highest - minimum);
            round(x, at, count, inverse, limit, trial, 0);
            float levelSum = 0;
            float squares = 0;
            float products = 0;
            for (int i = 0; i < count; i++) {
                float weighted = weights[weightsAt + i] * trial[i];
                levelSum += weighted;
                squares += weighted * trial[i];
                products += weighted * x[at + i];
            }
            float determinant = weightSum * squares - levelSum * levelSum;
            if (!(determinant > 0)) {
                continue;
            }
            float trialScale = (weightSum * products - sum * levelSum) / determinant;
            float trialMinimum = (squares * sum - levelSum * products) / determinant;
            if (trialMinimum > 0) {
                trialMinimum = 0;
                trialScale = products / squares;
            }
            float errors = group.error(trial, 0, trialScale, trialMinimum, absolute);
            if (errors < best) {
                best = errors;
                scale = trialScale;
                minimum = trialMinimum;
                System.arraycopy(trial, 0, levels, first, count);
            }
        }
        return scale;
    }

    /** The highest number; {@link #minimum} becomes the lowest, or 0 if that is positive. */
    private float range(float[] x, int at, int count) {
        float lowest = x[at];
        float highest = x[at];
        for (int i = 1; i < count; i++) {
            lowest = x[at + i] < lowest ? x[at + i] : lowest;
            highest = x[at + i] > highest ? x[at + i] : highest;
        }
        minimum = lowest > 0 ? 0 : lowest;
        return highest;
    }

    private void round(
            float[] x, int at, int count, float inverse, int limit, int[] levels, int first) {
        for (int i = 0; i < count; i++) {
            levels[first + i] = Math.clamp(nearest(inverse * (x[at + i] - minimum)), 0, limit);
        }
    }

    /** The minimum that the last {@link #affine} found. */
    float minimum() {
        return minimum;
    }

    /**
     * Levels from 0 to limit of numbers that are not negative.
     *
     * @return the scale; 0 if all are zero
     */
    float positive(float[] x, int count, int limit, float[] weights, int[] levels) {
        float highest = 0;
        for (int i = 0; i < count; i++) {
            highest = Math.max(highest, x[i]);
        }
        if (highest < SMALLEST) {
            Arrays.fill(levels, 0, count, 0);
            return 0;
        }
        float inverse = limit / highest;
        float best = Float.NaN;
        for (int attempt = 0; attempt < 9; attempt++) {
            int shift = attempt == 0 ? 0 : attempt <= 4 ? attempt - 5 : attempt - 4;
            float candidate = attempt == 0 ? inverse : (0.1f * shift + limit) / highest;
            float scale = 1 / candidate;
            float errors = 0;
            for (int i = 0; i < count; i++) {
                int level = nearest(candidate * x[i]);
                float error = x[i] - scale * (attempt == 0 ? level : Math.min(limit, level));
                errors += weights[i] * error * error;
            }
            if (attempt == 0 || errors < best) {
                best = errors;
                inverse = candidate;
            }
        }
        return improved(x, 0, count, inverse, 0, limit, weights, 0, levels, 0);
    }

    /**
     * Starts from the levels that {@code inverse} gives and moves one after the other to where the
     * others' best scale wants it, as long as that helps.
     */
    float improved(
            float[] x,
            int at,
            int count,
            float inverse,
            int least,
            int most,
            float[] weights,
            int weightsAt,
            int[] levels,
            int first) {
        float products = 0;
        float squares = 0;
        for (int i = 0; i < count; i++) {
            int level = Math.clamp(nearest(inverse * x[at + i]), least, most);
            levels[first + i] = level;
            products += weights[weightsAt + i] * x[at + i] * level;
            squares += weights[weightsAt + i] * level * level;
        }
        for (int round = 0; round < ROUNDS; round++) {
            boolean moved = false;
            for (int i = 0; i < count; i++) {
                int level = levels[first + i];
                float weight = weights[weightsAt + i];
                float others = products - weight * x[at + i] * level;
                float otherSquares = squares - weight * level * level;
                if (!(others > 0 && otherSquares > 0)) {
                    continue;
                }
                int wanted = Math.clamp(nearest(x[at + i] * otherSquares / others), least, most);
                if (wanted != level) {
                    others += weight * x[at + i] * wanted;
                    otherSquares += weight * wanted * wanted;
                    if (others * others * squares > products * products * otherSquares) {
                        levels[first + i] = wanted;
                        products = others;
                        squares = otherSquares;
                        moved = true;
                    }
                }
            }
            if (!moved) {
                break;
            }
        }
        return squares > 0 ? products / squares : 0;
    }
}
