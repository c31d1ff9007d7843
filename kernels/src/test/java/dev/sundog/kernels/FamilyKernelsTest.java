package dev.sundog.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.kernels.parallel.ThreadTeam;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

/** The kernels that only some families need: formulas by hand, twins against each other. */
class FamilyKernelsTest {
    private static final Kernels ORACLE = KernelProvider.named("scalar").orElseThrow();
    private static final Kernels FAST = KernelProvider.named("vector").orElseThrow();
    private static final ThreadTeam TEAM = new ThreadTeam(3);

    @AfterAll
    static void closeTeam() {
        TEAM.close();
    }

    @Test
    void theOracleDoesWhatTheFormulasSay() {
        float[] out = new float[3];
        // mean 2, variance 2/3: (1 - 2) / sqrt(2/3) = -1.224745, times 2, plus 1
        ORACLE.layerNorm(
                new float[] {1, 2, 3}, 0, new float[] {2, 2, 1}, new float[] {1, 1, 0}, 0, out, 0);
        assertThat(out).containsExactly(new float[] {-1.449490f, 1, 1.224745f}, within(1e-5f));
        // Phi(1) = 0.8413447, Phi(-2) = 0.02275013
        float[] x = {1, -2, 20, -20};
        ORACLE.activate(Activation.GELU, x, 0, 4);
        assertThat(x).containsExactly(new float[] {0.8413447f, -0.0455003f, 20, 0}, within(1e-6f));
        // 0.5 (1 + tanh(0.7978846 * 1.044715)) = 0.841192
        float[] y = {1};
        ORACLE.activate(Activation.GELU_TANH, y, 0, 1);
        assertThat(y[0]).isCloseTo(0.841192f, within(1e-6f));
        float[] r = {-1, 2};
        ORACLE.activate(Activation.RELU, r, 0, 2);
        assertThat(r).containsExactly(0, 2);
        // 5 tanh(10 / 5) = 4.820138
        float[] capped = {10};
        ORACLE.softCap(capped, 0, 1, 5);
        assertThat(capped[0]).isCloseTo(4.820138f, within(1e-5f));
        // a quarter turn of the first two of four elements
        float[] head = {3, 4, 5, 6};
        ORACLE.rotate(head, 0, 1, 4, 2, new float[] {0}, new float[] {1}, 0);
        assertThat(head).containsExactly(-4, 3, 5, 6);
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void activationsEqualTheOracle(Activation activation) {
        for (int length : new int[] {1, 7, 8, 13, 207}) {
            float[] expected = random(length + 2, length, 12);
            float[] actual = expected.clone();
            ORACLE.activate(activation, expected, 1, length);
            FAST.activate(activation, actual, 1, length);
            assertThat(actual).containsExactly(expected, within(5e-6f));
            float[] gate = random(length + 3, 4, 9);
            float[] up = random(length + 1, 5, 2);
            ORACLE.activateMultiply(activation, gate, 3, up, 1, expected, 2, length);
            FAST.activateMultiply(activation, gate, 3, up, 1, actual, 2, length);
            assertThat(actual).containsExactly(expected, within(2e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 31, 1024})
    void otherElementwiseKernelsEqualTheOracle(int length) {
        float[] x = random(length + 1, 1, 40);
        float[] weight = random(length, 2, 1);
        float[] bias = random(length, 3, 1);
        float[] expected = new float[length + 2];
        float[] actual = new float[length + 2];
        ORACLE.layerNorm(x, 1, weight, bias, 1e-5, expected, 2);
        FAST.layerNorm(x, 1, weight, bias, 1e-5, actual, 2);
        assertThat(actual).containsExactly(expected, within(5e-6f));
        float[] ours = x.clone();
        ORACLE.softCap(x, 1, length, 30);
        FAST.softCap(ours, 1, length, 30);
        assertThat(ours).containsExactly(x, within(1e-5f));
        ORACLE.addScaled(expected, 1, x, 1, length, 0.3f);
        FAST.addScaled(actual, 1, x, 1, length, 0.3f);
        assertThat(actual).containsExactly(expected, within(1e-4f));
    }

    @ParameterizedTest
    @CsvSource({"16, 8", "20, 12", "64, 64", "128, 32"})
    void partialRotationEqualsTheOracle(int headSize, int rotarySize) {
        float[] x = random(3 * headSize + 1, 1, 1);
        float[] ours = x.clone();
        float[] cosine = random(rotarySize, 2, 1);
        float[] sine = random(rotarySize, 3, 1);
        ORACLE.rotate(x, 1, 3, headSize, rotarySize, cosine, sine, rotarySize / 2);
        FAST.rotate(ours, 1, 3, headSize, rotarySize, cosine, sine, rotarySize / 2);
        assertThat(ours).containsExactly(x, within(1e-6f));
    }

    /** Windows shorter and longer than a page of 128 positions, queries one by one and many. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 3, 0",
        "1, 300, 7, 0",
        "1, 300, 200, 2",
        "40, 290, 30, 0",
        "150, 10, 129, 1.5",
        "30, 0, 0, 2"
    })
    void windowsAndCapsEqualTheOracle(int count, int past, int window, float cap) {
        AttentionScores scores = new AttentionScores(0.5f, cap, window, true);
        assertSame(count, past, scores);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 260})
    void withoutCausalityEveryoneSeesEverything(int count) {
        assertSame(count, 0, new AttentionScores(0, 0, 0, false));
    }

    @Test
    void aWindowOfOneSeesOnlyItself() {
        for (Kernels kernels : new Kernels[] {ORACLE, FAST}) {
            KeyValueCache cache = kernels.newCache(1, 2);
            for (int p = 0; p < 3; p++) {
                float[] value = {p, -p};
                cache.put(p, new float[] {1, 1}, 0, value, 0);
            }
            float[] out = new float[2];
            AttentionScores scores = new AttentionScores(0, 0, 1, true);
            kernels.attend(new float[] {1, 1}, 2, 0, 1, 2, cache, 1, scores, out, TEAM);
            assertThat(out).containsExactly(new float[] {2, -2}, within(1e-6f));
        }
        assertThatThrownBy(() -> new AttentionScores(0, 0, 4, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertSame(int count, int past, AttentionScores scores) {
        int heads = 4;
        int kvHeads = 2;
        int size = 12;
        int positions = past + count;
        float[] queries = random(count * heads * size, 1, 2);
        float[] keys = random(positions * kvHeads * size, 2, 1);
        float[] values = random(positions * kvHeads * size, 3, 1);
        float[][] out = new float[2][count * heads * size];
        Kernels[] both = {ORACLE, FAST};
        for (int k = 0; k < 2; k++) {
            KeyValueCache cache = both[k].newCache(kvHeads, size);
            for (int p = 0; p < positions; p++) {
                cache.put(p, keys, p * kvHeads * size, values, p * kvHeads * size);
            }
            both[k].attend(
                    queries, heads * size, 0, count, past, cache, heads, scores, out[k], TEAM);
        }
        assertThat(out[1]).containsExactly(out[0], within(2e-5f));
    }

    private static float[] random(int length, long seed, double range) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-range, range);
        }
        return values;
    }
}
