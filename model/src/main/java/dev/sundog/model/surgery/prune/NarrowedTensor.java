package dev.sundog.model.surgery.prune;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;

import java.util.List;

/**
 * Some rows and columns of a tensor.
 *
 * @param checkpoint it is in
 * @param stored the whole
 * @param rows that stay
 * @param columns that stay
 * @param shape of what stays
 */
record NarrowedTensor(
        Checkpoint checkpoint, TensorInfo stored, int[] rows, int[] columns, List<Long> shape) {
    /** Whether all stays. */
    boolean whole() {
        return rows.length == stored.rowCount() && columns.length == stored.rowLength();
    }

    void readRows(long first, int count, float[] target, int offset) {
        if (whole()) {
            checkpoint.readRows(stored, first, count, target, offset);
            return;
        }
        float[] row = new float[stored.rowLength()];
        for (int i = 0; i < count; i++) {
            checkpoint.readRows(stored, rows[Math.toIntExact(first + i)], 1, row, 0);
            int at = offset + i * columns.length;
            for (int j = 0; j < columns.length; j++) {
                target[at + j] = row[columns[j]];
            }
        }
    }
}
