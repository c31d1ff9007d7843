package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.model.failure.SundogException;

import java.nio.file.Path;

/**
 * Scales that stand beside an eight-bit matrix of a safetensors file: one number for all of it, one
 * a row, or one for each rectangle. A weight is what is stored times its scale.
 *
 * @param values {@code [grid rows, grid columns]}
 * @param gridColumns scales of a row
 * @param blockRows rows that share a scale
 * @param blockColumns columns that share a scale
 */
record BlockScales(float[] values, int gridColumns, long blockRows, long blockColumns) {
    /**
     * The scales of one matrix.
     *
     * @param scale the stored scales, already of a float type
     * @param blockShape rows and columns of a rectangle as the configuration has them
     * @throws SundogException (data, {@code tensor-shape}) if their shape fits none of the three
     */
    static BlockScales of(
            TensorInfo matrix,
            TensorInfo scale,
            MappedTensor stored,
            long[] blockShape,
            Path path) {
        float[] values = new float[Math.toIntExact(scale.elementCount())];
        BlockCodec.of(scale.type()).decode(stored.bytes(), 0, values, 0, values.length);
        long rows = matrix.rowCount();
        long columns = matrix.rowLength();
        long first = scale.shape().getFirst();
        long last = scale.shape().getLast();
        if (values.length == 1) {
            return new BlockScales(values, 1, rows, columns);
        }
        if (values.length == rows && first == rows) {
            return new BlockScales(values, 1, 1, columns);
        }
        boolean grid =
                scale.shape().size() == 2
                        && first == Math.ceilDiv(rows, blockShape[0])
                        && last == Math.ceilDiv(columns, blockShape[1]);
        if (!grid) {
            throw SundogException.data(
                    "tensor-shape",
                    ("%s: %s has shape %s, expected one number, one for each of %d rows, or one for"
                         + " each block of %d x %d; use the configuration that belongs to these"
                         + " weights")
                            .formatted(
                                    path,
                                    scale.name(),
                                    scale.shape(),
                                    rows,
                                    blockShape[0],
                                    blockShape[1]));
        }
        return new BlockScales(values, (int) last, blockShape[0], blockShape[1]);
    }

    /** Multiplies one row. */
    void apply(long row, float[] target, int offset, int length) {
        int first = Math.toIntExact(row / blockRows * gridColumns);
        for (int i = 0; i < length; i++) {
            target[offset + i] *= values[first + (int) (i / blockColumns)];
        }
    }
}
