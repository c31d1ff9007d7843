package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;

import java.util.List;

/**
 * One tensor of a checkpoint, with its Hugging Face name and row-major shape whatever the file
 * calls it.
 *
 * @param name e.g. {@code model.layers.0.self_attn.q_proj.weight}
 * @param type how its elements are stored
 * @param shape row-major, {@code [out, in]} for a projection; at least one dimension
 */
public record TensorInfo(String name, ElementType type, List<Long> shape) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** Elements in all. */
    public long elementCount() {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    /** Elements of one row, the innermost dimension. */
    public int rowLength() {
        return Math.toIntExact(shape.getLast());
    }

    /** Rows: the product of all dimensions but the innermost. */
    public long rowCount() {
        return rowLength() == 0 ? 0 : elementCount() / rowLength();
    }

    /** Bytes of one row. */
    public long rowBytes() {
        return type.byteSize(rowLength());
    }

    /** Bytes in all. */
    public long byteSize() {
        return Math.multiplyExact(rowBytes(), rowCount());
    }
}
