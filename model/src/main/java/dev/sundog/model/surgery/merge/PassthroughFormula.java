package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.FileRegion;
import dev.sundog.model.checkpoint.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The one input, times a factor if there is one.
 *
 * @param scale the factor
 */
record PassthroughFormula(TensorInputs inputs, Optional<Float> scale) implements Formula {
    @Override
    public void readRows(long first, int count, float[] target, int offset) {
        float factor = scale.orElse(1f);
        int length = inputs.rowLength();
        float[] values = inputs.buffer();
        inputs.forEachBlock(
                first,
                count,
                (row, rows) -> {
                    inputs.read(0, row, rows, values);
                    int at = offset + (int) (row - first) * length;
                    for (int i = 0; i < rows * length; i++) {
                        target[at + i] = Rounding.to(inputs.type(), values[i] * factor);
                    }
                });
    }

    /** The stored bytes of a row, if they are what is to be written. */
    Optional<MemorySegment> storedRow(TensorInfo tensor, long row) {
        TensorInputs.Input input = inputs.inputs().getFirst();
        return isStored(tensor)
                ? Optional.of(input.checkpoint().row(input.tensor(), row))
                : Optional.empty();
    }

    private boolean isStored(TensorInfo tensor) {
        TensorInputs.Input input = inputs.inputs().getFirst();
        ElementType stored = input.tensor().type();
        return scale.isEmpty()
                && input.rows().isEmpty()
                && stored == tensor.type()
                && (inputs.type() == stored || inputs.type() == ElementType.F32);
    }

    /** The same for all rows. */
    Optional<FileRegion> storedTensor(TensorInfo tensor) {
        TensorInputs.Input input = inputs.inputs().getFirst();
        return isStored(tensor) ? input.checkpoint().stored(input.tensor()) : Optional.empty();
    }
}
