package dev.sundog.training.torch;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Cross-entropy of one row of logits, in place. Stateless. */
final class CrossEntropy {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private CrossEntropy() {}

    /**
     * {@code −log softmax(row)[target]}; the row becomes {@code scale·(softmax(row) − one-hot)}.
     *
     * @param logits memory of floats
     * @param first index of the row's first float
     * @param size length of the row
     */
    static double lossAndGradient(
            MemorySegment logits, long first, int size, int target, float scale) {
        long start = first * Float.BYTES;
        float targetLogit = logits.getAtIndex(ValueLayout.JAVA_FLOAT, first + target);
        float largest = largest(logits, start, size);
        float sum = exponentials(logits, start, size, largest);
        scale(logits, start, size, scale / sum);
        float probability = logits.getAtIndex(ValueLayout.JAVA_FLOAT, first + target);
        logits.setAtIndex(ValueLayout.JAVA_FLOAT, first + target, probability - scale);
        return StrictMath.log(sum) + largest - targetLogit;
    }

    private static float largest(MemorySegment row, long start, int size) {
        FloatVector best = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int bound = SPECIES.loopBound(size);
        int i = 0;
        for (; i < bound; i += SPECIES.length()) {
            best = best.max(load(row, start, i));
        }
        float largest = best.reduceLanes(VectorOperators.MAX);
        for (; i < size; i++) {
            largest = Math.max(largest, row.get(ValueLayout.JAVA_FLOAT_UNALIGNED, start + 4L * i));
        }
        return largest;
    }

    private static float exponentials(MemorySegment row, long start, int size, float largest) {
        FloatVector sums = FloatVector.zero(SPECIES);
        int bound = SPECIES.loopBound(size);
        int i = 0;
        for (; i < bound; i += SPECIES.length()) {
            FloatVector e = VectorMath.exp(load(row, start, i).sub(largest));
            sums = sums.add(e);
            e.intoMemorySegment(row, start + 4L * i, LITTLE_ENDIAN);
        }
        float sum = VectorMath.sum(sums);
        for (; i < size; i++) {
            long at = start + 4L * i;
            float value = row.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at) - largest;
            float e = (float) StrictMath.exp(value);
            row.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, e);
            sum += e;
        }
        return sum;
    }

    private static void scale(MemorySegment row, long start, int size, float factor) {
        int bound = SPECIES.loopBound(size);
        int i = 0;
        for (; i < bound; i += SPECIES.length()) {
            load(row, start, i).mul(factor).intoMemorySegment(row, start + 4L * i, LITTLE_ENDIAN);
        }
        for (; i < size; i++) {
            long at = start + 4L * i;
            float value = row.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
            row.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, value * factor);
        }
    }

    private static FloatVector load(MemorySegment row, long start, int i) {
        return FloatVector.fromMemorySegment(SPECIES, row, start + 4L * i, LITTLE_ENDIAN);
    }
}
