package dev.sundog.model.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * A tensor whose first rows the file lacks: positions that no token ever has. They are zeros.
 *
 * @param info as callers see it; of a float type
 * @param stored the other rows
 */
record LateRowsTensor(TensorInfo info, MappedTensor stored) implements StoredTensor {
    private long missing() {
        return info.rowCount() - stored.info().rowCount();
    }

    @Override
    public MemorySegment row(long row) {
        Objects.checkIndex(row, info.rowCount());
        return row < missing()
                ? MemorySegment.ofArray(new byte[Math.toIntExact(info.rowBytes())])
                : stored.row(row - missing());
    }

    @Override
    public void readRows(long firstRow, int rowCount, float[] target, int offset) {
        Objects.checkFromIndexSize(firstRow, rowCount, info.rowCount());
        int length = info.rowLength();
        for (int i = 0; i < rowCount; i++) {
            int at = offset + i * length;
            if (firstRow + i < missing()) {
                Arrays.fill(target, at, at + length, 0);
            } else {
                stored.readRows(firstRow + i - missing(), 1, target, at);
            }
        }
    }
}
