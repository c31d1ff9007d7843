package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.BlockCodec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads tensors from a source and appends them, encoded, to a file: two chunks of rows at a time,
 * each on a thread of its own. Memory is bounded by the chunks, whatever the tensor. Not
 * thread-safe.
 */
final class RowEncoder implements AutoCloseable {
    private static final int CHUNK_ELEMENTS = 1 << 20;
    private static final int THREADS = 2;

    private final TensorSource source;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().daemon().name("encode-", 0).factory());
    private final Chunk[] chunks = new Chunk[THREADS];

    /** Buffers of one chunk, grown on demand. */
    private static final class Chunk {
        private float[] values = new float[0];
        private byte[] bytes = new byte[0];
    }

    RowEncoder(TensorSource source) {
        this.source = source;
        for (int i = 0; i < THREADS; i++) {
            chunks[i] = new Chunk();
        }
    }

    /**
     * Appends a whole tensor.
     *
     * @param order in which order the file wants its rows
     */
    void append(TensorInfo tensor, RowOrder order, PartialFile file) {
        if (order.isSame()) {
            Optional<FileRegion> stored = source.storedTensor(tensor);
            if (stored.isPresent()) {
                file.append(stored.get());
                return;
            }
        }
        long rows = tensor.rowCount();
        int rowsPerChunk = (int) Math.min(rows, Math.max(1, CHUNK_ELEMENTS / tensor.rowLength()));
        for (long row = 0; row < rows; row += (long) THREADS * rowsPerChunk) {
            MemorySegment[] results = new MemorySegment[THREADS];
            Future<?>[] pending = new Future<?>[THREADS];
            for (int i = 0; i < THREADS; i++) {
                long first = row + (long) i * rowsPerChunk;
                int count = (int) Math.min(rowsPerChunk, rows - first);
                int index = i;
                if (count > 0) {
                    pending[i] =
                            threads.submit(
                                    () -> {
                                        results[index] =
                                                encode(tensor, order, first, count, chunks[index]);
                                    });
                }
            }
            for (int i = 0; i < THREADS; i++) {
                if (pending[i] != null) {
                    await(pending[i]);
                    file.append(results[i]);
                }
            }
        }
    }

    private MemorySegment encode(
            TensorInfo tensor, RowOrder order, long first, int count, Chunk chunk) {
        int length = tensor.rowLength();
        int rowBytes = Math.toIntExact(tensor.rowBytes());
        int size = Math.multiplyExact(count, rowBytes);
        if (chunk.bytes.length < size) {
            chunk.bytes = new byte[size];
        }
        MemorySegment bytes = MemorySegment.ofArray(chunk.bytes).asSlice(0, size);
        boolean vector = tensor.shape().size() == 1;
        boolean permutesElements = vector && !order.isSame();
        if (!permutesElements && source.storedRow(tensor, first).isPresent()) {
            copyRows(tensor, order, first, count, bytes);
            return bytes;
        }
        int elements = Math.multiplyExact(count, length);
        if (chunk.values.length < elements) {
            chunk.values = new float[elements];
        }
        if (permutesElements) {
            readPermuted(tensor, order, chunk.values);
        } else if (order.isSame()) {
            source.readRows(tensor, first, count, chunk.values, 0);
        } else {
            for (int i = 0; i < count; i++) {
                source.readRows(tensor, order.original(first + i), 1, chunk.values, i * length);
            }
        }
        BlockCodec.of(tensor.type()).encode(chunk.values, 0, elements, bytes, 0);
        return bytes;
    }

    private void copyRows(
            TensorInfo tensor, RowOrder order, long first, int count, MemorySegment bytes) {
        long rowBytes = tensor.rowBytes();
        for (int i = 0; i < count; i++) {
            Optional<MemorySegment> row = source.storedRow(tensor, order.original(first + i));
            MemorySegment.copy(
                    row.orElseThrow(),
                    ValueLayout.JAVA_BYTE,
                    0,
                    bytes,
                    ValueLayout.JAVA_BYTE,
                    i * rowBytes,
                    rowBytes);
        }
    }

    private void readPermuted(TensorInfo tensor, RowOrder order, float[] target) {
        int length = tensor.rowLength();
        float[] original = new float[length];
        source.readRows(tensor, 0, 1, original, 0);
        for (int i = 0; i < length; i++) {
            target[i] = original[(int) order.original(i)];
        }
    }

    private static void await(Future<?> pending) {
        try {
            pending.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while writing", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
