package dev.sundog.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.kernels.parallel.ThreadTeam;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.SplittableRandom;

/** The fast kernels agree with the oracle on awkward sizes. */
class KernelContractTest {
    private static final Kernels ORACLE = KernelProvider.named("scalar").orElseThrow();
    private static final Kernels FAST = KernelProvider.named("vector").orElseThrow();
    private static final ThreadTeam TEAM = new ThreadTeam(3);

    @AfterAll
    static void closeTeam() {
        TEAM.close();
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void matmulOfEachTypeEqualsTheOracle(ElementType type) {
        int block = type.blockSize();
        int[] widths = block == 1 ? new int[] {1, 7, 64, 513} : new int[] {block, 5 * block};
        for (int columns : widths) {
            for (int rows : new int[] {1, 16, 37}) {
                checkMatmul(type, rows, columns);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void longRowsCrossTheStretchesOfAPanel(ElementType type) {
        checkMatmul(type, 20, 2048);
    }

    private static void checkMatmul(ElementType type, int rows, int columns) {
        StoredMatrix source = StoredMatrix.random(type, rows, columns, 7L * rows + columns);
        Matrix expectedMatrix = ORACLE.pack(List.of(source), TEAM);
        Matrix matrix = FAST.pack(List.of(source), TEAM);
        assertThat(matrix.rows()).isEqualTo(rows);
        assertThat(matrix.columns()).isEqualTo(columns);
        float largest = largest(source);
        for (int count : new int[] {1, 5, 6, 13}) {
            float[] x = random(count * columns, count);
            float[] expected = random(count * rows, 3);
            float[] actual = expected.clone();
            boolean accumulate = count % 2 == 1;
            ORACLE.matmul(expectedMatrix, x, count, expected, accumulate, TEAM);
            FAST.matmul(matrix, x, count, actual, accumulate, TEAM);
            double tolerance = largest * Math.sqrt(columns) * 4e-6 + 1e-6;
            assertThat(actual)
                    .as("%s [%d, %d] x %d", type, rows, columns, count)
                    .containsExactly(expected, within((float) tolerance));
        }
    }

    private static float largest(StoredMatrix source) {
        float[] values = new float[source.rows() * source.columns()];
        source.readRows(0, source.rows(), values, 0);
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isPositive().isFinite();
        return largest;
    }

    @Test
    void packedMatricesFollowEachOther() {
        StoredMatrix first = StoredMatrix.random(ElementType.Q8_0, 17, 64, 1);
        StoredMatrix second = StoredMatrix.random(ElementType.F16, 5, 64, 2);
        float[] x = random(3 * 64, 1);
        float[] expected = new float[3 * 22];
        float[] actual = new float[3 * 22];
        List<StoredMatrix> both = List.of(first, second);
        ORACLE.matmul(ORACLE.pack(both, TEAM), x, 3, expected, false, TEAM);
        FAST.matmul(FAST.pack(both, TEAM), x, 3, actual, false, TEAM);
        assertThat(actual).containsExactly(expected, within(1e-4f));
    }

    @Test
    void widthsMustAgree() {
        List<StoredMatrix> sources =
                List.of(
                        StoredMatrix.random(ElementType.F32, 2, 4, 1),
                        StoredMatrix.random(ElementType.F32, 2, 5, 1));
        for (Kernels kernels : List.of(ORACLE, FAST)) {
            assertThatThrownBy(() -> kernels.pack(sources, TEAM))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> kernels.pack(List.of(), TEAM))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void subnormalHalfPrecisionNumbersAreExact() {
        byte[] bytes = new byte[2 * 16];
        for (int i = 0; i < 16; i++) {
            short bits = Float.floatToFloat16((i - 8) * 0x1p-24f);
            bytes[2 * i] = (byte) bits;
            bytes[2 * i + 1] = (byte) (bits >> 8);
        }
        StoredMatrix source = new StoredMatrix(ElementType.F16, 16, 1, bytes);
        float[] out = new float[16];
        FAST.matmul(FAST.pack(List.of(source), TEAM), new float[] {1}, 1, out, false, TEAM);
        for (int i = 0; i < 16; i++) {
            assertThat(out[i]).isEqualTo((i - 8) * 0x1p-24f);
        }
    }

    @Test
    void infiniteWeightsStayInfinite() {
        byte[] bytes = {0, 0x7c};
        StoredMatrix source = new StoredMatrix(ElementType.F16, 1, 1, bytes);
        float[] out = new float[1];
        FAST.matmul(FAST.pack(List.of(source), TEAM), new float[] {2}, 1, out, false, TEAM);
        assertThat(out[0]).isEqualTo(Float.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 8, 0, 5",
        "9, 3, 64, 0, 40",
        "4, 2, 6, 130, 20",
        "8, 8, 48, 3, 150",
        "6, 1, 20, 300, 1"
    })
    void attentionEqualsTheOracle(int heads, int kvHeads, int headSize, int past, int count) {
        float[] keys = random((past + count) * kvHeads * headSize, 1);
        float[] values = random(keys.length, 2);
        int stride = heads * headSize + 5;
        float[] queries = random(count * stride, 3);
        float[] expected =
                attend(ORACLE, queries, stride, count, past, keys, values, heads, kvHeads);
        float[] actual = attend(FAST, queries, stride, count, past, keys, values, heads, kvHeads);
        assertThat(actual).containsExactly(expected, within(2e-6f));
    }

    @Test
    void attentionOfLaterRowsLeavesTheOthersAlone() {
        for (Kernels kernels : List.of(ORACLE, FAST)) {
            KeyValueCache cache = kernels.newCache(2, 8);
            float[] keys = random(3 * 16, 1);
            for (int p = 0; p < 3; p++) {
                cache.put(p, keys, p * 16, keys, p * 16);
            }
            float[] queries = random(4 * 40, 3);
            float[] shifted = new float[6 * 40];
            System.arraycopy(queries, 0, shifted, 2 * 40, queries.length);
            float[] first = new float[2 * 32];
            kernels.attend(queries, 40, 2, 1, cache, 4, first, TEAM);
            float[] out = new float[6 * 32];
            kernels.attend(shifted, 40, 2, 2, 1, cache, 4, out, TEAM);
            float[] expected = new float[out.length];
            System.arraycopy(first, 0, expected, 2 * 32, first.length);
            assertThat(out).as(kernels.name()).containsExactly(expected);
        }
    }

    private static float[] attend(
            Kernels kernels,
            float[] queries,
            int stride,
            int count,
            int past,
            float[] keys,
            float[] values,
            int heads,
            int kvHeads) {
        int positions = past + count;
        int width = keys.length / positions;
        KeyValueCache cache = kernels.newCache(kvHeads, width / kvHeads);
        for (int p = 0; p < positions; p++) {
            cache.put(p, keys, p * width, values, p * width);
        }
        float[] out = new float[count * heads * (width / kvHeads)];
        kernels.attend(queries, stride, count, past, cache, heads, out, TEAM);
        return out;
    }

    @Test
    void aCopyOfACacheGoesItsOwnWay() {
        for (Kernels kernels : List.of(ORACLE, FAST)) {
            KeyValueCache cache = kernels.newCache(1, 2);
            float[] one = {1, 1};
            float[] two = {2, 2};
            cache.put(0, one, 0, one, 0);
            cache.put(1, one, 0, one, 0);
            KeyValueCache copy = cache.copy(1);
            copy.put(1, two, 0, two, 0);
            cache.put(0, two, 0, two, 0);
            float[] out = new float[2];
            float[] query = {0, 0};
            kernels.attend(query, 2, 1, 1, cache, 1, out, TEAM);
            assertThat(out).as(kernels.name()).containsExactly(1.5f, 1.5f);
            kernels.attend(query, 2, 1, 1, copy, 1, out, TEAM);
            assertThat(out).as(kernels.name()).containsExactly(1.5f, 1.5f);
            assertThat(copy.byteSize()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 13, 16, 33, 207, 4099})
    void elementwiseKernelsEqualTheOracle(int length) {
        float[] x = random(length + 3, 1);
        float[] weight = random(length, 2);
        float[] expected = new float[length + 3];
        float[] actual = new float[length + 3];
        ORACLE.rmsNorm(x, 3, weight, 1e-5, expected, 2);
        FAST.rmsNorm(x, 3, weight, 1e-5, actual, 2);
        assertThat(actual).containsExactly(expected, within(2e-6f));
        for (int i = 0; i < x.length; i++) {
            x[i] *= 30;
        }
        ORACLE.siluMultiply(x, 3, weight, 0, expected, 1, length);
        FAST.siluMultiply(x, 3, weight, 0, actual, 1, length);
        assertThat(actual).containsExactly(expected, within(1e-5f));
        assertThat(FAST.logSumExp(x, 3, length))
                .isCloseTo(ORACLE.logSumExp(x, 3, length), within(1e-6));
        float[] ours = x.clone();
        ORACLE.softmax(x, 1, length);
        FAST.softmax(ours, 1, length);
        assertThat(ours).containsExactly(x, within(1e-6f));
        ORACLE.add(expected, 1, x, 3, length);
        FAST.add(actual, 1, x, 3, length);
        assertThat(actual).containsExactly(expected, within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 16, 20, 64, 128})
    void rotationEqualsTheOracle(int headSize) {
        float[] x = random(3 * headSize + 1, 1);
        float[] ours = x.clone();
        float[] cosine = random(headSize, 2);
        float[] sine = random(headSize, 3);
        ORACLE.rotate(x, 1, 3, headSize, cosine, sine, headSize / 2);
        FAST.rotate(ours, 1, 3, headSize, cosine, sine, headSize / 2);
        assertThat(ours).containsExactly(x, within(1e-6f));
    }

    @Test
    void theOracleDoesWhatTheFormulasSay() {
        float[] x = {3, 4};
        float[] out = new float[2];
        // mean of squares 12.5; 3 / sqrt(12.5) * 2 = 1.69706, 4 / sqrt(12.5) * 0.5 = 0.565685
        ORACLE.rmsNorm(x, 0, new float[] {2, 0.5f}, 0, out, 0);
        assertThat(out).containsExactly(new float[] {1.69706f, 0.565685f}, within(1e-5f));
        // a quarter turn brings (3, 4) to (-4, 3)
        ORACLE.rotate(x, 0, 1, 2, new float[] {0}, new float[] {1}, 0);
        assertThat(x).containsExactly(-4, 3);
        // 1 / (1 + e^-1) = 0.731059, times 2
        ORACLE.siluMultiply(new float[] {1}, 0, new float[] {2}, 0, out, 0, 1);
        assertThat(out[0]).isCloseTo(1.462117f, within(1e-6f));
        float[] scores = {0, (float) Math.log(3)};
        assertThat(ORACLE.logSumExp(scores, 0, 2)).isCloseTo(Math.log(4), within(1e-7));
        ORACLE.softmax(scores, 0, 2);
        assertThat(scores).containsExactly(new float[] {0.25f, 0.75f}, within(1e-6f));
    }

    @Test
    void theFastestBackendIsActive() {
        assertThat(KernelProvider.active().name()).startsWith("vector-");
        assertThat(KernelProvider.backends())
                .extracting(KernelBackend::name)
                .containsExactly("vector", "scalar");
        assertThat(KernelProvider.named("abacus")).isEmpty();
    }

    private static float[] random(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
