package dev.sundog.model.checkpoint;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file in the making: written under a temporary name beside its own, moved there when complete,
 * deleted when closed before. Not thread-safe.
 */
public final class PartialFile implements AutoCloseable {
    /** End of the temporary names. */
    public static final String SUFFIX = ".partial";

    private static final long LARGEST_TRANSFER = 1 << 26;

    private final Path path;
    private final Path temporary;
    private final long bytesNeeded;
    private final FileChannel channel;
    private long written;

    private PartialFile(Path path, Path temporary, long bytesNeeded, FileChannel channel) {
        this.path = path;
        this.temporary = temporary;
        this.bytesNeeded = bytesNeeded;
        this.channel = channel;
    }

    /**
     * Begins a file, and its directory if that does not exist.
     *
     * @param bytesNeeded its size, for the message if the disk is full
     */
    public static PartialFile create(Path path, long bytesNeeded) {
        Path absolute = path.toAbsolutePath();
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + SUFFIX);
        try {
            Files.createDirectories(temporary.resolveSibling("."));
            FileChannel channel =
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
            return new PartialFile(absolute, temporary, bytesNeeded, channel);
        } catch (IOException e) {
            throw failure(absolute, bytesNeeded, e);
        }
    }

    /** Writes a small file in one go. */
    public static void write(Path path, byte[] content) {
        try (PartialFile file = create(path, content.length)) {
            file.append(MemorySegment.ofArray(content));
            file.complete();
        }
    }

    /** Bytes appended so far. */
    public long written() {
        return written;
    }

    /** Appends bytes. */
    public void append(MemorySegment bytes) {
        try {
            for (long done = 0; done < bytes.byteSize(); ) {
                long length = Math.min(bytes.byteSize() - done, 1 << 24);
                ByteBuffer buffer = bytes.asSlice(done, length).asByteBuffer();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                done += length;
                written += length;
            }
        } catch (IOException e) {
            throw failure(path, bytesNeeded, e);
        }
    }

    /**
     * Appends bytes of another file; the operating system copies them.
     *
     * @throws SundogException (data, {@code file-changed}) if that file has become shorter
     */
    public void append(FileRegion region) {
        try (FileChannel source = FileChannel.open(region.file(), StandardOpenOption.READ)) {
            for (long done = 0; done < region.length(); ) {
                long count =
                        source.transferTo(
                                region.offset() + done,
                                Math.min(region.length() - done, LARGEST_TRANSFER),
                                channel);
                if (count <= 0) {
                    throw SundogException.data(
                            "file-changed",
                            "%s changed while it was open: expected %d bytes from %d on, found %d; start again"
                                    .formatted(
                                            region.file(), region.length(), region.offset(), done));
                }
                done += count;
                written += count;
            }
        } catch (IOException e) {
            throw failure(path, bytesNeeded, e);
        }
    }

    /** Ends writing; the file keeps its temporary name until {@link #complete}. */
    public void finish() {
        try {
            if (channel.isOpen()) {
                channel.close();
            }
        } catch (IOException e) {
            throw failure(path, bytesNeeded, e);
        }
    }

    /** Gives the file its name, at once. */
    public void complete() {
        finish();
        try {
            Files.move(
                    temporary,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failure(path, bytesNeeded, e);
        }
    }

    /** Deletes what is not complete. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw failure(path, bytesNeeded, e);
        }
    }

    /** The error a user reads when a file cannot be written. */
    static SundogException failure(Path path, long bytesNeeded, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("No space left") || reason.contains("quota exceeded")) {
            return SundogException.resource(
                    "disk-full",
                    "%s: the disk is full; %d bytes are needed, make room or write elsewhere"
                            .formatted(path, bytesNeeded),
                    cause);
        }
        return SundogException.resource(
                "write-failed",
                "%s cannot be written (%s: %s); check the directory and its permissions"
                        .formatted(path, cause.getClass().getSimpleName(), reason),
                cause);
    }
}
