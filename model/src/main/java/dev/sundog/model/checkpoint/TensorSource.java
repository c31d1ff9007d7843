package dev.sundog.model.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Where a writer takes its numbers from, some rows at a time. */
@FunctionalInterface
public interface TensorSource {
    /**
     * Puts {@code rows} rows of {@code tensor} into {@code target} from {@code offset} on. The
     * tensor is the one to be written: its name and shape matter, its type is the target's.
     */
    void readRows(TensorInfo tensor, long firstRow, int rows, float[] target, int offset);

    /**
     * The stored bytes of one row (Hugging Face order), if they are exactly what is to be written,
     * so that nothing needs to be decoded.
     */
    default Optional<MemorySegment> storedRow(TensorInfo tensor, long row) {
        return Optional.empty();
    }

    /**
     * How much each column of a row matters to whoever encodes it; empty if all alike. As long as
     * the row; asked for each row of a tensor or of none.
     */
    default Optional<float[]> importance(TensorInfo tensor, long row) {
        return Optional.empty();
    }

    /**
     * Told what was made of some rows; called from several threads at a time, not for rows that
     * were taken as stored.
     *
     * @param firstRow of the rows, in the file's order
     * @param values of the rows, from 0 on; may be longer
     * @param bytes what they became; valid during the call
     */
    default void encoded(TensorInfo tensor, long firstRow, float[] values, MemorySegment bytes) {}

    /** Where a tensor lies, if its bytes are exactly what is to be written. */
    default Optional<FileRegion> storedTensor(TensorInfo tensor) {
        return Optional.empty();
    }

    /** The tensors of a checkpoint, by the same names. */
    static TensorSource of(Checkpoint checkpoint) {
        return new CheckpointSource(checkpoint);
    }
}
