package dev.sundog.training.torch;

/**
 * Standard normal numbers that are the same on every machine and Java version: SplitMix64 and the
 * Box-Muller transform in strict arithmetic. Not thread-safe.
 *
 * <p>Source: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators (OOPSLA 2014); Box
 * and Muller, A Note on the Generation of Random Normal Deviates (1958).
 */
final class Gaussian {
    private static final double UNIT = 0x1.0p-53;

    private long state;
    private double spare = Double.NaN;

    /** Independent streams of one seed. */
    Gaussian(long seed, long stream) {
        state = mix(seed ^ mix(stream + 1));
    }

    double next() {
        if (!Double.isNaN(spare)) {
            double value = spare;
            spare = Double.NaN;
            return value;
        }
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        double angle = 2 * Math.PI * uniform();
        spare = radius * StrictMath.sin(angle);
        return radius * StrictMath.cos(angle);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        state += 0x9E3779B97F4A7C15L;
        return (mix(state) >>> 11) * UNIT;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
