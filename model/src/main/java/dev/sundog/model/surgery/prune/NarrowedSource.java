package dev.sundog.model.surgery.prune;

import dev.sundog.model.checkpoint.FileRegion;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;

import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a narrower model.
 *
 * @param tensors by name
 */
record NarrowedSource(Map<String, NarrowedTensor> tensors) implements TensorSource {
    @Override
    public void readRows(TensorInfo tensor, long firstRow, int rows, float[] target, int offset) {
        narrowed(tensor).readRows(firstRow, rows, target, offset);
    }

    @Override
    public Optional<FileRegion> storedTensor(TensorInfo tensor) {
        NarrowedTensor narrowed = narrowed(tensor);
        return narrowed.whole() && narrowed.stored().type() == tensor.type()
                ? narrowed.checkpoint().stored(narrowed.stored())
                : Optional.empty();
    }

    private NarrowedTensor narrowed(TensorInfo tensor) {
        NarrowedTensor narrowed = tensors.get(tensor.name());
        if (narrowed == null) {
            throw new IllegalArgumentException("no source of " + tensor.name());
        }
        return narrowed;
    }
}
