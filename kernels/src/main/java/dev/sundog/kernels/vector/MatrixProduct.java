package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.PANEL_ROWS;

import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.kernels.vector.PanelMatrix.Slice;

/**
 * Matrix times activations: straight from the packed form for one row, by tiles for several. Each
 * output is summed by one thread in an order that does not depend on the team.
 */
final class MatrixProduct {
    /** Columns unpacked at a time; with a panel of 16 rows 32 KB. */
    private static final int STRETCH = 512;

    /** Multiplications below which a fork costs more than it gains. */
    private static final long SERIAL_WORK = 1 << 16;

    private static final int CHUNKS_A_THREAD = 4;

    private final PanelMatrix matrix;
    private final float[] x;
    private final int count;
    private final float[] out;
    private final boolean accumulate;

    MatrixProduct(PanelMatrix matrix, float[] x, int count, float[] out, boolean accumulate) {
        this.matrix = matrix;
        this.x = x;
        this.count = count;
        this.out = out;
        this.accumulate = accumulate;
    }

    void run(ThreadTeam team) {
        int panels = matrix.panelCount();
        long work = (long) matrix.rows() * matrix.columns() * count;
        int chunks = Math.min(panels, CHUNKS_A_THREAD * team.size());
        if (work < SERIAL_WORK || team.size() == 1) {
            chunks = 1;
        }
        int parts = chunks;
        Activations row =
                count == 1 && matrix.usesBlockSums()
                        ? Activations.withSums(x, matrix.columns())
                        : Activations.plain(x);
        team.run(
                parts,
                chunk -> {
                    int end = (int) ((long) panels * (chunk + 1) / parts);
                    for (int p = (int) ((long) panels * chunk / parts); p < end; p++) {
                        if (count == 1) {
                            multiplyRow(matrix.slice(p), row);
                        } else {
                            multiplyRows(matrix.slice(p));
                        }
                    }
                });
    }

    private void multiplyRow(Slice slice, Activations row) {
        float[] sums = Scratch.ofThread().tile(Tile.ROWS * PANEL_ROWS);
        slice.panels().multiply(slice.panel(), row, sums);
        store(sums, 0, slice, 0, accumulate);
    }

    private void multiplyRows(Slice slice) {
        int columns = matrix.columns();
        int stretches = Math.ceilDiv(columns, STRETCH);
        int stretch = Math.ceilDiv(Math.ceilDiv(columns, stretches), Panels.BLOCK) * Panels.BLOCK;
        Scratch scratch = Scratch.ofThread();
        float[] tile = scratch.tile(Tile.ROWS * PANEL_ROWS);
        for (int from = 0; from < columns; from += stretch) {
            int to = Math.min(columns, from + stretch);
            boolean add = accumulate || from > 0;
            float[] panel;
            int panelOffset;
            if (slice.panels() instanceof FloatPanels floats) {
                panel = floats.values();
                panelOffset = (slice.panel() * columns + from) * PANEL_ROWS;
            } else {
                panel = scratch.panel(stretch * PANEL_ROWS);
                panelOffset = 0;
                slice.panels().unpack(slice.panel(), from, to, panel);
            }
            for (int t = 0; t < count; t += Tile.ROWS) {
                int rows = Math.min(Tile.ROWS, count - t);
                int at = t * columns + from;
                if (rows == Tile.ROWS && slice.rows() == PANEL_ROWS) {
                    int target = t * matrix.rows() + slice.firstRow();
                    Tile.multiply(
                            panel,
                            panelOffset,
                            x,
                            at,
                            columns,
                            rows,
                            to - from,
                            out,
                            target,
                            matrix.rows(),
                            add);
                } else {
                    Tile.multiply(
                            panel,
                            panelOffset,
                            x,
                            at,
                            columns,
                            rows,
                            to - from,
                            tile,
                            0,
                            PANEL_ROWS,
                            false);
                    for (int r = 0; r < rows; r++) {
                        store(tile, r * PANEL_ROWS, slice, t + r, add);
                    }
                }
            }
        }
    }

    private void store(float[] sums, int offset, Slice slice, int t, boolean add) {
        int target = t * matrix.rows() + slice.firstRow();
        for (int r = 0; r < slice.rows(); r++) {
            out[target + r] = add ? out[target + r] + sums[offset + r] : sums[offset + r];
        }
    }
}
