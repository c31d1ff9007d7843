package dev.sundog.model.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The tensors of a checkpoint; bytes are handed on where the types are equal. */
record CheckpointSource(Checkpoint checkpoint) implements TensorSource {
    @Override
    public void readRows(TensorInfo tensor, long firstRow, int rows, float[] target, int offset) {
        checkpoint.readRows(checkpoint.tensor(tensor.name()), firstRow, rows, target, offset);
    }

    @Override
    public Optional<MemorySegment> storedRow(TensorInfo tensor, long row) {
        TensorInfo stored = checkpoint.tensor(tensor.name());
        return stored.equals(tensor) ? Optional.of(checkpoint.row(stored, row)) : Optional.empty();
    }

    @Override
    public Optional<FileRegion> storedTensor(TensorInfo tensor) {
        TensorInfo stored = checkpoint.tensor(tensor.name());
        return stored.equals(tensor) ? checkpoint.stored(stored) : Optional.empty();
    }
}
