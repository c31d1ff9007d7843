package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.BlockCodec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * A projection that the file stores as {@code [in, out]}.
 *
 * @param info as callers see it, {@code [out, in]}; of a float type
 * @param stored as it lies there
 */
record TransposedTensor(TensorInfo info, MappedTensor stored) implements StoredTensor {
    @Override
    public MemorySegment row(long row) {
        Objects.checkIndex(row, info.rowCount());
        int width = info.type().blockBytes();
        int length = info.rowLength();
        MemorySegment result = MemorySegment.ofArray(new byte[length * width]);
        for (int element = 0; element < length; element++) {
            long from = (element * info.rowCount() + row) * width;
            MemorySegment.copy(
                    stored.bytes(),
                    ValueLayout.JAVA_BYTE,
                    from,
                    result,
                    ValueLayout.JAVA_BYTE,
                    (long) element * width,
                    width);
        }
        return result;
    }

    @Override
    public void readRows(long firstRow, int rowCount, float[] target, int offset) {
        Objects.checkFromIndexSize(firstRow, rowCount, info.rowCount());
        int length = info.rowLength();
        int width = info.type().blockBytes();
        BlockCodec codec = BlockCodec.of(info.type());
        float[] part = new float[rowCount];
        for (int element = 0; element < length; element++) {
            long at = (element * info.rowCount() + firstRow) * width;
            codec.decode(stored.bytes(), at, part, 0, rowCount);
            for (int row = 0; row < rowCount; row++) {
                target[offset + row * length + element] = part[row];
            }
        }
    }
}
