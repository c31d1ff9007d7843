package dev.sundog.training.torch;

import org.bytedeco.pytorch.Tensor;

import java.lang.foreign.MemorySegment;

/**
 * A growing F32 matrix seen both by libtorch and by the row kernels. The rows in use are the first
 * ones. Not thread-safe.
 */
final class FloatMatrix implements AutoCloseable {
    private final int width;
    private Tensor tensor;
    private MemorySegment memory;
    private int capacity;

    FloatMatrix(int width) {
        this.width = width;
        this.capacity = 1;
        this.tensor = LibTorch.zeros(LibTorch.Type.F32, 1, width);
        this.memory = LibTorch.segment(tensor);
    }

    /** Makes room for {@code rows} rows; what was held may be lost. */
    void reserve(int rows) {
        if (rows > capacity) {
            tensor.close();
            capacity = rows;
            tensor = LibTorch.zeros(LibTorch.Type.F32, rows, width);
            memory = LibTorch.segment(tensor);
        }
    }

    /** The first rows, in the current scope. */
    Tensor rows(int rows) {
        return tensor.narrow(0, 0, rows);
    }

    MemorySegment memory() {
        return memory;
    }

    int width() {
        return width;
    }

    @Override
    public void close() {
        tensor.close();
    }
}
