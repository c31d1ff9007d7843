package dev.sundog.kernels;

import dev.sundog.kernels.block.ElementType;

import java.lang.foreign.MemorySegment;

/** A stored matrix that a backend packs. Reading must be thread-safe. */
public interface MatrixSource {
    /** What it is called, for whoever watches; empty if it has no name. */
    default String name() {
        return "";
    }

    /** How the elements are stored. */
    ElementType type();

    /** Outputs. */
    int rows();

    /** Inputs; a multiple of the type's block size. */
    int columns();

    /** The stored bytes of one row, little-endian. */
    MemorySegment row(int row);

    /** Decodes {@code count} rows into {@code target} from {@code offset} on, row after row. */
    void readRows(int first, int count, float[] target, int offset);
}
