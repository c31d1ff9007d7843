package dev.sundog.training.optimizer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.sundog.training.torch.VectorMath;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Sums of gradients and of their squares over ranges of flat memory. Stateless. */
public final class GradientSum {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final int SUMMED_IN_FLOAT = 1024;

    private GradientSum() {}

    /**
     * Adds the other gradients to the first, in order, over elements {@code from} to {@code to}
     * (exclusive).
     *
     * @return sum of the squares of the result
     */
    public static double reduce(List<MemorySegment> gradients, long from, long to) {
        MemorySegment sum = gradients.getFirst();
        for (MemorySegment other : gradients.subList(1, gradients.size())) {
            add(sum, other, from, to);
        }
        double squares = 0;
        for (long first = from; first < to; first += SUMMED_IN_FLOAT) {
            squares += squares(sum, first, Math.min(first + SUMMED_IN_FLOAT, to));
        }
        return squares;
    }

    private static void add(MemorySegment sum, MemorySegment other, long from, long to) {
        long bound = from + (to - from) / SPECIES.length() * SPECIES.length();
        long i = from;
        for (; i < bound; i += SPECIES.length()) {
            long at = i * Float.BYTES;
            load(sum, at).add(load(other, at)).intoMemorySegment(sum, at, LITTLE_ENDIAN);
        }
        for (; i < to; i++) {
            long at = i * Float.BYTES;
            sum.set(FLOAT, at, sum.get(FLOAT, at) + other.get(FLOAT, at));
        }
    }

    private static double squares(MemorySegment values, long from, long to) {
        FloatVector sums = FloatVector.zero(SPECIES);
        long bound = from + (to - from) / SPECIES.length() * SPECIES.length();
        long i = from;
        for (; i < bound; i += SPECIES.length()) {
            FloatVector v = load(values, i * Float.BYTES);
            sums = v.fma(v, sums);
        }
        double total = VectorMath.sum(sums);
        for (; i < to; i++) {
            double value = values.get(FLOAT, i * Float.BYTES);
            total += value * value;
        }
        return total;
    }

    private static FloatVector load(MemorySegment segment, long at) {
        return FloatVector.fromMemorySegment(SPECIES, segment, at, LITTLE_ENDIAN);
    }
}
