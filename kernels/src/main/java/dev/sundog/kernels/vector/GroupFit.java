package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;

import dev.sundog.kernels.block.BlockArithmetic.Trials;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Searches the scales of as many groups as a vector has lanes, one group a lane: each lane does
 * what the scalar search does, in the same order, so that the result is the same to the bit. Each
 * loop is a method that keeps what outlives it in arrays; see {@link Int8Panels} for why.
 *
 * <p>Scratch space of one thread.
 */
final class GroupFit {
    /** Adding it rounds to the nearest integer, which is then in the low bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
    private static final float SMALLEST = 1e-15f;
    private static final int LARGEST_GROUP = 32;

    private final float[] x = new float[LARGEST_GROUP * COUNT];
    private final float[] weights = new float[LARGEST_GROUP * COUNT];
    private final float[] products = new float[LARGEST_GROUP * COUNT];
    private final float[] levels = new float[LARGEST_GROUP * COUNT];
    private final float[] inverse = new float[COUNT];
    private final float[] scale = new float[COUNT];
    private final float[] minimum = new float[COUNT];
    private final float[] highest = new float[COUNT];
    private final float[] trialScale = new float[COUNT];
    private final float[] trialMinimum = new float[COUNT];
    private final float[] best = new float[COUNT];
    private final float[] sums = new float[3 * COUNT];
    private final float[] totals = new float[2 * COUNT];
    private final float[] errors = new float[COUNT];

    /** Brings groups into lanes; lanes without a group hold zeros. */
    private void load(float[] source, int at, float[] weighing, int from, int size, int groups) {
        for (int lane = 0; lane < groups; lane++) {
            int first = lane * size;
            for (int i = 0; i < size; i++) {
                x[i * COUNT + lane] = source[at + first + i];
                weights[i * COUNT + lane] = weighing[from + first + i];
            }
        }
        for (int lane = groups; lane < COUNT; lane++) {
            for (int i = 0; i < size; i++) {
                x[i * COUNT + lane] = 0;
                weights[i * COUNT + lane] = 0;
            }
        }
    }

    /** See {@link dev.sundog.kernels.block.BlockArithmetic#fitAffine}. */
    void affine(
            float[] source,
            int at,
            float[] weighing,
            int size,
            Trials trials,
            float[] scales,
            float[] minima) {
        for (int group = 0; group < scales.length; group += COUNT) {
            int groups = Math.min(COUNT, scales.length - group);
            load(source, at + group * size, weighing, group * size, size, groups);
            affine(size, trials);
            System.arraycopy(scale, 0, scales, group, groups);
            System.arraycopy(minimum, 0, minima, group, groups);
        }
    }

    private void affine(int size, Trials trials) {
        ranges(x, weights, size, minimum, highest, totals);
        FloatVector least = FloatVector.fromArray(FLOATS, minimum, 0);
        FloatVector most = FloatVector.fromArray(FLOATS, highest, 0);
        VectorMask<Float> flat = most.compare(VectorOperators.GT, least).not();
        FloatVector limit = FloatVector.broadcast(FLOATS, trials.limit());
        FloatVector first = limit.div(most.sub(least));
        first.intoArray(inverse, 0);
        FloatVector.broadcast(FLOATS, 1).div(first).intoArray(scale, 0);
        levels(x, weights, size, inverse, minimum, trials.limit(), levels, sums);
        errors(x, weights, levels, size, scale, minimum, trials.absolute(), best);
        for (int t = 0; t <= trials.count(); t++) {
            float ends = trials.finest() + trials.stride() * t + trials.limit();
            FloatVector range = most.sub(FloatVector.fromArray(FLOATS, minimum, 0));
            FloatVector.broadcast(FLOATS, ends).div(range).intoArray(inverse, 0);
            levels(x, weights, size, inverse, minimum, trials.limit(), levels, sums);
            VectorMask<Float> solvable = solve();
            errors(x, weights, levels, size, trialScale, trialMinimum, trials.absolute(), errors);
            keepBetter(solvable);
        }
        FloatVector.fromArray(FLOATS, scale, 0).blend(0, flat).intoArray(scale, 0);
        FloatVector.fromArray(FLOATS, minimum, 0).blend(least, flat).intoArray(minimum, 0);
    }

    private static void ranges(
            float[] x,
            float[] weights,
            int size,
            float[] minimum,
            float[] highest,
            float[] totals) {
        FloatVector low = FloatVector.fromArray(FLOATS, x, 0);
        FloatVector high = low;
        FloatVector weightSum = FloatVector.fromArray(FLOATS, weights, 0);
        FloatVector sum = weightSum.mul(low);
        for (int i = COUNT; i < size * COUNT; i += COUNT) {
            FloatVector value = FloatVector.fromArray(FLOATS, x, i);
            FloatVector weight = FloatVector.fromArray(FLOATS, weights, i);
            low = low.blend(value, value.compare(VectorOperators.LT, low));
            high = high.blend(value, value.compare(VectorOperators.GT, high));
            weightSum = weightSum.add(weight);
            sum = sum.add(weight.mul(value));
        }
        low.blend(0, low.compare(VectorOperators.GT, 0)).intoArray(minimum, 0);
        high.intoArray(highest, 0);
        weightSum.intoArray(totals, 0);
        sum.intoArray(totals, COUNT);
    }

    /** Levels, and the sums of weighted levels, their squares and their products with x. */
    private static void levels(
            float[] x,
            float[] weights,
            int size,
            float[] inverse,
            float[] minimum,
            int limit,
            float[] levels,
            float[] sums) {
        FloatVector factor = FloatVector.fromArray(FLOATS, inverse, 0);
        FloatVector least = FloatVector.fromArray(FLOATS, minimum, 0);
        FloatVector levelSum = Lanes.zero();
        FloatVector squares = Lanes.zero();
        FloatVector products = Lanes.zero();
        for (int i = 0; i < size * COUNT; i += COUNT) {
            FloatVector value = FloatVector.fromArray(FLOATS, x, i);
            FloatVector level = nearest(factor.mul(value.sub(least)), 0, limit);
            FloatVector weighted = FloatVector.fromArray(FLOATS, weights, i).mul(level);
            level.intoArray(levels, i);
            levelSum = levelSum.add(weighted);
            squares = squares.add(weighted.mul(level));
            products = products.add(weighted.mul(value));
        }
        levelSum.intoArray(sums, 0);
        squares.intoArray(sums, COUNT);
        products.intoArray(sums, 2 * COUNT);
    }

    private static FloatVector nearest(FloatVector value, int least, int most) {
        IntVector bits = value.add(ROUNDER).reinterpretAsInts();
        return bits.max(ROUNDER_BITS + least)
                .min(ROUNDER_BITS + most)
                .reinterpretAsFloats()
                .sub(ROUNDER);
    }

    private static void errors(
            float[] x,
            float[] weights,
            float[] levels,
            int size,
            float[] scale,
            float[] minimum,
            boolean absolute,
            float[] errors) {
        FloatVector factor = FloatVector.fromArray(FLOATS, scale, 0);
        FloatVector least = FloatVector.fromArray(FLOATS, minimum, 0);
        FloatVector sum = Lanes.zero();
        for (int i = 0; i < size * COUNT; i += COUNT) {
            FloatVector error =
                    factor.mul(FloatVector.fromArray(FLOATS, levels, i))
                            .add(least)
                            .sub(FloatVector.fromArray(FLOATS, x, i));
            FloatVector weighed = absolute ? error.abs() : error.mul(error);
            sum = sum.add(FloatVector.fromArray(FLOATS, weights, i).mul(weighed));
        }
        sum.intoArray(errors, 0);
    }

    /** Scale and minimum of least squared error for the levels; where there are any. */
    private VectorMask<Float> solve() {
        FloatVector weightSum = FloatVector.fromArray(FLOATS, totals, 0);
        FloatVector sum = FloatVector.fromArray(FLOATS, totals, COUNT);
        FloatVector levelSum = FloatVector.fromArray(FLOATS, sums, 0);
        FloatVector squares = FloatVector.fromArray(FLOATS, sums, COUNT);
        FloatVector mixed = FloatVector.fromArray(FLOATS, sums, 2 * COUNT);
        FloatVector determinant = weightSum.mul(squares).sub(levelSum.mul(levelSum));
        FloatVector factor = weightSum.mul(mixed).sub(sum.mul(levelSum)).div(determinant);
        FloatVector least = squares.mul(sum).sub(levelSum.mul(mixed)).div(determinant);
        VectorMask<Float> above = least.compare(VectorOperators.GT, 0);
        factor.blend(mixed.div(squares), above).intoArray(trialScale, 0);
        least.blend(0, above).intoArray(trialMinimum, 0);
        return determinant.compare(VectorOperators.GT, 0);
    }

    private void keepBetter(VectorMask<Float> solvable) {
        FloatVector found = FloatVector.fromArray(FLOATS, errors, 0);
        FloatVector least = FloatVector.fromArray(FLOATS, best, 0);
        VectorMask<Float> better = found.compare(VectorOperators.LT, least).and(solvable);
        least.blend(found, better).intoArray(best, 0);
        FloatVector.fromArray(FLOATS, scale, 0)
                .blend(FloatVector.fromArray(FLOATS, trialScale, 0), better)
                .intoArray(scale, 0);
        FloatVector.fromArray(FLOATS, minimum, 0)
                .blend(FloatVector.fromArray(FLOATS, trialMinimum, 0), better)
                .intoArray(minimum, 0);
    }

    /** See {@link dev.sundog.kernels.block.BlockArithmetic#fitSymmetric}. */
    void symmetric(float[] source, int at, float[] weighing, int size, int limit, float[] scales) {
        for (int group = 0; group < scales.length; group += COUNT) {
            int groups = Math.min(COUNT, scales.length - group);
            load(source, at + group * size, weighing, group * size, size, groups);
            symmetric(size, limit);
            System.arraycopy(scale, 0, scales, group, groups);
        }
    }

    private void symmetric(int size, int limit) {
        extremes(x, weights, size, highest, products);
        FloatVector extreme = FloatVector.fromArray(FLOATS, highest, 0);
        for (int attempt = 0; attempt < 19; attempt++) {
            int shift = attempt == 0 ? 0 : attempt <= 9 ? attempt - 10 : attempt - 9;
            float end = attempt == 0 ? -limit : -(limit + 0.1f * shift);
            FloatVector.broadcast(FLOATS, end).div(extreme).intoArray(inverse, 0);
            products(x, weights, products, size, inverse, limit, sums);
            FloatVector mixed = FloatVector.fromArray(FLOATS, sums, 0);
            FloatVector squares = FloatVector.fromArray(FLOATS, sums, COUNT);
            FloatVector found = mixed.div(squares);
            VectorMask<Float> usable = squares.compare(VectorOperators.GT, 0);
            if (attempt == 0) {
                FloatVector start = found.blend(0, usable.not());
                start.intoArray(scale, 0);
                start.mul(mixed).intoArray(best, 0);
                continue;
            }
            FloatVector least = FloatVector.fromArray(FLOATS, best, 0);
            VectorMask<Float> better =
                    mixed.mul(mixed).compare(VectorOperators.GT, least.mul(squares)).and(usable);
            FloatVector.fromArray(FLOATS, scale, 0).blend(found, better).intoArray(scale, 0);
            least.blend(found.mul(mixed), better).intoArray(best, 0);
        }
        VectorMask<Float> nothing = extreme.abs().compare(VectorOperators.LT, SMALLEST);
        FloatVector.fromArray(FLOATS, scale, 0).blend(0, nothing).intoArray(scale, 0);
    }

    /** The first numbers of largest magnitude; and weights times numbers. */
    private static void extremes(
            float[] x, float[] weights, int size, float[] extremes, float[] products) {
        FloatVector magnitude = Lanes.zero();
        FloatVector extreme = Lanes.zero();
        for (int i = 0; i < size * COUNT; i += COUNT) {
            FloatVector value = FloatVector.fromArray(FLOATS, x, i);
            FloatVector distance = value.abs();
            VectorMask<Float> larger = distance.compare(VectorOperators.GT, magnitude);
            magnitude = magnitude.blend(distance, larger);
            extreme = extreme.blend(value, larger);
            FloatVector.fromArray(FLOATS, weights, i).mul(value).intoArray(products, i);
        }
        extreme.intoArray(extremes, 0);
    }

    private static void products(
            float[] x,
            float[] weights,
            float[] weighted,
            int size,
            float[] inverse,
            int limit,
            float[] sums) {
        FloatVector factor = FloatVector.fromArray(FLOATS, inverse, 0);
        FloatVector mixed = Lanes.zero();
        FloatVector squares = Lanes.zero();
        for (int i = 0; i < size * COUNT; i += COUNT) {
            FloatVector value = FloatVector.fromArray(FLOATS, x, i);
            FloatVector level = nearest(factor.mul(value), -limit, limit - 1);
            mixed = mixed.add(FloatVector.fromArray(FLOATS, weighted, i).mul(level));
            squares = squares.add(FloatVector.fromArray(FLOATS, weights, i).mul(level).mul(level));
        }
        mixed.intoArray(sums, 0);
        squares.intoArray(sums, COUNT);
    }
}
