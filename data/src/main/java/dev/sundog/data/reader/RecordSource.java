package dev.sundog.data.reader;

import dev.sundog.model.failure.SundogException;

/** Records by index. Implementations are thread-safe. */
public interface RecordSource extends AutoCloseable {
    /** How many records there are. */
    long size();

    /**
     * The record at {@code index}, 0 to size − 1.
     *
     * @throws SundogException (data) naming file and line if it is malformed
     */
    TrainingRecord get(long index);

    /** Where a record comes from, e.g. {@code world/base.jsonl:12}. */
    String place(long index);

    /** What form the records have. */
    DataFormat format();

    @Override
    void close();
}
