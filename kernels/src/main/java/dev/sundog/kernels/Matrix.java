package dev.sundog.kernels;

/**
 * A weight matrix in the layout of the backend that packed it, {@code [rows, columns]}. Immutable;
 * any number of threads may multiply with it.
 */
public interface Matrix {
    /** Outputs. */
    int rows();

    /** Inputs. */
    int columns();

    /** Bytes held in memory. */
    long byteSize();
}
