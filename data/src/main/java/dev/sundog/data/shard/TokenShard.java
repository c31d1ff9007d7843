package dev.sundog.data.shard;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A shard mapped into memory. Opening it checks the index wholly and the ids by length; {@link
 * #verify} reads them all. Thread-safe; not to be used after {@link #close}.
 */
public final class TokenShard implements TokenDocuments {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int CHUNK = 1 << 20;

    private final Path shard;
    private final Arena arena;
    private final MemorySegment index;
    private final MemorySegment ids;
    private final int idBytes;
    private final int vocabularySize;
    private final int idsChecksum;
    private final long documents;
    private final long tokens;

    private TokenShard(Path shard, Arena arena) throws IOException {
        this.shard = shard;
        this.arena = arena;
        this.index = map(ShardFormat.index(shard), arena);
        this.ids = map(ShardFormat.ids(shard), arena);
        long least = ShardFormat.HEADER_BYTES + 8 + 4;
        require(index.byteSize() >= least, "at least " + least + " bytes", index.byteSize());
        long magic = index.get(LONG, 0);
        require(magic == ShardFormat.MAGIC, "the letters SUNDOGTS", Long.toHexString(magic));
        int version = index.get(INT, 8);
        require(version == ShardFormat.VERSION, "version " + ShardFormat.VERSION, version);
        idBytes = index.get(INT, 12);
        require(idBytes == 2 || idBytes == 4, "2 or 4 bytes an id", idBytes);
        vocabularySize = index.get(INT, 16);
        require(vocabularySize > 0, "a positive vocabulary size", vocabularySize);
        idsChecksum = index.get(INT, 20);
        documents = index.get(LONG, 24);
        tokens = index.get(LONG, 32);
        checkCounts();
        checkStarts();
    }

    /**
     * Opens the shard {@code NAME.ids} and {@code NAME.idx}.
     *
     * @param shard the path without suffix
     * @throws SundogException (data) if a file is absent or does not agree with itself
     */
    public static TokenShard open(Path shard) {
        for (Path file : new Path[] {ShardFormat.index(shard), ShardFormat.ids(shard)}) {
            if (!Files.isRegularFile(file)) {
                throw SundogException.data(
                        "shard-missing", file + ": expected a token shard, found no such file");
            }
        }
        Arena arena = Arena.ofShared();
        try {
            return new TokenShard(shard, arena);
        } catch (IOException e) {
            arena.close();
            throw SundogException.resource(
                    "shard-unreadable", shard + ": cannot be read (" + e.getMessage() + ")", e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return documents;
    }

    @Override
    public long tokenCount() {
        return tokens;
    }

    /** Entries of the vocabulary the ids belong to; all ids are below. */
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public int length(long at) {
        Objects.checkIndex(at, documents);
        return (int) (start(at + 1) - start(at));
    }

    @Override
    public int[] document(long at) {
        int[] document = new int[length(at)];
        long first = start(at);
        for (int i = 0; i < document.length; i++) {
            int id =
                    idBytes == 2
                            ? Short.toUnsignedInt(ids.get(SHORT, 2 * (first + i)))
                            : ids.get(INT, 4 * (first + i));
            if (id < 0 || id >= vocabularySize) {
                throw SundogException.data(
                        "shard-bad-id",
                        "%s: document %d: expected ids below %d, found %d; make the shard anew"
                                .formatted(ShardFormat.ids(shard), at, vocabularySize, id));
            }
            document[i] = id;
        }
        return document;
    }

    /**
     * Reads all ids and compares their checksum.
     *
     * @throws SundogException (data) if they are not those that were written
     */
    public void verify() {
        int found = checksum(ids, ids.byteSize());
        if (found != idsChecksum) {
            throw SundogException.data(
                    "shard-corrupt",
                    "%s: expected the checksum %08x, found %08x; make the shard anew"
                            .formatted(ShardFormat.ids(shard), idsChecksum, found));
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    private void checkCounts() {
        long room = (index.byteSize() - ShardFormat.HEADER_BYTES - 4) / 8 - 1;
        boolean whole = (index.byteSize() - ShardFormat.HEADER_BYTES - 4) % 8 == 0;
        require(
                whole && documents == room,
                "as many starts as documents (" + documents + ")",
                room + " in " + index.byteSize() + " bytes");
        boolean agrees = ids.byteSize() % idBytes == 0 && tokens == ids.byteSize() / idBytes;
        require(
                agrees,
                tokens + " ids of " + idBytes + " bytes",
                ids.byteSize() + " bytes in " + ShardFormat.ids(shard).getFileName());
        int expected = index.get(INT, index.byteSize() - 4);
        int found = checksum(index, index.byteSize() - 4);
        require(
                expected == found,
                "the checksum " + Integer.toHexString(expected),
                Integer.toHexString(found));
    }

    private void checkStarts() {
        long before = 0;
        require(start(0) == 0, "the first document at 0", start(0));
        for (long i = 1; i <= documents; i++) {
            long start = start(i);
            require(
                    start >= before && start <= tokens && start - before <= Integer.MAX_VALUE - 8,
                    "document " + i + " between " + before + " and " + tokens,
                    start);
            before = start;
        }
        require(before == tokens, "the last document to end at " + tokens, before);
    }

    private void require(boolean holds, String expected, Object found) {
        if (!holds) {
            throw SundogException.data(
                    "shard-corrupt",
                    "%s: expected %s, found %s; make the shard anew"
                            .formatted(ShardFormat.index(shard), expected, found));
        }
    }

    private long start(long document) {
        return index.get(LONG, ShardFormat.HEADER_BYTES + 8 * document);
    }

    private static int checksum(MemorySegment segment, long bytes) {
        CRC32C checksum = new CRC32C();
        for (long at = 0; at < bytes; at += CHUNK) {
            checksum.update(segment.asSlice(at, Math.min(CHUNK, bytes - at)).asByteBuffer());
        }
        return (int) checksum.getValue();
    }

    private static MemorySegment map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }
}
