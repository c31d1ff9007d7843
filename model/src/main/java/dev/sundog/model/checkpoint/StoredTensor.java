package dev.sundog.model.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** One tensor of a checkpoint as callers see it, however the file stores it. Thread-safe. */
interface StoredTensor {
    /** Its Hugging Face name, its type and its shape, {@code [out, in]} for a projection. */
    TensorInfo info();

    /** Where it lies, if its bytes stand row after row as callers see them. */
    default Optional<FileRegion> region() {
        return Optional.empty();
    }

    /** Bytes of one row. */
    MemorySegment row(long row);

    /** Decodes rows into {@code target} from {@code offset} on, row after row. */
    void readRows(long firstRow, int rowCount, float[] target, int offset);
}
