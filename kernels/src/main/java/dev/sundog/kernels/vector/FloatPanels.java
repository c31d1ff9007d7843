package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;
import static dev.sundog.kernels.vector.Lanes.PANEL_ROWS;

import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.parallel.ThreadTeam;

import jdk.incubator.vector.FloatVector;

/** Numbers kept as F32. */
record FloatPanels(int rows, int columns, float[] values) implements Panels {

    static FloatPanels pack(MatrixSource source, ThreadTeam team) {
        int rows = source.rows();
        int columns = source.columns();
        int panels = Lanes.panels(rows);
        float[] values = new float[Arrays32.length(panels, (long) columns * PANEL_ROWS)];
        team.run(
                panels,
                panel -> {
                    float[] row = new float[columns];
                    int first = panel * PANEL_ROWS;
                    for (int r = 0; r < Math.min(PANEL_ROWS, rows - first); r++) {
                        source.readRows(first + r, 1, row, 0);
                        int target = first * columns + r;
                        for (int k = 0; k < columns; k++) {
                            values[target + k * PANEL_ROWS] = row[k];
                        }
                    }
                });
        return new FloatPanels(rows, columns, values);
    }

    @Override
    public long byteSize() {
        return (long) Float.BYTES * values.length;
    }

    @Override
    public void multiply(int panel, Activations row, float[] out) {
        dot(values, panel * PANEL_ROWS * columns, row.x(), columns, out);
    }

    private static void dot(float[] w, int offset, float[] x, int columns, float[] out) {
        FloatVector lowEven = Lanes.zero();
        FloatVector highEven = Lanes.zero();
        FloatVector lowOdd = Lanes.zero();
        FloatVector highOdd = Lanes.zero();
        int k = 0;
        for (; k < columns - 1; k += 2) {
            int at = offset + k * PANEL_ROWS;
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[k]);
            FloatVector x1 = FloatVector.broadcast(FLOATS, x[k + 1]);
            lowEven = FloatVector.fromArray(FLOATS, w, at).fma(x0, lowEven);
            highEven = FloatVector.fromArray(FLOATS, w, at + COUNT).fma(x0, highEven);
            lowOdd = FloatVector.fromArray(FLOATS, w, at + 2 * COUNT).fma(x1, lowOdd);
            highOdd = FloatVector.fromArray(FLOATS, w, at + 3 * COUNT).fma(x1, highOdd);
        }
        if (k < columns) {
            int at = offset + k * PANEL_ROWS;
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[k]);
            lowEven = FloatVector.fromArray(FLOATS, w, at).fma(x0, lowEven);
            highEven = FloatVector.fromArray(FLOATS, w, at + COUNT).fma(x0, highEven);
        }
        lowEven.add(lowOdd).intoArray(out, 0);
        highEven.add(highOdd).intoArray(out, COUNT);
    }

    @Override
    public void unpack(int panel, int from, int to, float[] target) {
        int first = (panel * columns + from) * PANEL_ROWS;
        System.arraycopy(values, first, target, 0, (to - from) * PANEL_ROWS);
    }
}
