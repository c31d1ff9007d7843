package dev.sundog.model.surgery.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class TruncatedSvdTest {
    private static double at(TruncatedSvd svd, int row, int column) {
        double sum = 0;
        for (int k = 0; k < svd.s().length; k++) {
            sum += svd.u()[row][k] * svd.s()[k] * svd.v()[column][k];
        }
        return sum;
    }

    /** {@code [[3, 0], [4, 5]]} has the singular values √45 and √5. */
    @Test
    void twoByTwoByHand() {
        TruncatedSvd svd = TruncatedSvd.of(new float[] {3, 0, 4, 5}, 2, 2, 2);
        assertThat(svd.s())
                .containsExactly(new double[] {Math.sqrt(45), Math.sqrt(5)}, within(1e-9));
        assertThat(at(svd, 1, 0)).isCloseTo(4, within(1e-9));
        assertThat(at(svd, 0, 1)).isCloseTo(0, within(1e-9));
    }

    @Test
    void aMatrixOfLowRankIsFoundWhole() {
        int rows = 50;
        int columns = 37;
        Random random = new Random(1);
        double[][] b = new double[rows][3];
        double[][] a = new double[3][columns];
        fill(b, random);
        fill(a, random);
        float[] matrix = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += b[i][k] * a[k][j];
                }
                matrix[i * columns + j] = (float) sum;
            }
        }
        TruncatedSvd svd = TruncatedSvd.of(matrix, rows, columns, 5);
        assertThat(svd.s()[2]).isGreaterThan(1);
        assertThat(svd.s()[3]).isLessThan(1e-5);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                assertThat(at(svd, i, j)).isCloseTo(matrix[i * columns + j], within(1e-5));
            }
        }
    }

    /** What is missed of a diagonal matrix is what was left out of its diagonal. */
    @Test
    void theLargestValuesStay() {
        int size = 40;
        float[] matrix = new float[size * size];
        for (int i = 0; i < size; i++) {
            matrix[i * size + i] = (i % 2 == 0 ? 1 : -1) * (float) Math.pow(0.8, i);
        }
        TruncatedSvd svd = TruncatedSvd.of(matrix, size, size, 6);
        for (int k = 0; k < 6; k++) {
            assertThat(svd.s()[k]).isCloseTo(Math.pow(0.8, k), within(1e-6));
        }
        assertThat(at(svd, 5, 5)).isCloseTo(-Math.pow(0.8, 5), within(1e-5));
        assertThat(at(svd, 6, 6)).isCloseTo(0, within(1e-3));
    }

    @Test
    void zeroIsZero() {
        TruncatedSvd svd = TruncatedSvd.of(new float[12], 3, 4, 2);
        assertThat(svd.s()).containsExactly(0, 0);
        assertThat(at(svd, 1, 1)).isZero();
    }

    private static void fill(double[][] matrix, Random random) {
        for (double[] row : matrix) {
            Arrays.setAll(row, i -> random.nextGaussian());
        }
    }
}
