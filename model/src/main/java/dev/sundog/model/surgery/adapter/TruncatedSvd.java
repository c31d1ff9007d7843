package dev.sundog.model.surgery.adapter;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The best approximation of a matrix by one of low rank: M ≈ U·S·Vᵀ. Repeatable: the random start
 * has a fixed seed.
 *
 * <p>Source: Halko, Martinsson and Tropp, Finding structure with randomness (arXiv 0909.4061),
 * algorithms 4.4 and 5.1; the small factor by Hestenes' one-sided Jacobi rotations.
 *
 * @param u {@code [rows, rank]}, orthonormal columns
 * @param s singular values, falling; zero where the matrix has a smaller rank
 * @param v {@code [columns, rank]}, orthonormal columns
 */
record TruncatedSvd(double[][] u, double[] s, double[][] v) {
    private static final int OVERSAMPLING = 8;
    private static final int ITERATIONS = 6;
    private static final int SWEEPS = 30;
    private static final double ORTHOGONAL = 1e-14;
    private static final double NOTHING = 1e-12;

    /**
     * Of a row-major matrix.
     *
     * @param rank at most the smaller of its sizes
     */
    static TruncatedSvd of(float[] matrix, int rows, int columns, int rank) {
        int width = Math.min(rank + OVERSAMPLING, Math.min(rows, columns));
        SplittableRandom random = new SplittableRandom(1);
        double[][] right = new double[columns][width];
        for (double[] row : right) {
            Arrays.setAll(row, i -> random.nextGaussian());
        }
        double[][] left = times(matrix, rows, columns, right, width);
        orthonormalise(left, width);
        for (int i = 0; i < ITERATIONS; i++) {
            right = transposedTimes(matrix, columns, left, width);
            orthonormalise(right, width);
            left = times(matrix, rows, columns, right, width);
            orthonormalise(left, width);
        }
        double[][] small = transposedTimes(matrix, columns, left, width);
        double[][] rotation = diagonalise(small, width);
        return sorted(product(left, rotation, width), small, width, rank);
    }

    private static double[][] times(
            float[] matrix, int rows, int columns, double[][] right, int width) {
        double[][] result = new double[rows][width];
        for (int i = 0; i < rows; i++) {
            double[] sum = result[i];
            for (int j = 0; j < columns; j++) {
                addScaled(matrix[i * columns + j], right[j], sum);
            }
        }
        return result;
    }

    private static double[][] transposedTimes(
            float[] matrix, int columns, double[][] left, int width) {
        double[][] result = new double[columns][width];
        for (int i = 0; i < left.length; i++) {
            for (int j = 0; j < columns; j++) {
                addScaled(matrix[i * columns + j], left[i], result[j]);
            }
        }
        return result;
    }

    private static void addScaled(double factor, double[] values, double[] sum) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += factor * values[c];
        }
    }

    private static double[][] product(double[][] left, double[][] rotation, int width) {
        double[][] result = new double[left.length][width];
        for (int i = 0; i < left.length; i++) {
            for (int c = 0; c < width; c++) {
                addScaled(left[i][c], rotation[c], result[i]);
            }
        }
        return result;
    }

    /** Gram and Schmidt, twice; a column that has nothing of its own becomes zero. */
    private static void orthonormalise(double[][] matrix, int width) {
        for (int c = 0; c < width; c++) {
            double before = Math.sqrt(dot(matrix, c, c));
            for (int round = 0; round < 2; round++) {
                for (int other = 0; other < c; other++) {
                    add(matrix, c, other, -dot(matrix, c, other));
                }
            }
            double norm = Math.sqrt(dot(matrix, c, c));
            double factor = norm > before * NOTHING && norm > 0 ? 1 / norm : 0;
            for (double[] row : matrix) {
                row[c] *= factor;
            }
        }
    }

    private static double dot(double[][] matrix, int a, int b) {
        double sum = 0;
        for (double[] row : matrix) {
            sum += row[a] * row[b];
        }
        return sum;
    }

    private static void add(double[][] matrix, int to, int from, double factor) {
        for (double[] row : matrix) {
            row[to] += factor * row[from];
        }
    }

    /** Makes the columns orthogonal by rotations; returns the product of these. */
    private static double[][] diagonalise(double[][] matrix, int width) {
        double[][] rotation = new double[width][width];
        for (int c = 0; c < width; c++) {
            rotation[c][c] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean done = true;
            for (int a = 0; a < width; a++) {
                for (int b = a + 1; b < width; b++) {
                    done &= !rotated(matrix, rotation, a, b);
                }
            }
            if (done) {
                break;
            }
        }
        return rotation;
    }

    private static boolean rotated(double[][] matrix, double[][] rotation, int a, int b) {
        double product = dot(matrix, a, b);
        double first = dot(matrix, a, a);
        double second = dot(matrix, b, b);
        if (Math.abs(product) <= ORTHOGONAL * Math.sqrt(first * second)) {
            return false;
        }
        double zeta = (second - first) / (2 * product);
        double tangent = Math.copySign(1 / (Math.abs(zeta) + Math.hypot(1, zeta)), zeta);
        double cosine = 1 / Math.hypot(1, tangent);
        double sine = cosine * tangent;
        for (double[][] each : new double[][][] {matrix, rotation}) {
            for (double[] row : each) {
                double x = row[a];
                row[a] = cosine * x - sine * row[b];
                row[b] = sine * x + cosine * row[b];
            }
        }
        return true;
    }

    private static TruncatedSvd sorted(double[][] left, double[][] scaled, int width, int rank) {
        double[] norms = new double[width];
        Arrays.setAll(norms, c -> Math.sqrt(dot(scaled, c, c)));
        int[] order =
                IntStream.range(0, width)
                        .boxed()
                        .sorted(Comparator.comparingDouble(c -> -norms[c]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[][] u = new double[left.length][rank];
        double[][] v = new double[scaled.length][rank];
        double[] s = new double[rank];
        for (int c = 0; c < Math.min(rank, width); c++) {
            int from = order[c];
            s[c] = norms[from];
            for (int i = 0; i < u.length; i++) {
                u[i][c] = left[i][from];
            }
            for (int i = 0; i < v.length; i++) {
                v[i][c] = s[c] == 0 ? 0 : scaled[i][from] / s[c];
            }
        }
        return new TruncatedSvd(u, s, v);
    }
}
