package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;
import static dev.sundog.kernels.vector.Lanes.INTS;
import static dev.sundog.kernels.vector.Lanes.PANEL_ROWS;

import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.block.IntegerBlocks;
import dev.sundog.kernels.parallel.ThreadTeam;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Any of {@link IntegerBlocks} without loss: signed bytes, and for each group of 16 or 32 columns a
 * step and perhaps a low, {@code value = step * quant - low}.
 *
 * @param quads as those of {@link Int8Panels}
 * @param steps {@code [panel][group][PANEL_ROWS]}
 * @param lows likewise, empty for types without
 */
record GroupPanels(int rows, int columns, int groupSize, int[] quads, float[] steps, float[] lows)
        implements Panels {

    static GroupPanels pack(MatrixSource source, IntegerBlocks blocks, ThreadTeam team) {
        int rows = source.rows();
        int columns = source.columns();
        int groups = columns / blocks.groupSize();
        int panels = Lanes.panels(rows);
        int[] quads = new int[Arrays32.length(panels, (long) columns / 2 * COUNT)];
        float[] steps = new float[Arrays32.length(panels, (long) groups * PANEL_ROWS)];
        float[] lows = new float[blocks.hasLows() ? steps.length : 0];
        GroupPanels packed = new GroupPanels(rows, columns, blocks.groupSize(), quads, steps, lows);
        team.run(
                panels,
                panel -> {
                    SplitRow row = new SplitRow(source, blocks);
                    int first = panel * PANEL_ROWS;
                    for (int r = 0; r < Math.min(PANEL_ROWS, rows - first); r++) {
                        row.read(first + r);
                        packed.set(panel, r, row);
                    }
                });
        return packed;
    }

    private void set(int panel, int r, SplitRow row) {
        int lane = r % COUNT;
        int half = r / COUNT;
        int groups = columns / groupSize;
        for (int g = 0; g < groups; g++) {
            int at = (panel * groups + g) * PANEL_ROWS + r;
            steps[at] = row.groups.steps()[g];
            if (lows.length != 0) {
                lows[at] = row.groups.lows()[g];
            }
        }
        for (int k = 0; k < columns; k++) {
            quads[(panel * columns / 2 + k / 2) * COUNT + lane] |=
                    (row.quants[k] & 0xff) << 8 * (k % 2 * 2 + half);
        }
    }

    /** The parts of one row; reused from row to row. */
    static final class SplitRow {
        private final MatrixSource source;
        private final IntegerBlocks blocks;
        private final byte[] bytes;
        final byte[] quants;
        final IntegerBlocks.Groups groups;

        SplitRow(MatrixSource source, IntegerBlocks blocks) {
            this.source = source;
            this.blocks = blocks;
            int columns = source.columns();
            bytes = new byte[Math.toIntExact(source.type().byteSize(columns))];
            quants = new byte[columns];
            groups = blocks.newGroups(columns);
        }

        void read(int row) {
            MemorySegment.copy(source.row(row), ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
            blocks.split(bytes, quants.length / source.type().blockSize(), quants, groups);
        }
    }

    @Override
    public long byteSize() {
        return (long) Integer.BYTES * (quads.length + steps.length + lows.length);
    }

    @Override
    public void multiply(int panel, Activations row, float[] out) {
        Arrays.fill(out, 0, PANEL_ROWS, 0);
        int groups = columns / groupSize;
        for (int g = 0; g < groups; g++) {
            int group = panel * groups + g;
            int at = group * (groupSize / 2) * COUNT;
            int from = g * groupSize;
            addGroup(quads, at, row.x(), from, groupSize, steps, group * PANEL_ROWS, out);
            if (lows.length != 0) {
                float sum = 0;
                for (int k = from; k < from + groupSize; k++) {
                    sum += row.x()[k];
                }
                takeLow(lows, group * PANEL_ROWS, sum, out);
            }
        }
    }

    /** One loop a method: of nested ones C2 may leave the outer sums on the heap. */
    private static void addGroup(
            int[] quads,
            int at,
            float[] x,
            int xAt,
            int count,
            float[] steps,
            int stepAt,
            float[] out) {
        FloatVector low0 = Lanes.zero();
        FloatVector high0 = Lanes.zero();
        FloatVector low1 = Lanes.zero();
        FloatVector high1 = Lanes.zero();
        for (int k = 0; k < count; k += 2) {
            IntVector quad = IntVector.fromArray(INTS, quads, at + k / 2 * COUNT);
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[xAt + k]);
            FloatVector x1 = FloatVector.broadcast(FLOATS, x[xAt + k + 1]);
            low0 = signedByte(quad, 24).fma(x0, low0);
            high0 = signedByte(quad, 16).fma(x0, high0);
            low1 = signedByte(quad, 8).fma(x1, low1);
            high1 = signedByte(quad, 0).fma(x1, high1);
        }
        FloatVector lowStep = FloatVector.fromArray(FLOATS, steps, stepAt);
        FloatVector highStep = FloatVector.fromArray(FLOATS, steps, stepAt + COUNT);
        low0.add(low1).fma(lowStep, FloatVector.fromArray(FLOATS, out, 0)).intoArray(out, 0);
        high0.add(high1)
                .fma(highStep, FloatVector.fromArray(FLOATS, out, COUNT))
                .intoArray(out, COUNT);
    }

    private static void takeLow(float[] lows, int at, float sum, float[] out) {
        FloatVector factor = FloatVector.broadcast(FLOATS, -sum);
        FloatVector.fromArray(FLOATS, lows, at)
                .fma(factor, FloatVector.fromArray(FLOATS, out, 0))
                .intoArray(out, 0);
        FloatVector.fromArray(FLOATS, lows, at + COUNT)
                .fma(factor, FloatVector.fromArray(FLOATS, out, COUNT))
                .intoArray(out, COUNT);
    }

    /** The byte that a left shift by {@code shift} brings to the top. */
    private static FloatVector signedByte(IntVector quad, int shift) {
        IntVector top = shift == 0 ? quad : quad.lanewise(VectorOperators.LSHL, shift);
        return Lanes.toFloats(top.lanewise(VectorOperators.ASHR, 24));
    }

    @Override
    public void unpack(int panel, int from, int to, float[] target) {
        int groups = columns / groupSize;
        for (int k = from; k < to; k += 2) {
            int group = (panel * groups + k / groupSize) * PANEL_ROWS;
            FloatVector lowStep = FloatVector.fromArray(FLOATS, steps, group);
            FloatVector highStep = FloatVector.fromArray(FLOATS, steps, group + COUNT);
            float[] taken = lows.length == 0 ? Lanes.ZEROS : lows;
            int takenAt = lows.length == 0 ? 0 : group;
            FloatVector low = FloatVector.fromArray(FLOATS, taken, takenAt);
            FloatVector high = FloatVector.fromArray(FLOATS, taken, takenAt + COUNT);
            IntVector quad = IntVector.fromArray(INTS, quads, (panel * columns + k) / 2 * COUNT);
            int at = (k - from) * PANEL_ROWS;
            signedByte(quad, 24).mul(lowStep).sub(low).intoArray(target, at);
            signedByte(quad, 16).mul(highStep).sub(high).intoArray(target, at + COUNT);
            signedByte(quad, 8).mul(lowStep).sub(low).intoArray(target, at + 2 * COUNT);
            signedByte(quad, 0).mul(highStep).sub(high).intoArray(target, at + 3 * COUNT);
        }
    }
}
