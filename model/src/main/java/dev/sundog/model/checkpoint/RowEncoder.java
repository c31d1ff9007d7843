package dev.sundog.model.checkpoint;

import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.block.BlockArithmetic;
import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.kernels.parallel.ProcessorCores;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads tensors from sources and appends them, encoded, to a file: chunks of rows on several
 * threads, each small enough to stay in a core's cache, while finished ones are written in order.
 * Memory is bounded by the chunks, whatever the tensor. Not thread-safe.
 */
final class RowEncoder implements AutoCloseable {
    private static final int CHUNK_ELEMENTS = 1 << 17;
    private static final int CHUNKS_A_THREAD = 3;

    private final ExecutorService threads;
    private final Deque<Chunk> free = new ArrayDeque<>();
    private final Deque<Pending> pending = new ArrayDeque<>();

    /** Buffers of one chunk, grown on demand. */
    private static final class Chunk {
        private float[] values = new float[0];
        private byte[] bytes = new byte[0];
    }

    /** A chunk that is being encoded. */
    private record Pending(Chunk chunk, Future<MemorySegment> result) {}

    /** What a chunk is a part of. */
    private record Job(
            TensorSource source,
            TensorInfo tensor,
            RowOrder order,
            boolean weighted,
            boolean permutesElements) {}

    RowEncoder() {
        int count = Math.max(2, ProcessorCores.physical());
        threads =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().daemon().name("encode-", 0).factory());
        for (int i = 0; i < CHUNKS_A_THREAD * count; i++) {
            free.add(new Chunk());
        }
    }

    /**
     * Appends a whole tensor.
     *
     * @param order in which order the file wants its rows
     */
    void append(TensorSource source, TensorInfo tensor, RowOrder order, PartialFile file) {
        if (order.isSame()) {
            Optional<FileRegion> stored = source.storedTensor(tensor);
            if (stored.isPresent()) {
                file.append(stored.get());
                return;
            }
        }
        boolean permutes = tensor.shape().size() == 1 && !order.isSame();
        boolean weighted = source.importance(tensor, 0).isPresent();
        Job job = new Job(source, tensor, order, weighted, permutes);
        long rows = tensor.rowCount();
        int rowsPerChunk = (int) Math.min(rows, Math.max(1, CHUNK_ELEMENTS / tensor.rowLength()));
        try {
            for (long row = 0; row < rows; row += rowsPerChunk) {
                if (free.isEmpty()) {
                    writeOldest(file);
                }
                Chunk chunk = free.remove();
                long first = row;
                int count = (int) Math.min(rowsPerChunk, rows - first);
                pending.add(
                        new Pending(chunk, threads.submit(() -> encode(job, first, count, chunk))));
            }
            while (!pending.isEmpty()) {
                writeOldest(file);
            }
        } finally {
            abandon();
        }
    }

    private void writeOldest(PartialFile file) {
        Pending oldest = pending.remove();
        try {
            file.append(await(oldest.result()));
        } finally {
            free.add(oldest.chunk());
        }
    }

    /** After a failure: nothing may go on reading from a source that is about to be closed. */
    private void abandon() {
        while (!pending.isEmpty()) {
            Pending task = pending.remove();
            try {
                await(task.result());
            } catch (RuntimeException e) {
                // the first failure is the one that is told
                continue;
            } finally {
                free.add(task.chunk());
            }
        }
    }

    private static MemorySegment encode(Job job, long first, int count, Chunk chunk) {
        TensorInfo tensor = job.tensor();
        int length = tensor.rowLength();
        int size = Math.multiplyExact(count, Math.toIntExact(tensor.rowBytes()));
        if (chunk.bytes.length < size) {
            chunk.bytes = new byte[size];
        }
        MemorySegment bytes = MemorySegment.ofArray(chunk.bytes).asSlice(0, size);
        if (!job.permutesElements() && job.source().storedRow(tensor, first).isPresent()) {
            copyRows(job, first, count, bytes);
            return bytes;
        }
        int elements = Math.multiplyExact(count, length);
        if (chunk.values.length < elements) {
            chunk.values = new float[elements];
        }
        float[] values = chunk.values;
        if (job.permutesElements()) {
            readPermuted(job, values);
        } else if (job.order().isSame()) {
            job.source().readRows(tensor, first, count, values, 0);
        } else {
            for (int i = 0; i < count; i++) {
                long row = job.order().original(first + i);
                job.source().readRows(tensor, row, 1, values, i * length);
            }
        }
        BlockCodec codec = BlockCodec.of(tensor.type());
        BlockArithmetic arithmetic = KernelProvider.active().blockArithmetic();
        if (job.weighted()) {
            for (int i = 0; i < count; i++) {
                float[] importance = job.source().importance(tensor, first + i).orElseThrow();
                long at = i * tensor.rowBytes();
                codec.encode(values, i * length, 1, importance, bytes, at, arithmetic);
            }
        } else {
            codec.encode(values, 0, elements, bytes, 0, arithmetic);
        }
        job.source().encoded(tensor, first, values, bytes);
        return bytes;
    }

    private static void copyRows(Job job, long first, int count, MemorySegment bytes) {
        long rowBytes = job.tensor().rowBytes();
        for (int i = 0; i < count; i++) {
            long original = job.order().original(first + i);
            Optional<MemorySegment> row = job.source().storedRow(job.tensor(), original);
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

    private static void readPermuted(Job job, float[] target) {
        int length = job.tensor().rowLength();
        float[] original = new float[length];
        job.source().readRows(job.tensor(), 0, 1, original, 0);
        for (int i = 0; i < length; i++) {
            target[i] = original[(int) job.order().original(i)];
        }
    }

    private static MemorySegment await(Future<MemorySegment> result) {
        try {
            return result.get();
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
