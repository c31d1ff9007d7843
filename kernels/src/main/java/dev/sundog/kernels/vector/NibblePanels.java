package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;
import static dev.sundog.kernels.vector.Lanes.INTS;
import static dev.sundog.kernels.vector.Lanes.PANEL_ROWS;

import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.kernels.block.IntegerBlocks;
import dev.sundog.kernels.parallel.ThreadTeam;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Q4_0, Q4_1 and Q4_K: nibbles q with {@code value = scale * q + minimum}; of Q4_0 the minimum is
 * {@code -8 * scale} and not stored.
 *
 * @param scales {@code [panel][block][PANEL_ROWS]}
 * @param minima likewise, empty for Q4_0
 */
record NibblePanels(int rows, int columns, int[] octets, float[] scales, float[] minima)
        implements Panels {

    static NibblePanels pack(MatrixSource source, ThreadTeam team) {
        boolean hasMinimum = source.type() == ElementType.Q4_1;
        int rows = source.rows();
        int columns = source.columns();
        int blocks = columns / BLOCK;
        int panels = Lanes.panels(rows);
        int[] octets = new int[Arrays32.length(panels, (long) columns / 4 * COUNT)];
        float[] scales = new float[Arrays32.length(panels, (long) blocks * PANEL_ROWS)];
        float[] minima = new float[hasMinimum ? scales.length : 0];
        NibblePanels packed = new NibblePanels(rows, columns, octets, scales, minima);
        team.run(
                panels,
                panel -> {
                    BlockRow row = new BlockRow(source);
                    int first = panel * PANEL_ROWS;
                    for (int r = 0; r < Math.min(PANEL_ROWS, rows - first); r++) {
                        row.read(first + r);
                        packed.set(panel, r, row);
                    }
                });
        return packed;
    }

    /** Q4_K: eight blocks of 32 with a scale and a minimum each, as floats. */
    static NibblePanels packQ4K(MatrixSource source, ThreadTeam team) {
        int rows = source.rows();
        int columns = source.columns();
        int panels = Lanes.panels(rows);
        int[] octets = new int[Arrays32.length(panels, (long) columns / 4 * COUNT)];
        float[] scales = new float[Arrays32.length(panels, (long) columns / BLOCK * PANEL_ROWS)];
        float[] minima = new float[scales.length];
        NibblePanels packed = new NibblePanels(rows, columns, octets, scales, minima);
        team.run(
                panels,
                panel -> {
                    GroupPanels.SplitRow row = new GroupPanels.SplitRow(source, IntegerBlocks.Q4_K);
                    int first = panel * PANEL_ROWS;
                    for (int r = 0; r < Math.min(PANEL_ROWS, rows - first); r++) {
                        row.read(first + r);
                        packed.set(panel, r, row);
                    }
                });
        return packed;
    }

    private void set(int panel, int r, GroupPanels.SplitRow row) {
        int blocks = columns / BLOCK;
        for (int b = 0; b < blocks; b++) {
            int at = (panel * blocks + b) * PANEL_ROWS + r;
            scales[at] = row.groups.steps()[b];
            minima[at] = -row.groups.lows()[b];
        }
        for (int k = 0; k < columns; k++) {
            put(panel, r, k, row.quants[k]);
        }
    }

    private void put(int panel, int r, int column, int quant) {
        octets[(panel * columns / 4 + column / 4) * COUNT + r % COUNT] |=
                quant << 4 * (column % 4 * 2 + r / COUNT);
    }

    private void set(int panel, int r, BlockRow row) {
        int blocks = columns / BLOCK;
        int quantsAt = minima.length == 0 ? 2 : 4;
        for (int b = 0; b < blocks; b++) {
            int at = (panel * blocks + b) * PANEL_ROWS + r;
            scales[at] = Float.float16ToFloat((short) row.unsignedShort(b, 0));
            if (minima.length != 0) {
                minima[at] = Float.float16ToFloat((short) row.unsignedShort(b, 2));
            }
        }
        for (int k = 0; k < columns; k++) {
            int inBlock = k % BLOCK;
            int pair = row.unsignedByte(k / BLOCK, quantsAt + inBlock % (BLOCK / 2));
            int quant = inBlock < BLOCK / 2 ? pair & 15 : pair >>> 4;
            put(panel, r, k, quant);
        }
    }

    @Override
    public long byteSize() {
        return (long) Integer.BYTES * (octets.length + scales.length + minima.length);
    }

    @Override
    public boolean usesBlockSums() {
        return true;
    }

    @Override
    public void multiply(int panel, Activations row, float[] out) {
        int scalesAt = panel * columns / BLOCK * PANEL_ROWS;
        dot(octets, panel * columns / 4 * COUNT, scales, scalesAt, row.x(), columns, out);
        if (minima.length == 0) {
            addScaled(scales, scalesAt, row.blockSums(), -8, out);
        } else {
            addScaled(minima, scalesAt, row.blockSums(), 1, out);
        }
    }

    /**
     * The products without the minima. One loop with a body of four columns: of nested loops, or a
     * longer body, C2 leaves vectors on the heap.
     */
    private static void dot(
            int[] octets,
            int at,
            float[] scales,
            int scalesAt,
            float[] x,
            int columns,
            float[] out) {
        FloatVector low = Lanes.zero();
        FloatVector high = Lanes.zero();
        for (int k = 0; k < columns; k += 4) {
            IntVector octet = IntVector.fromArray(INTS, octets, at + (k >> 2) * COUNT);
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[k]);
            FloatVector x1 = FloatVector.broadcast(FLOATS, x[k + 1]);
            FloatVector x2 = FloatVector.broadcast(FLOATS, x[k + 2]);
            FloatVector x3 = FloatVector.broadcast(FLOATS, x[k + 3]);
            FloatVector lowSum = nibble(octet, 0).mul(x0);
            FloatVector highSum = nibble(octet, 1).mul(x0);
            lowSum = nibble(octet, 2).fma(x1, lowSum);
            highSum = nibble(octet, 3).fma(x1, highSum);
            lowSum = nibble(octet, 4).fma(x2, lowSum);
            highSum = nibble(octet, 5).fma(x2, highSum);
            lowSum = nibble(octet, 6).fma(x3, lowSum);
            highSum = nibble(octet, 7).fma(x3, highSum);
            int scale = scalesAt + k / BLOCK * PANEL_ROWS;
            low = lowSum.fma(FloatVector.fromArray(FLOATS, scales, scale), low);
            high = highSum.fma(FloatVector.fromArray(FLOATS, scales, scale + COUNT), high);
        }
        low.intoArray(out, 0);
        high.intoArray(out, COUNT);
    }

    /** {@code out += factor * sum over blocks of values * blockSum}. */
    private static void addScaled(
            float[] values, int at, float[] blockSums, float factor, float[] out) {
        FloatVector low = FloatVector.fromArray(FLOATS, out, 0);
        FloatVector high = FloatVector.fromArray(FLOATS, out, COUNT);
        for (int b = 0; b < blockSums.length; b++) {
            FloatVector sum = FloatVector.broadcast(FLOATS, factor * blockSums[b]);
            int block = at + b * PANEL_ROWS;
            low = FloatVector.fromArray(FLOATS, values, block).fma(sum, low);
            high = FloatVector.fromArray(FLOATS, values, block + COUNT).fma(sum, high);
        }
        low.intoArray(out, 0);
        high.intoArray(out, COUNT);
    }

    private static FloatVector nibble(IntVector octet, int index) {
        IntVector shifted = index == 0 ? octet : octet.lanewise(VectorOperators.LSHR, 4 * index);
        return Lanes.toFloats(index == 7 ? shifted : shifted.and(15));
    }

    @Override
    public void unpack(int panel, int from, int to, float[] target) {
        float[] offsets = minima.length == 0 ? scales : minima;
        float factor = minima.length == 0 ? -8 : 1;
        for (int k = from; k < to; k += 4) {
            int scaleAt = (panel * columns + k) / BLOCK * PANEL_ROWS;
            FloatVector lowScale = FloatVector.fromArray(FLOATS, scales, scaleAt);
            FloatVector highScale = FloatVector.fromArray(FLOATS, scales, scaleAt + COUNT);
            FloatVector low = FloatVector.fromArray(FLOATS, offsets, scaleAt).mul(factor);
            FloatVector high = FloatVector.fromArray(FLOATS, offsets, scaleAt + COUNT).mul(factor);
            IntVector octet = IntVector.fromArray(INTS, octets, (panel * columns + k) / 4 * COUNT);
            int at = (k - from) * PANEL_ROWS;
            nibble(octet, 0).fma(lowScale, low).intoArray(target, at);
            nibble(octet, 1).fma(highScale, high).intoArray(target, at + COUNT);
            nibble(octet, 2).fma(lowScale, low).intoArray(target, at + 2 * COUNT);
            nibble(octet, 3).fma(highScale, high).intoArray(target, at + 3 * COUNT);
            nibble(octet, 4).fma(lowScale, low).intoArray(target, at + 4 * COUNT);
            nibble(octet, 5).fma(highScale, high).intoArray(target, at + 5 * COUNT);
            nibble(octet, 6).fma(lowScale, low).intoArray(target, at + 6 * COUNT);
            nibble(octet, 7).fma(highScale, high).intoArray(target, at + 7 * COUNT);
        }
    }
}
