package dev.sundog.kernels.scalar;

import dev.sundog.kernels.Matrix;
import dev.sundog.kernels.MatrixSource;

import java.util.List;

/** The decoded numbers, one array a row. */
final class ScalarMatrix implements Matrix {
    private final float[][] values;
    private final int columns;

    private ScalarMatrix(float[][] values, int columns) {
        this.values = values;
        this.columns = columns;
    }

    static ScalarMatrix of(List<? extends MatrixSource> sources) {
        int columns = sources.getFirst().columns();
        float[][] values = new float[sources.stream().mapToInt(MatrixSource::rows).sum()][columns];
        int row = 0;
        for (MatrixSource source : sources) {
            if (source.columns() != columns) {
                throw new IllegalArgumentException(
                        "matrices of " + columns + " and " + source.columns() + " columns");
            }
            for (int i = 0; i < source.rows(); i++) {
                source.readRows(i, 1, values[row++], 0);
            }
        }
        return new ScalarMatrix(values, columns);
    }

    float[] row(int row) {
        return values[row];
    }

    @Override
    public int rows() {
        return values.length;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public long byteSize() {
        return (long) Float.BYTES * values.length * columns;
    }
}
