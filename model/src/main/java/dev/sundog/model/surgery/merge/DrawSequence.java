package dev.sundog.model.surgery.merge;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The random numbers of a whole merge as one long sequence that can be read at any place, so that
 * tensors may be computed in another order than they draw in. Remembers the generator at some
 * thousand places at most. Thread-safe.
 */
final class DrawSequence {
    private static final long SMALLEST_SPACING = 1 << 20;
    private static final long PLACES = 4096;
    private static final int RECENT = 32;

    private final MersenneTwister start;
    private long length;
    private @Nullable List<MersenneTwister> places;
    private long spacing = SMALLEST_SPACING;
    private final List<MersenneTwister> recent = new ArrayList<>();

    DrawSequence(long seed) {
        start = new MersenneTwister(seed);
    }

    /** Sets the next {@code count} numbers aside and returns where they begin. */
    synchronized long reserve(long count) {
        long begin = length;
        length = Math.addExact(length, count);
        return begin;
    }

    /** The numbers in [0, 1) from {@code position} on. */
    void uniforms(long position, float[] target, int count) {
        MersenneTwister generator = take(position);
        generator.advanceTo(position);
        for (int i = 0; i < count; i++) {
            target[i] = generator.nextUniform();
        }
        giveBack(generator);
    }

    /** A generator of the caller's own that stands at or not far before {@code position}. */
    private synchronized MersenneTwister take(long position) {
        List<MersenneTwister> all = places;
        if (all == null) {
            all = survey();
            places = all;
        }
        MersenneTwister nearest = null;
        for (MersenneTwister candidate : recent) {
            long distance = position - candidate.position();
            if (distance >= 0
                    && distance < spacing
                    && (nearest == null || candidate.position() > nearest.position())) {
                nearest = candidate;
            }
        }
        if (nearest == null) {
            int place = (int) Math.min(position / spacing, all.size() - 1L);
            return all.get(place).copy();
        }
        if (nearest.position() == position) {
            recent.remove(nearest);
            return nearest;
        }
        return nearest.copy();
    }

    private synchronized void giveBack(MersenneTwister generator) {
        if (recent.size() == RECENT) {
            recent.removeFirst();
        }
        recent.add(generator);
    }

    private List<MersenneTwister> survey() {
        spacing = Math.max(SMALLEST_SPACING, length / PLACES);
        List<MersenneTwister> result = new ArrayList<>();
        MersenneTwister generator = start.copy();
        result.add(generator.copy());
        for (long position = spacing; position < length; position += spacing) {
            generator.advanceTo(position);
            result.add(generator.copy());
        }
        return result;
    }
}
