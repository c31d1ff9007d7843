/**
 * Token shards: tokenised documents in a form that is mapped into memory and read at any place.
 *
 * <p>A shard {@code NAME} is two files, all numbers little-endian. {@code NAME.ids} holds the ids
 * of all documents one after the other, without anything between them, 2 bytes each if the
 * vocabulary has at most 65,536 entries, else 4. {@code NAME.idx} holds:
 *
 * <pre>
 * offset  bytes      what
 *      0      8      the letters SUNDOGTS
 *      8      4      version, 1
 *     12      4      bytes an id, 2 or 4
 *     16      4      vocabulary size V
 *     20      4      CRC-32C of the file NAME.ids
 *     24      8      number of documents n
 *     32      8      number of ids t
 *     40  8 (n + 1)  where each document begins, counted in ids; the first is 0, the last is t
 *   then      4      CRC-32C of all bytes before it
 * </pre>
 *
 * The index is written last and moved into place, so that its presence says that the ids are
 * complete. The bytes are a function of the documents and the tokenizer, not of the threads.
 */
@NullMarked
package dev.sundog.data.shard;

import org.jspecify.annotations.NullMarked;
