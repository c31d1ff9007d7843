package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;
import static dev.sundog.kernels.vector.Lanes.INTS;
import static dev.sundog.kernels.vector.Lanes.PANEL_ROWS;

import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.parallel.ThreadTeam;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.util.Arrays;

/** Q8_0: signed bytes, an F16 scale a block of 32. */
record Int8Panels(int rows, int columns, int[] quads, int[] scales) implements Panels {

    static Int8Panels pack(MatrixSource source, ThreadTeam team) {
        int rows = source.rows();
        int columns = source.columns();
        int blocks = columns / BLOCK;
        int panels = Lanes.panels(rows);
        int[] quads = new int[Arrays32.length(panels, (long) columns / 2 * COUNT)];
        int[] scales = new int[Arrays32.length(panels, (long) blocks * COUNT)];
        team.run(
                panels,
                panel -> {
                    BlockRow row = new BlockRow(source);
                    int first = panel * PANEL_ROWS;
                    for (int r = 0; r < Math.min(PANEL_ROWS, rows - first); r++) {
                        row.read(first + r);
                        int lane = r % COUNT;
                        int half = r / COUNT;
                        for (int b = 0; b < blocks; b++) {
                            scales[(panel * blocks + b) * COUNT + lane] |=
                                    row.unsignedShort(b, 0) << 16 * half;
                        }
                        for (int k = 0; k < columns; k++) {
                            int quant = row.unsignedByte(k / BLOCK, 2 + k % BLOCK);
                            quads[(panel * columns / 2 + k / 2) * COUNT + lane] |=
                                    quant << 8 * (k % 2 * 2 + half);
                        }
                    }
                });
        return new Int8Panels(rows, columns, quads, scales);
    }

    @Override
    public long byteSize() {
        return (long) Integer.BYTES * (quads.length + scales.length);
    }

    @Override
    public void multiply(int panel, Activations row, float[] out) {
        int blocks = columns / BLOCK;
        Arrays.fill(out, 0, PANEL_ROWS, 0);
        for (int b = 0; b < blocks; b++) {
            int block = panel * blocks + b;
            addBlock(
                    quads,
                    block * (BLOCK / 2) * COUNT,
                    row.x(),
                    b * BLOCK,
                    scales,
                    block * COUNT,
                    out);
        }
    }

    /** One loop a method: of nested ones C2 may leave the outer sums on the heap. */
    private static void addBlock(
            int[] quads, int at, float[] x, int xAt, int[] scales, int scaleAt, float[] out) {
        FloatVector low0 = Lanes.zero();
        FloatVector high0 = Lanes.zero();
        FloatVector low1 = Lanes.zero();
        FloatVector high1 = Lanes.zero();
        for (int k = 0; k < BLOCK; k += 2) {
            IntVector quad = IntVector.fromArray(INTS, quads, at + k / 2 * COUNT);
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[xAt + k]);
            FloatVector x1 = FloatVector.broadcast(FLOATS, x[xAt + k + 1]);
            low0 = signedByte(quad, 24).fma(x0, low0);
            high0 = signedByte(quad, 16).fma(x0, high0);
            low1 = signedByte(quad, 8).fma(x1, low1);
            high1 = signedByte(quad, 0).fma(x1, high1);
        }
        IntVector scale = IntVector.fromArray(INTS, scales, scaleAt);
        low0.add(low1)
                .fma(Lanes.lowF16(scale), FloatVector.fromArray(FLOATS, out, 0))
                .intoArray(out, 0);
        high0.add(high1)
                .fma(Lanes.highF16(scale), FloatVector.fromArray(FLOATS, out, COUNT))
                .intoArray(out, COUNT);
    }

    /** The byte that a left shift by {@code shift} brings to the top. */
    private static FloatVector signedByte(IntVector quad, int shift) {
        IntVector top = shift == 0 ? quad : quad.lanewise(VectorOperators.LSHL, shift);
        return Lanes.toFloats(top.lanewise(VectorOperators.ASHR, 24));
    }

    @Override
    public void unpack(int panel, int from, int to, float[] target) {
        int blocks = columns / BLOCK;
        for (int k = from; k < to; k += 2) {
            IntVector scale =
                    IntVector.fromArray(INTS, scales, (panel * blocks + k / BLOCK) * COUNT);
            FloatVector low = Lanes.lowF16(scale);
            FloatVector high = Lanes.highF16(scale);
            IntVector quad = IntVector.fromArray(INTS, quads, (panel * columns + k) / 2 * COUNT);
            int at = (k - from) * PANEL_ROWS;
            signedByte(quad, 24).mul(low).intoArray(target, at);
            signedByte(quad, 16).mul(high).intoArray(target, at + COUNT);
            signedByte(quad, 8).mul(low).intoArray(target, at + 2 * COUNT);
            signedByte(quad, 0).mul(high).intoArray(target, at + 3 * COUNT);
        }
    }
}
