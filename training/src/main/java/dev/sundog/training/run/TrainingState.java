package dev.sundog.training.run;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The file {@code training-state.bin} of a checkpoint: all that a run needs to go on bit-exactly.
 * Little-endian: magic {@code SDGTRAIN}, version (int), steps done (long), tokens read (long),
 * digest of the configuration (long), number of parameters (long), then as floats the master
 * weights, the first and the second moments, then the CRC-32C of all before it (int).
 *
 * @param step steps done
 * @param tokens tokens read
 * @param configuration digest of what must not change between parts of a run
 */
record TrainingState(long step, long tokens, long configuration) {
    private static final long MAGIC = 0x4e49415254474453L;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 8 + 4 + 8 + 8 + 8 + 8;
    private static final int CHUNK_BYTES = 1 << 24;

    /** Writes the state and its arrays (each {@code [count]} floats). */
    void write(Path file, long count, List<MemorySegment> arrays) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            CRC32C checksum = new CRC32C();
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            header.putLong(MAGIC).putInt(VERSION).putLong(step).putLong(tokens);
            header.putLong(configuration).putLong(count).flip();
            write(channel, header, checksum);
            for (MemorySegment array : arrays) {
                for (long at = 0; at < array.byteSize(); at += CHUNK_BYTES) {
                    long size = Math.min(CHUNK_BYTES, array.byteSize() - at);
                    write(channel, array.asSlice(at, size).asByteBuffer(), checksum);
                }
            }
            ByteBuffer end = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            write(channel, end.putInt((int) checksum.getValue()).flip(), new CRC32C());
            channel.force(true);
        } catch (IOException e) {
            throw writeFailed(file, e);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, CRC32C checksum)
            throws IOException {
        checksum.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Reads a state into {@code arrays}.
     *
     * @throws SundogException (data) if the file is not whole, or of another model
     */
    static TrainingState read(Path file, long count, List<MemorySegment> arrays) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long expected = HEADER_BYTES + arrays.size() * count * Float.BYTES + 4;
            if (channel.size() != expected) {
                throw damaged(file, "has " + channel.size() + " bytes, expected " + expected);
            }
            CRC32C checksum = new CRC32C();
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            read(channel, header, checksum, file);
            header.flip();
            if (header.getLong() != MAGIC || header.getInt() != VERSION) {
                throw damaged(file, "does not begin as a training state of version " + VERSION);
            }
            TrainingState state =
                    new TrainingState(header.getLong(), header.getLong(), header.getLong());
            if (header.getLong() != count) {
                throw damaged(file, "is of a model with another number of parameters");
            }
            for (MemorySegment array : arrays) {
                for (long at = 0; at < array.byteSize(); at += CHUNK_BYTES) {
                    long size = Math.min(CHUNK_BYTES, array.byteSize() - at);
                    read(channel, array.asSlice(at, size).asByteBuffer(), checksum, file);
                }
            }
            ByteBuffer end = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            read(channel, end, new CRC32C(), file);
            if (end.getInt(0) != (int) checksum.getValue()) {
                throw damaged(file, "does not match its checksum");
            }
            return state;
        } catch (IOException e) {
            throw SundogException.data("state-unreadable", file + ": " + e.getMessage(), e);
        }
    }

    private static void read(FileChannel channel, ByteBuffer target, CRC32C checksum, Path file)
            throws IOException {
        ByteBuffer whole = target.duplicate();
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw damaged(file, "ends early");
            }
        }
        checksum.update(whole);
    }

    private static SundogException damaged(Path file, String what) {
        return SundogException.data(
                "state-damaged",
                file
                        + " "
                        + what
                        + ". Remove this checkpoint's directory to resume from an older one.");
    }

    /** A failure to write, most often a full disk. */
    static SundogException writeFailed(Path file, IOException e) {
        String reason =
                e instanceof FileSystemException f && f.getReason() != null
                        ? f.getReason()
                        : e.getMessage();
        return SundogException.resource(
                "write-failed",
                file
                        + " could not be written: "
                        + reason
                        + ". Make room or choose another directory, then resume.",
                e);
    }
}
