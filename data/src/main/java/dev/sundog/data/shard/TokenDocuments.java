package dev.sundog.data.shard;

/** Documents as token ids, by index. Implementations are thread-safe. */
public interface TokenDocuments extends AutoCloseable {
    /** How many documents there are. */
    long size();

    /** How many ids all documents have together. */
    long tokenCount();

    /** The number of ids of a document, without reading them. */
    int length(long index);

    /** The ids of the document at {@code index}, 0 to size − 1; the caller's own array. */
    int[] document(long index);

    @Override
    void close();
}
