package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;
import static dev.sundog.kernels.vector.Lanes.INTS;
import static dev.sundog.kernels.vector.Lanes.PANEL_ROWS;

import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.kernels.parallel.ThreadTeam;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers of two bytes, BF16 or F16, widened while they are multiplied. */
record HalfPanels(int rows, int columns, boolean bf16, int[] pairs) implements Panels {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Packs F16 or BF16 as stored. */
    static HalfPanels pack(MatrixSource source, ThreadTeam team) {
        int rows = source.rows();
        int columns = source.columns();
        int panels = Lanes.panels(rows);
        int[] pairs = new int[Arrays32.length(panels, (long) columns * COUNT)];
        team.run(
                panels,
                panel -> {
                    short[] row = new short[columns];
                    int first = panel * PANEL_ROWS;
                    for (int r = 0; r < Math.min(PANEL_ROWS, rows - first); r++) {
                        read(source, first + r, row);
                        int target = panel * columns * COUNT + r % COUNT;
                        int shift = r < COUNT ? 0 : 16;
                        for (int k = 0; k < columns; k++) {
                            pairs[target + k * COUNT] |= (row[k] & 0xffff) << shift;
                        }
                    }
                });
        return new HalfPanels(rows, columns, source.type() != ElementType.F16, pairs);
    }

    private static void read(MatrixSource source, int row, short[] target) {
        MemorySegment.copy(source.row(row), SHORT, 0, target, 0, target.length);
    }

    @Override
    public long byteSize() {
        return (long) Integer.BYTES * pairs.length;
    }

    @Override
    public void multiply(int panel, Activations row, float[] out) {
        int offset = panel * columns * COUNT;
        if (bf16) {
            dotBf16(pairs, offset, row.x(), columns, out);
        } else {
            dotF16(pairs, offset, row.x(), columns, out);
        }
    }

    private static void dotBf16(int[] w, int offset, float[] x, int columns, float[] out) {
        FloatVector lowEven = Lanes.zero();
        FloatVector highEven = Lanes.zero();
        FloatVector lowOdd = Lanes.zero();
        FloatVector highOdd = Lanes.zero();
        int k = 0;
        for (; k < columns - 1; k += 2) {
            int at = offset + k * COUNT;
            IntVector even = IntVector.fromArray(INTS, w, at);
            IntVector odd = IntVector.fromArray(INTS, w, at + COUNT);
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[k]);
            FloatVector x1 = FloatVector.broadcast(FLOATS, x[k + 1]);
            lowEven = Lanes.lowBf16(even).fma(x0, lowEven);
            highEven = Lanes.highBf16(even).fma(x0, highEven);
            lowOdd = Lanes.lowBf16(odd).fma(x1, lowOdd);
            highOdd = Lanes.highBf16(odd).fma(x1, highOdd);
        }
        if (k < columns) {
            IntVector last = IntVector.fromArray(INTS, w, offset + k * COUNT);
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[k]);
            lowEven = Lanes.lowBf16(last).fma(x0, lowEven);
            highEven = Lanes.highBf16(last).fma(x0, highEven);
        }
        lowEven.add(lowOdd).intoArray(out, 0);
        highEven.add(highOdd).intoArray(out, COUNT);
    }

    private static void dotF16(int[] w, int offset, float[] x, int columns, float[] out) {
        FloatVector lowEven = Lanes.zero();
        FloatVector highEven = Lanes.zero();
        FloatVector lowOdd = Lanes.zero();
        FloatVector highOdd = Lanes.zero();
        int k = 0;
        for (; k < columns - 1; k += 2) {
            int at = offset + k * COUNT;
            IntVector even = IntVector.fromArray(INTS, w, at);
            IntVector odd = IntVector.fromArray(INTS, w, at + COUNT);
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[k]);
            FloatVector x1 = FloatVector.broadcast(FLOATS, x[k + 1]);
            lowEven = Lanes.lowF16(even).fma(x0, lowEven);
            highEven = Lanes.highF16(even).fma(x0, highEven);
            lowOdd = Lanes.lowF16(odd).fma(x1, lowOdd);
            highOdd = Lanes.highF16(odd).fma(x1, highOdd);
        }
        if (k < columns) {
            IntVector last = IntVector.fromArray(INTS, w, offset + k * COUNT);
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[k]);
            lowEven = Lanes.lowF16(last).fma(x0, lowEven);
            highEven = Lanes.highF16(last).fma(x0, highEven);
        }
        lowEven.add(lowOdd).intoArray(out, 0);
        highEven.add(highOdd).intoArray(out, COUNT);
    }

    @Override
    public void unpack(int panel, int from, int to, float[] target) {
        int offset = (panel * columns + from) * COUNT;
        for (int k = 0; k < to - from; k++) {
            IntVector pair = IntVector.fromArray(INTS, pairs, offset + k * COUNT);
            FloatVector low = bf16 ? Lanes.lowBf16(pair) : Lanes.lowF16(pair);
            FloatVector high = bf16 ? Lanes.highBf16(pair) : Lanes.highF16(pair);
            low.intoArray(target, k * PANEL_ROWS);
            high.intoArray(target, k * PANEL_ROWS + COUNT);
        }
    }
}
