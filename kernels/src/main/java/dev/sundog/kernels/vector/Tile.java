package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;
import static dev.sundog.kernels.vector.Lanes.PANEL_ROWS;

import jdk.incubator.vector.FloatVector;

/**
 * The product that everything with several rows comes down to: one panel times {@value #ROWS}
 * activation rows, in registers. Twelve sums, two weights and one activation fit sixteen registers.
 */
final class Tile {
    /** Activation rows. */
    static final int ROWS = 6;

    private Tile() {}

    /**
     * {@code out[r][j] (+)= sum over k of panel[k][j] * x[r][k]} for {@code r < ROWS} and {@code j
     * < PANEL_ROWS}.
     *
     * @param rows activation rows there are; further ones repeat the last
     * @param x row r begins at {@code xOffset + r * xStride}
     * @param out row r begins at {@code outOffset + r * outStride}; all {@code ROWS} are written
     */
    static void multiply(
            float[] panel,
            int panelOffset,
            float[] x,
            int xOffset,
            int xStride,
            int rows,
            int columns,
            float[] out,
            int outOffset,
            int outStride,
            boolean accumulate) {
        int x1 = xOffset + Math.min(1, rows - 1) * xStride;
        int x2 = xOffset + Math.min(2, rows - 1) * xStride;
        int x3 = xOffset + Math.min(3, rows - 1) * xStride;
        int x4 = xOffset + Math.min(4, rows - 1) * xStride;
        int x5 = xOffset + Math.min(5, rows - 1) * xStride;
        float[] start = accumulate ? out : Lanes.ZEROS;
        int at = accumulate ? outOffset : 0;
        int stride = accumulate ? outStride : 0;
        FloatVector low0 = FloatVector.fromArray(FLOATS, start, at);
        FloatVector high0 = FloatVector.fromArray(FLOATS, start, at + COUNT);
        FloatVector low1 = FloatVector.fromArray(FLOATS, start, at + stride);
        FloatVector high1 = FloatVector.fromArray(FLOATS, start, at + stride + COUNT);
        FloatVector low2 = FloatVector.fromArray(FLOATS, start, at + 2 * stride);
        FloatVector high2 = FloatVector.fromArray(FLOATS, start, at + 2 * stride + COUNT);
        FloatVector low3 = FloatVector.fromArray(FLOATS, start, at + 3 * stride);
        FloatVector high3 = FloatVector.fromArray(FLOATS, start, at + 3 * stride + COUNT);
        FloatVector low4 = FloatVector.fromArray(FLOATS, start, at + 4 * stride);
        FloatVector high4 = FloatVector.fromArray(FLOATS, start, at + 4 * stride + COUNT);
        FloatVector low5 = FloatVector.fromArray(FLOATS, start, at + 5 * stride);
        FloatVector high5 = FloatVector.fromArray(FLOATS, start, at + 5 * stride + COUNT);
        for (int k = 0; k < columns; k++) {
            FloatVector low = FloatVector.fromArray(FLOATS, panel, panelOffset + k * PANEL_ROWS);
            FloatVector high =
                    FloatVector.fromArray(FLOATS, panel, panelOffset + k * PANEL_ROWS + COUNT);
            FloatVector activation = FloatVector.broadcast(FLOATS, x[xOffset + k]);
            low0 = low.fma(activation, low0);
            high0 = high.fma(activation, high0);
            activation = FloatVector.broadcast(FLOATS, x[x1 + k]);
            low1 = low.fma(activation, low1);
            high1 = high.fma(activation, high1);
            activation = FloatVector.broadcast(FLOATS, x[x2 + k]);
            low2 = low.fma(activation, low2);
            high2 = high.fma(activation, high2);
            activation = FloatVector.broadcast(FLOATS, x[x3 + k]);
            low3 = low.fma(activation, low3);
            high3 = high.fma(activation, high3);
            activation = FloatVector.broadcast(FLOATS, x[x4 + k]);
            low4 = low.fma(activation, low4);
            high4 = high.fma(activation, high4);
            activation = FloatVector.broadcast(FLOATS, x[x5 + k]);
            low5 = low.fma(activation, low5);
            high5 = high.fma(activation, high5);
        }
        low0.intoArray(out, outOffset);
        high0.intoArray(out, outOffset + COUNT);
        low1.intoArray(out, outOffset + outStride);
        high1.intoArray(out, outOffset + outStride + COUNT);
        low2.intoArray(out, outOffset + 2 * outStride);
        high2.intoArray(out, outOffset + 2 * outStride + COUNT);
        low3.intoArray(out, outOffset + 3 * outStride);
        high3.intoArray(out, outOffset + 3 * outStride + COUNT);
        low4.intoArray(out, outOffset + 4 * outStride);
        high4.intoArray(out, outOffset + 4 * outStride + COUNT);
        low5.intoArray(out, outOffset + 5 * outStride);
        high5.intoArray(out, outOffset + 5 * outStride + COUNT);
    }
}
