package dev.sundog.model.surgery.merge;

/**
 * The generator behind {@code torch.manual_seed} on a CPU: 32 random bits a draw. Not thread-safe.
 *
 * <p>Source: Matsumoto and Nishimura, Mersenne Twister (ACM TOMACS 8, 1998), section 2; the
 * initialisation of 2002.
 */
final class MersenneTwister {
    private static final int WORDS = 624;
    private static final int MIDDLE = 397;
    private static final int MATRIX = 0x9908B0DF;
    private static final int UPPER = 0x8000_0000;
    private static final int LOWER = 0x7FFF_FFFF;
    private static final int INITIAL_FACTOR = 1_812_433_253;
    private static final float UNIFORM_STEP = 0x1p-24f;

    private final int[] state;
    private int next;
    private long position;

    /** Starts a sequence; of the seed the low 32 bits count. */
    MersenneTwister(long seed) {
        state = new int[WORDS];
        state[0] = (int) seed;
        for (int i = 1; i < WORDS; i++) {
            state[i] = INITIAL_FACTOR * (state[i - 1] ^ state[i - 1] >>> 30) + i;
        }
        next = WORDS;
    }

    private MersenneTwister(MersenneTwister other) {
        state = other.state.clone();
        next = other.next;
        position = other.position;
    }

    MersenneTwister copy() {
        return new MersenneTwister(this);
    }

    /** How many numbers were drawn. */
    long position() {
        return position;
    }

    /** Goes on to a later position. */
    void advanceTo(long target) {
        long left = target - position;
        while (left > WORDS - next) {
            left -= WORDS - next;
            twist();
        }
        next += (int) left;
        position = target;
    }

    int nextInt() {
        if (next == WORDS) {
            twist();
        }
        position++;
        int bits = state[next++];
        bits ^= bits >>> 11;
        bits ^= bits << 7 & 0x9D2C_5680;
        bits ^= bits << 15 & 0xEFC6_0000;
        return bits ^ bits >>> 18;
    }

    /** A number in [0, 1): the low 24 bits, as torch draws F32. */
    float nextUniform() {
        return (nextInt() & 0xFF_FFFF) * UNIFORM_STEP;
    }

    private void twist() {
        int i = 0;
        for (; i < WORDS - MIDDLE; i++) {
            state[i] = state[i + MIDDLE] ^ mixed(state[i], state[i + 1]);
        }
        for (; i < WORDS - 1; i++) {
            state[i] = state[i + MIDDLE - WORDS] ^ mixed(state[i], state[i + 1]);
        }
        state[i] = state[MIDDLE - 1] ^ mixed(state[i], state[0]);
        next = 0;
    }

    private static int mixed(int upper, int lower) {
        int bits = upper & UPPER | lower & LOWER;
        return bits >>> 1 ^ -(bits & 1) & MATRIX;
    }
}
