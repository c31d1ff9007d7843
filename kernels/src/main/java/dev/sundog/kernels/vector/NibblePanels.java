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
import jdk.incubator.vector.VectorOperators;

/**
 * Q4_0 and Q4_1: nibbles q with {@code value = scale * q + minimum}; of Q4_0 the minimum is {@code
 * -8 * scale} and not stored.
 *
 * @param minima empty for Q4_0
 */
record NibblePanels(int rows, int columns, int[] octets, int[] scales, int[] minima)
        implements Panels {

    static NibblePanels pack(MatrixSource source, ThreadTeam team) {
        boolean hasMinimum = source.type() == ElementType.Q4_1;
        int rows = source.rows();
        int columns = source.columns();
        int blocks = columns / BLOCK;
        int panels = Lanes.panels(rows);
        int[] octets = new int[Arrays32.length(panels, (long) columns / 4 * COUNT)];
        int[] scales = new int[Arrays32.length(panels, (long) blocks * COUNT)];
        int[] minima = new int[hasMinimum ? scales.length : 0];
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

    private void set(int panel, int r, BlockRow row) {
        int lane = r % COUNT;
        int half = r / COUNT;
        int blocks = columns / BLOCK;
        int quantsAt = minima.length == 0 ? 2 : 4;
        for (int b = 0; b < blocks; b++) {
            int at = (panel * blocks + b) * COUNT + lane;
            scales[at] |= row.unsignedShort(b, 0) << 16 * half;
            if (minima.length != 0) {
                minima[at] |= row.unsignedShort(b, 2) << 16 * half;
            }
        }
        for (int k = 0; k < columns; k++) {
            int inBlock = k % BLOCK;
            int pair = row.unsignedByte(k / BLOCK, quantsAt + inBlock % (BLOCK / 2));
            int quant = inBlock < BLOCK / 2 ? pair & 15 : pair >>> 4;
            octets[(panel * columns / 4 + k / 4) * COUNT + lane] |= quant << 4 * (k % 4 * 2 + half);
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
    public void multiply(int panel, float[] x, int xOffset, float[] blockSums, float[] out) {
        int blocks = columns / BLOCK;
        FloatVector low = FloatVector.zero(FLOATS);
        FloatVector high = low;
        for (int b = 0; b < blocks; b++) {
            int at = (panel * blocks + b) * (BLOCK / 4) * COUNT;
            int xAt = xOffset + b * BLOCK;
            FloatVector low0 = FloatVector.zero(FLOATS);
            FloatVector high0 = low0;
            FloatVector low1 = low0;
            FloatVector high1 = low0;
            for (int k = 0; k < BLOCK; k += 4) {
                IntVector octet = IntVector.fromArray(INTS, octets, at + k / 4 * COUNT);
                FloatVector x0 = FloatVector.broadcast(FLOATS, x[xAt + k]);
                low0 = nibble(octet, 0).fma(x0, low0);
                high0 = nibble(octet, 1).fma(x0, high0);
                FloatVector x1 = FloatVector.broadcast(FLOATS, x[xAt + k + 1]);
                low1 = nibble(octet, 2).fma(x1, low1);
                high1 = nibble(octet, 3).fma(x1, high1);
                FloatVector x2 = FloatVector.broadcast(FLOATS, x[xAt + k + 2]);
                low0 = nibble(octet, 4).fma(x2, low0);
                high0 = nibble(octet, 5).fma(x2, high0);
                FloatVector x3 = FloatVector.broadcast(FLOATS, x[xAt + k + 3]);
                low1 = nibble(octet, 6).fma(x3, low1);
                high1 = nibble(octet, 7).fma(x3, high1);
            }
            int scaleAt = (panel * blocks + b) * COUNT;
            IntVector scale = IntVector.fromArray(INTS, scales, scaleAt);
            FloatVector lowScale = Lanes.lowF16(scale);
            FloatVector highScale = Lanes.highF16(scale);
            FloatVector sum = FloatVector.broadcast(FLOATS, blockSums[b]);
            low = low0.add(low1).fma(lowScale, low);
            high = high0.add(high1).fma(highScale, high);
            low = lowMinimum(scaleAt, lowScale).fma(sum, low);
            high = highMinimum(scaleAt, highScale).fma(sum, high);
        }
        low.intoArray(out, 0);
        high.intoArray(out, COUNT);
    }

    private static FloatVector nibble(IntVector octet, int index) {
        IntVector shifted = index == 0 ? octet : octet.lanewise(VectorOperators.LSHR, 4 * index);
        return Lanes.toFloats(index == 7 ? shifted : shifted.and(15));
    }

    private FloatVector lowMinimum(int at, FloatVector scale) {
        return minima.length == 0
                ? scale.mul(-8)
                : Lanes.lowF16(IntVector.fromArray(INTS, minima, at));
    }

    private FloatVector highMinimum(int at, FloatVector scale) {
        return minima.length == 0
                ? scale.mul(-8)
                : Lanes.highF16(IntVector.fromArray(INTS, minima, at));
    }

    @Override
    public void unpack(int panel, int from, int to, float[] target) {
        int blocks = columns / BLOCK;
        for (int k = from; k < to; k += 4) {
            int scaleAt = (panel * blocks + k / BLOCK) * COUNT;
            IntVector scale = IntVector.fromArray(INTS, scales, scaleAt);
            FloatVector lowScale = Lanes.lowF16(scale);
            FloatVector highScale = Lanes.highF16(scale);
            FloatVector lowMinimum = lowMinimum(scaleAt, lowScale);
            FloatVector highMinimum = highMinimum(scaleAt, highScale);
            IntVector octet = IntVector.fromArray(INTS, octets, (panel * columns + k) / 4 * COUNT);
            int at = (k - from) * PANEL_ROWS;
            nibble(octet, 0).fma(lowScale, lowMinimum).intoArray(target, at);
            nibble(octet, 1).fma(highScale, highMinimum).intoArray(target, at + COUNT);
            nibble(octet, 2).fma(lowScale, lowMinimum).intoArray(target, at + 2 * COUNT);
            nibble(octet, 3).fma(highScale, highMinimum).intoArray(target, at + 3 * COUNT);
            nibble(octet, 4).fma(lowScale, lowMinimum).intoArray(target, at + 4 * COUNT);
            nibble(octet, 5).fma(highScale, highMinimum).intoArray(target, at + 5 * COUNT);
            nibble(octet, 6).fma(lowScale, lowMinimum).intoArray(target, at + 6 * COUNT);
            nibble(octet, 7).fma(highScale, highMinimum).intoArray(target, at + 7 * COUNT);
        }
    }
}
