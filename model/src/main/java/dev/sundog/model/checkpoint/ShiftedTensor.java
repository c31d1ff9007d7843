package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.BlockCodec;

import java.lang.foreign.MemorySegment;

/**
 * A vector whose numbers the file stores with something added.
 *
 * @param stored as it lies there; of a float type
 * @param shift what has to be added to undo it
 */
record ShiftedTensor(MappedTensor stored, float shift) implements StoredTensor {
    @Override
    public TensorInfo info() {
        return stored.info();
    }

    @Override
    public MemorySegment row(long row) {
        float[] values = new float[info().rowLength()];
        readRows(row, 1, values, 0);
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(info().rowBytes())]);
        BlockCodec.of(info().type()).encode(values, 0, values.length, bytes, 0);
        return bytes;
    }

    @Override
    public void readRows(long firstRow, int rowCount, float[] target, int offset) {
        stored.readRows(firstRow, rowCount, target, offset);
        for (int i = offset; i < offset + rowCount * info().rowLength(); i++) {
            target[i] += shift;
        }
    }
}
