package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;

import java.util.List;
import java.util.Optional;

/**
 * What one tensor of the result is made of. Thread-safe.
 *
 * @param inputs tensors, all of the shape or brought to it
 * @param type what they are rounded to and computed in: F32, F16 or BF16
 * @param shape of all inputs and of the result, row-major
 */
record TensorInputs(List<Input> inputs, ElementType type, List<Long> shape) {
    /** Rows are read in pieces of about this many elements. */
    private static final int BLOCK_ELEMENTS = 1 << 14;

    /**
     * A tensor of a checkpoint.
     *
     * @param checkpoint open
     * @param tensor of it
     * @param rows its rows put in the order of another vocabulary, if the result has one
     */
    record Input(Checkpoint checkpoint, TensorInfo tensor, Optional<AlignedRows> rows) {
        Input(Checkpoint checkpoint, TensorInfo tensor) {
            this(checkpoint, tensor, Optional.empty());
        }
    }

    /** Sees consecutive rows. */
    @FunctionalInterface
    interface Block {
        /** Called with the first row of a piece and how many rows it has. */
        void rows(long first, int count);
    }

    TensorInputs {
        inputs = List.copyOf(inputs);
        shape = List.copyOf(shape);
    }

    int count() {
        return inputs.size();
    }

    int rowLength() {
        return Math.toIntExact(shape.getLast());
    }

    long rowCount() {
        return rowLength() == 0 ? 0 : elementCount() / rowLength();
    }

    long elementCount() {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        return count;
    }

    /** An array for the rows of one piece. */
    float[] buffer() {
        return new float[blockRows() * rowLength()];
    }

    /** Reads rows of one input, rounded. */
    void read(int input, long first, int count, float[] target) {
        Input source = inputs.get(input);
        if (source.rows().isPresent()) {
            source.rows().get().read(first, count, target);
        } else {
            source.checkpoint().readRows(source.tensor(), first, count, target, 0);
            Rounding.to(type, target, count * rowLength());
        }
    }

    /** All rows, in order, piece by piece. */
    void forEachBlock(Block block) {
        forEachBlock(0, rowCount(), block);
    }

    /** Some rows, in order, piece by piece. */
    void forEachBlock(long first, long count, Block block) {
        int step = blockRows();
        for (long row = first; row < first + count; row += step) {
            block.rows(row, (int) Math.min(step, first + count - row));
        }
    }

    /** Rows of a piece. */
    int blockRows() {
        return Math.max(1, BLOCK_ELEMENTS / Math.max(1, rowLength()));
    }
}
