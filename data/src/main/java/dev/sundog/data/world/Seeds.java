package dev.sundog.data.world;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random streams that are pure functions of numbers.
 *
 * <p><b>Source:</b> the finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom
 * number generators, OOPSLA 2014).
 */
final class Seeds {
    private Seeds() {}

    /** A stream that depends on every part. */
    static SplittableRandom stream(long... parts) {
        long state = 0x9E3779B97F4A7C15L;
        for (long part : parts) {
            state = mix(state ^ mix(part + 0x9E3779B97F4A7C15L));
        }
        return new SplittableRandom(state);
    }

    /** A well-mixed hash of a text, the same on every machine. */
    static long hash(String text) {
        long state = text.length();
        for (int i = 0; i < text.length(); i++) {
            state = (state ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(state);
    }

    /** One of {@code choices}. */
    static <T> T pick(List<T> choices, SplittableRandom random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A shuffled copy. */
    static <T> List<T> shuffled(List<? extends T> items, SplittableRandom random) {
        List<T> copy = new ArrayList<>(items);
        for (int i = copy.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T held = copy.get(i);
            copy.set(i, copy.get(j));
            copy.set(j, held);
        }
        return copy;
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
