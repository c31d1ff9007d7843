package dev.sundog.data.shard;

import dev.sundog.data.reader.RecordSource;
import dev.sundog.data.reader.TrainingRecord;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.tokenizer.Tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;

/**
 * Tokenises text records on several threads and writes them as one shard, in their order. Each
 * document is followed by the end-of-sequence token where the tokenizer has one, so that a model
 * learns where texts end.
 */
public final class TokenShardWriter {
    private static final int BATCH = 256;
    private static final int MOST_DOCUMENTS = Integer.MAX_VALUE - 64;

    private final RecordSource records;
    private final Tokenizer tokenizer;
    private final int idBytes;
    private final CRC32C checksum = new CRC32C();
    private long[] starts = new long[1024];
    private int documents;
    private long tokens;

    private TokenShardWriter(RecordSource records, Tokenizer tokenizer) {
        this.records = records;
        this.tokenizer = tokenizer;
        this.idBytes = ShardFormat.idBytes(tokenizer.vocabularySize());
    }

    /**
     * What was written.
     *
     * @param documents documents, all records of the source
     * @param tokens ids, end-of-sequence tokens included
     */
    public record Summary(long documents, long tokens) {}

    /**
     * Writes the shard {@code NAME.ids} and {@code NAME.idx}.
     *
     * @param shard the path without suffix
     * @param threads how many tokenise at the same time; the bytes do not depend on it
     * @throws SundogException (data) if a record is malformed or no text; (resource) if the files
     *     cannot be written
     */
    public static Summary write(
            Path shard,
            RecordSource records,
            Tokenizer tokenizer,
            int threads,
            ProgressListener progress) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be positive, found " + threads);
        }
        TokenShardWriter writer = new TokenShardWriter(records, tokenizer);
        try {
            writer.run(shard, threads, progress);
        } catch (IOException e) {
            throw SundogException.resource(
                    "shard-write",
                    shard + ": cannot be written (" + e.getMessage() + "); is the disk full?",
                    e);
        }
        return new Summary(writer.documents, writer.tokens);
    }

    private void run(Path shard, int threads, ProgressListener progress) throws IOException {
        if (records.size() > MOST_DOCUMENTS) {
            throw SundogException.data(
                    "too-many-documents",
                    "expected at most " + MOST_DOCUMENTS + " documents, found " + records.size());
        }
        Path ids = ShardFormat.ids(shard);
        Path index = ShardFormat.index(shard);
        Path partialIds = partial(ids);
        Path partialIndex = partial(index);
        Path folder = shard.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try {
            Files.deleteIfExists(index);
            try (FileChannel out = create(partialIds)) {
                tokenise(out, threads, progress);
                out.force(true);
            }
            try (FileChannel out = create(partialIndex)) {
                writeAll(out, index());
                out.force(true);
            }
            Files.move(partialIds, ids, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partialIndex, index, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partialIds);
            Files.deleteIfExists(partialIndex);
        }
    }

    /** Batches are tokenised in parallel, a few ahead, and written in order. */
    private void tokenise(FileChannel out, int threads, ProgressListener progress)
            throws IOException {
        long size = records.size();
        Deque<Future<List<int[]>>> ahead = new ArrayDeque<>();
        ExecutorService team = Executors.newFixedThreadPool(threads);
        try {
            long next = 0;
            while (next < size || !ahead.isEmpty()) {
                while (next < size && ahead.size() < 2 * threads) {
                    long from = next;
                    long to = Math.min(size, from + BATCH);
                    ahead.add(team.submit(() -> batch(from, to)));
                    next = to;
                }
                append(out, await(ahead.remove()));
                progress.onProgress("tokenise", documents, size);
            }
        } finally {
            team.shutdownNow();
        }
    }

    private List<int[]> batch(long from, long to) {
        List<int[]> batch = new ArrayList<>();
        for (long i = from; i < to; i++) {
            batch.add(encode(i));
        }
        return batch;
    }

    private int[] encode(long record) {
        String text =
                switch (records.get(record)) {
                    case TrainingRecord.Text document -> document.text();
                    case TrainingRecord.Conversation conversation -> throw noText(record);
                    case TrainingRecord.Preference preference -> throw noText(record);
                    case TrainingRecord.TextPreference preference -> throw noText(record);
                };
        int[] ids = tokenizer.encode(text, false);
        for (int id : ids) {
            if (id < 0 || id >= tokenizer.vocabularySize()) {
                throw SundogException.data(
                        "bad-token-id",
                        "%s: expected ids below %d, found %d"
                                .formatted(records.place(record), tokenizer.vocabularySize(), id));
            }
        }
        if (tokenizer.eosTokenId().isPresent()) {
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = tokenizer.eosTokenId().getAsInt();
        }
        return ids;
    }

    private SundogException noText(long record) {
        return SundogException.data(
                "not-text",
                records.place(record)
                        + ": expected documents with \"text\" for token shards, found "
                        + records.format().key());
    }

    private void append(FileChannel out, List<int[]> batch) throws IOException {
        long count = batch.stream().mapToLong(ids -> ids.length).sum();
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(Math.multiplyExact(count, idBytes)))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int[] ids : batch) {
            if (documents + 1 == starts.length) {
                starts = Arrays.copyOf(starts, Math.multiplyExact(starts.length, 2));
            }
            for (int id : ids) {
                if (idBytes == 2) {
                    bytes.putShort((short) id);
                } else {
                    bytes.putInt(id);
                }
            }
            tokens += ids.length;
            documents++;
            starts[documents] = tokens;
        }
        bytes.flip();
        checksum.update(bytes.duplicate());
        writeAll(out, bytes);
    }

    private ByteBuffer index() {
        long bytes = ShardFormat.HEADER_BYTES + 8L * (documents + 1) + 4;
        ByteBuffer index =
                ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        index.putLong(ShardFormat.MAGIC)
                .putInt(ShardFormat.VERSION)
                .putInt(idBytes)
                .putInt(tokenizer.vocabularySize())
                .putInt((int) checksum.getValue())
                .putLong(documents)
                .putLong(tokens);
        for (int i = 0; i <= documents; i++) {
            index.putLong(starts[i]);
        }
        CRC32C own = new CRC32C();
        own.update(index.array(), 0, index.position());
        index.putInt((int) own.getValue());
        return index.flip();
    }

    private static List<int[]> await(Future<List<int[]>> batch) {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("tokenising failed", cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SundogException.resource("interrupted", "tokenising was interrupted", e);
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static Path partial(Path file) {
        return file.resolveSibling(file.getFileName() + ".partial");
    }
}
