package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;
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
        TensorInputs.Input input = inputs.inputs().getFirst();
        input.checkpoint().readRows(input.tensor(), first, count, target, offset);
        float factor = scale.orElse(1f);
        int end = offset + count * inputs.rowLength();
        for (int i = offset; i < end; i++) {
            float value = Rounding.to(inputs.type(), target[i]);
            target[i] = scale.isPresent() ? Rounding.to(inputs.type(), value * factor) : value;
        }
    }

    /** The stored bytes of a row, if they are what is to be written. */
    Optional<MemorySegment> storedRow(TensorInfo tensor, long row) {
        TensorInputs.Input input = inputs.inputs().getFirst();
        ElementType stored = input.tensor().type();
        boolean same =
                scale.isEmpty()
                        && stored == tensor.type()
                        && (inputs.type() == stored || inputs.type() == ElementType.F32);
        return same ? Optional.of(input.checkpoint().row(input.tensor(), row)) : Optional.empty();
    }
}
