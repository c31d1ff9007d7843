package dev.sundog.training.torch;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Products of small matrices inside attention, where a library's matrix product would compute the
 * half that causality throws away. Stateless.
 *
 * <p>{@code C[i, :] = Σ_k A[i, k] · B[k, :]}: A is read element by element with any strides (so it
 * may be transposed), rows of B and C are contiguous. All places are bytes.
 */
final class TileProduct {
    /** Columns computed at a time; B and C must have so many readable. */
    static final int COLUMNS = 16;

    /** Rows computed at a time by {@link #rows4}. */
    static final int ROWS = 4;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final long HALF = 32;

    private TileProduct() {}

    /** A matrix in memory: place of its first element, bytes from row to row and along a row. */
    record Operand(MemorySegment memory, long start, long rowBytes, long stepBytes) {
        /** The same matrix from another row and column on. */
        Operand from(long row, long column) {
            return new Operand(
                    memory, start + row * rowBytes + column * stepBytes, rowBytes, stepBytes);
        }

        /** Rows as columns. */
        Operand transposed() {
            return new Operand(memory, start, stepBytes, rowBytes);
        }
    }

    /**
     * {@code rows} rows of C over {@code columns} (a multiple of {@link #COLUMNS}) columns.
     *
     * @param add whether to add to what C holds
     */
    static void multiply(
            Operand a, Operand b, int depth, Operand c, int rows, int columns, boolean add) {
        for (int column = 0; column < columns; column += COLUMNS) {
            long bAt = b.start + column * 4L;
            long cAt = c.start + column * 4L;
            int row = 0;
            for (; row + ROWS <= rows; row += ROWS) {
                rows4(
                        a.memory,
                        a.start + row * a.rowBytes,
                        a.rowBytes,
                        a.stepBytes,
                        b.memory,
                        bAt,
                        b.rowBytes,
                        depth,
                        c.memory,
                        cAt + row * c.rowBytes,
                        c.rowBytes,
                        add);
            }
            for (; row < rows; row++) {
                row1(
                        a.memory,
                        a.start + row * a.rowBytes,
                        a.stepBytes,
                        b.memory,
                        bAt,
                        b.rowBytes,
                        depth,
                        c.memory,
                        cAt + row * c.rowBytes,
                        add);
            }
        }
    }

    private static void rows4(
            MemorySegment a,
            long aStart,
            long aRow,
            long aStep,
            MemorySegment b,
            long bStart,
            long bRow,
            int depth,
            MemorySegment c,
            long cAt,
            long cRow,
            boolean add) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        long aAt = aStart;
        long bAt = bStart;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = load(b, bAt);
            FloatVector b1 = load(b, bAt + HALF);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, aAt));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, aAt + aRow));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, aAt + 2 * aRow));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, aAt + 3 * aRow));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            aAt += aStep;
            bAt += bRow;
        }
        finish(c00, c, cAt, add);
        finish(c01, c, cAt + HALF, add);
        finish(c10, c, cAt + cRow, add);
        finish(c11, c, cAt + cRow + HALF, add);
        finish(c20, c, cAt + 2 * cRow, add);
        finish(c21, c, cAt + 2 * cRow + HALF, add);
        finish(c30, c, cAt + 3 * cRow, add);
        finish(c31, c, cAt + 3 * cRow + HALF, add);
    }

    private static void row1(
            MemorySegment a,
            long aStart,
            long aStep,
            MemorySegment b,
            long bStart,
            long bRow,
            int depth,
            MemorySegment c,
            long cAt,
            boolean add) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c0 = zero;
        FloatVector c1 = zero;
        long aAt = aStart;
        long bAt = bStart;
        for (int k = 0; k < depth; k++) {
            FloatVector a0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, aAt));
            c0 = a0.fma(load(b, bAt), c0);
            c1 = a0.fma(load(b, bAt + HALF), c1);
            aAt += aStep;
            bAt += bRow;
        }
        finish(c0, c, cAt, add);
        finish(c1, c, cAt + HALF, add);
    }

    private static FloatVector load(MemorySegment segment, long at) {
        return FloatVector.fromMemorySegment(SPECIES, segment, at, LITTLE_ENDIAN);
    }

    /** Stores in both branches: a vector that comes from either of two would be boxed. */
    private static void finish(FloatVector sum, MemorySegment segment, long at, boolean add) {
        if (add) {
            load(segment, at).add(sum).intoMemorySegment(segment, at, LITTLE_ENDIAN);
        } else {
            sum.intoMemorySegment(segment, at, LITTLE_ENDIAN);
        }
    }
}
