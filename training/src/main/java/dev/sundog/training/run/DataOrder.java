package dev.sundog.training.run;

/**
 * The order in which samples come: for each epoch a permutation that is a pure function of seed,
 * epoch and position, computed on demand without a table.
 *
 * <p>Source: Luby and Rackoff, How to Construct Pseudorandom Permutations (SIAM J. Comput. 17,
 * 1988): a Feistel network; values out of range are walked on until they fall inside (Black and
 * Rogaway, Ciphers with Arbitrary Finite Domains, CT-RSA 2002, "cycle walking").
 *
 * @param seed of the run
 * @param size number of samples
 * @param shuffle false for the order of the source
 */
public record DataOrder(long seed, long size, boolean shuffle) {
    private static final int ROUNDS = 6;

    public DataOrder {
        if (size < 1) {
            throw new IllegalArgumentException("an order needs at least one sample");
        }
    }

    /** Index of the sample that comes at {@code position} of {@code epoch}; both from 0. */
    public long sample(long epoch, long position) {
        if (position < 0 || position >= size) {
            throw new IndexOutOfBoundsException(position);
        }
        if (!shuffle || size == 1) {
            return position;
        }
        int halfBits = Math.max(1, (65 - Long.numberOfLeadingZeros(size - 1)) / 2);
        long value = position;
        do {
            value = permute(value, epoch, halfBits);
        } while (value >= size);
        return value;
    }

    /** A permutation of the numbers of {@code 2 * halfBits} bits. */
    private long permute(long value, long epoch, int halfBits) {
        long mask = (1L << halfBits) - 1;
        long left = value >>> halfBits;
        long right = value & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long key = mix(seed + mix(epoch + 0x9E3779B97F4A7C15L * (round + 1)));
            long next = left ^ (mix(right ^ key) & mask);
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
